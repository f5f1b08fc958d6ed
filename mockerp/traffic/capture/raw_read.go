package capture

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// rawReader reads what people paste: HTTP as it went over the wire, what curl -v, HTTPie and erpkit send
// --verbose print, commands of curl, PowerShell and browsers, all of them with or without the prefix of a log.
// A message ends where the next begins. What stands between messages is passed over, unless it looks like
// a post: that is named.
type rawReader struct {
	rawLines
	ahead  *rawStart // a message whose first line was taken
	each   visit
	count  int
	body   []byte // of the last post, for a log may write it again
	budget int    // how much may still be read twice
	lost   bool   // what was passed over says that no answer came
}

func readRaw(from *source, each visit) error {
	r := &rawReader{rawLines: rawLines{from: from}, each: each, budget: mostEntry}
	first := bytes.TrimSpace(from.begin)
	for {
		start, err := r.start(0)
		switch {
		case err != nil:
			return err
		case start.kind == noStart && r.count == 0:
			return nothingRaw(first)
		case start.kind == noStart:
			return nil
		}
		if err := r.message(start); err != nil {
			return err
		}
	}
}

func nothingRaw(begin []byte) error {
	const wanted = "POST /device HTTP/1.1, or a command such as curl -d '{…}' http://erp.example/device"
	if len(begin) == 0 {
		return errors.New("the capture is empty: it must have a line such as " + wanted)
	}
	line, _, _ := bytes.Cut(begin, []byte("\n"))
	return fmt.Errorf("there is no request in it: %q is not a request line such as %s", shorten(string(line)), wanted)
}

// place counts the exchanges.
func (r *rawReader) place() *traffic.Exchange {
	r.count++
	return newExchange(traffic.Raw, fmt.Sprintf("post %d", r.count))
}

func (r *rawReader) message(start rawStart) (err error) {
	x := r.place()
	switch start.kind {
	case requestStart:
		err = r.request(x, start)
	case commandStart:
		err = r.command(x, start)
	default:
		if _, err = r.answer(&traffic.Answer{}, start); err == nil {
			err = trouble{fmt.Errorf("the answer in line %d has no request before it", start.line)}
		}
		if err = noteTrouble(x, "", err, ""); err != nil {
			return err
		}
		return r.give(x)
	}
	if err == nil {
		err = r.answers(x, start.mark)
	}
	if err != nil {
		return err
	}
	r.body = bytes.TrimSpace(x.Request.Body)
	return r.give(x)
}

func (r *rawReader) give(x *traffic.Exchange) error { return r.each(clock(x), span{}) }

// start finds the first line of the next message; what stands before it is passed over. The mark is that of
// the lines before.
func (r *rawReader) start(mark byte) (rawStart, error) {
	if s := r.ahead; s != nil {
		r.ahead = nil
		return *s, nil
	}
	var between []byte
	at := 0
	for {
		line, err := r.next()
		if err != nil {
			return rawStart{}, err
		}
		s := startOf(line.text)
		if line.text == nil || s.kind != noStart {
			s.line = line.n
			return s, r.passed(between, at)
		}
		r.lost = r.lost || mark != 0 && bytes.HasPrefix(line.text, []byte("! "))
		if text := bytes.TrimSpace(line.text); len(text) > 0 && len(between) < mostMember && (mark == 0 || !isRemark(line.text)) {
			if len(between) == 0 {
				at = line.n
			}
			between = append(append(between, text[:min(len(text), mostMember)]...), '\n')
		}
	}
}

// passed looks at what stands between two messages. A post in it is named.
func (r *rawReader) passed(text []byte, line int) error {
	if kind := smellsOf(text); kind != "" && (len(r.body) == 0 || !bytes.Contains(text, r.body)) {
		x := r.place()
		x.Kind = kind
		x.Origin.Unreadable = fmt.Sprintf("the body in line %d has no request line before it: write POST /device HTTP/1.1 and an empty line before it", line)
		return r.give(x)
	}
	return nil
}

// smellsOf tells which kind of post a text that cannot be read has in it; "" is none.
func smellsOf(text []byte) schemas.Kind {
	has := func(name string) bool { return bytes.Contains(text, []byte(name)) }
	switch {
	case !has("{") || !has("workorderNumber") && !has("workorderId") && !has("stockId") && !has("sessionId"):
		return ""
	case has("actCode"):
		return schemas.Operation
	case has("item"):
		return schemas.ItemAttach
	}
	return schemas.Device
}

func (r *rawReader) request(x *traffic.Exchange, start rawStart) error {
	words := strings.Fields(start.text)
	x.Request.Method, x.Request.URL = words[0], words[1]
	if len(words) == 3 {
		x.Request.Proto = words[2]
	}
	header, err := r.header(start.mark)
	if header == nil {
		return err
	}
	x.Request.Header = header
	x.Origin.Unknown &^= traffic.Headers
	if host := header.Get("Host"); host != "" && strings.HasPrefix(x.Request.URL, "/") {
		x.Request.URL = "http://" + host + x.Request.URL
	}
	var found rawBody
	if err == nil {
		found, err = r.bodyOf(header, start.mark)
	}
	x.Request.Body, x.Request.Truncated = found.content, found.cut
	return noteTrouble(x, "", errors.Join(err, found.wrong), found.doubt)
}

// trouble is an error of one message, which does not end the file.
type trouble struct{ error }

// noteTrouble records in the exchange what is wrong with or uncertain about one message; it returns any other error.
func noteTrouble(x *traffic.Exchange, whose string, err error, doubt string) error {
	var wrong trouble
	switch {
	case err != nil && !errors.As(err, &wrong):
		return err
	case err != nil && whose == "":
		x.Origin.Unreadable = wrong.Error()
		if kind := smellsOf(x.Request.Body); kind != "" {
			x.Kind = kind
		}
	case err != nil:
		doubt = wrong.Error()
	}
	if doubt != "" && x.Origin.Doubt == "" {
		x.Origin.Doubt = whose + doubt
	}
	return nil
}

// answers reads the answer, if one follows; "100 Continue" and the word of a proxy before it are passed over.
func (r *rawReader) answers(x *traffic.Exchange, mark byte) error {
	for {
		r.lost = false
		start, err := r.start(mark)
		if err != nil || start.kind != statusStart {
			if start.kind != noStart {
				r.ahead = &start
			}
			if r.lost {
				x.Answer.Lost = true
				x.Origin.Unknown &^= traffic.Answered | traffic.AnswerBody
			}
			return err
		}
		var a traffic.Answer
		doubt, err := r.answer(&a, start)
		if err == nil && (a.Status < 200 && a.Status != 0 || strings.HasSuffix(strings.ToLower(start.text), " connection established")) {
			continue
		}
		if a.Status != 0 {
			x.Answer = a
			x.Origin.Unknown &^= traffic.Answered | traffic.AnswerBody
		}
		var wrong trouble
		if errors.As(err, &wrong) {
			x.Origin.Unknown |= traffic.AnswerBody
		}
		return noteTrouble(x, "the answer: ", err, doubt)
	}
}

func (r *rawReader) answer(a *traffic.Answer, start rawStart) (doubt string, err error) {
	words := strings.Fields(start.text)
	number := words[0]
	if isStatusLine(start.text) {
		number = strings.Join(words[1:min(len(words), 2)], "")
	}
	if !isStatus(number) || number < "100" {
		return "", trouble{fmt.Errorf("%q is not a status line such as HTTP/1.1 200 OK", shorten(start.text))}
	}
	if a.Header, err = r.header(start.mark); err != nil {
		return "", err
	}
	found, err := r.bodyOf(a.Header, start.mark)
	if err == nil && found.wrong != nil {
		err = found.wrong
	}
	a.Body = found.content
	_, _ = fmt.Sscan(number, &a.Status)
	switch a.Status {
	case http.StatusNoContent, http.StatusNotModified:
		a.Body = nil
	}
	return found.doubt, err
}
