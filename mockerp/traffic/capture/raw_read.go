package capture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/show"
)

// rawReader reads HTTP as it went over the wire, or as it was pasted from a log: a request line,
// headers, an empty line, the body; then, if it is there, the answer in the same form; then the next
// request. Lines may end in CR LF or LF. Without a length a body goes on to the next first line of a
// message, or the end.
type rawReader struct {
	from *source
	next []byte // a line that was looked at
}

func readRaw(from *source, each visit) error {
	r := &rawReader{from: from}
	for n := 1; ; n++ {
		from.allow()
		first, err := r.start()
		switch {
		case err != nil:
			return err
		case first == "" && n == 1:
			return errors.New("the capture is empty: it must begin with a line such as POST /device HTTP/1.1")
		case first == "":
			return nil
		}
		x := newExchange(traffic.Raw, fmt.Sprintf("post %d", n))
		if err := r.request(x, first); err != nil {
			return &inPart{x.Origin.Place, err}
		}
		if err := r.answers(x); err != nil {
			return &inPart{"the answer to " + x.Origin.Place, err}
		}
		if err := each(clock(x), span{}); err != nil {
			return err
		}
	}
}

// line takes the next line; nil is the end.
func (r *rawReader) line() ([]byte, error) {
	if line := r.next; line != nil {
		r.next = nil
		return line, nil
	}
	line, _, err := r.from.line()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return line, err
}

// start takes the first line of the next message; "" is the end.
func (r *rawReader) start() (string, error) {
	for {
		line, err := r.line()
		if text := strings.TrimSpace(string(line)); line == nil || text != "" || err != nil {
			return text, err
		}
	}
}

func (r *rawReader) request(x *traffic.Exchange, first string) (err error) {
	words := strings.Fields(first)
	if !isRequestLine(first) {
		return fmt.Errorf("%q is not a request line such as POST /device HTTP/1.1", shorten(first))
	}
	x.Request.Method, x.Request.URL, x.Request.Proto = words[0], words[1], words[2]
	if x.Request.Header, err = r.header(); err != nil {
		return err
	}
	x.Origin.Unknown &^= traffic.Headers
	if host := x.Request.Header.Get("Host"); host != "" && strings.HasPrefix(x.Request.URL, "/") {
		x.Request.URL = "http://" + host + x.Request.URL
	}
	x.Request.Body, err = r.body(x.Request.Header)
	return err
}

// answers reads the answer, if one follows; "100 Continue" before it is passed over.
func (r *rawReader) answers(x *traffic.Exchange) error {
	for {
		first, err := r.start()
		if err != nil || !isStatusLine(first) {
			if r.next = []byte(first); first == "" {
				r.next = nil
			}
			return err
		}
		if err := r.answer(&x.Answer, first); err != nil {
			return err
		}
		if x.Answer.Status != http.StatusContinue {
			x.Origin.Unknown &^= traffic.Answered | traffic.AnswerBody
			return nil
		}
		x.Answer = traffic.Answer{}
	}
}

func (r *rawReader) answer(a *traffic.Answer, first string) (err error) {
	words := strings.Fields(first)
	if len(words) > 1 && len(words[1]) == len("200") {
		a.Status, _ = strconv.Atoi(words[1])
	}
	if a.Status < 100 {
		return fmt.Errorf("%q is not a status line such as HTTP/1.1 200 OK", shorten(first))
	}
	if a.Header, err = r.header(); err != nil {
		return err
	}
	switch a.Status {
	case http.StatusContinue, http.StatusNoContent, http.StatusNotModified:
		return nil
	}
	a.Body, err = r.body(a.Header)
	return err
}

func isStatusLine(line string) bool {
	rest, ok := strings.CutPrefix(line, "HTTP/")
	return ok && rest != "" && rest[0] >= '0' && rest[0] <= '9'
}

func isRequestLine(line string) bool {
	words := strings.Fields(line)
	return len(words) == 3 && show.IsToken(words[0]) && isStatusLine(words[2])
}

// header reads up to the empty line, or up to the end.
func (r *rawReader) header() (http.Header, error) {
	var lines bytes.Buffer
	for n := 0; ; n++ {
		line, err := r.line()
		if err != nil {
			return nil, err
		}
		if n > mostHeaders {
			return nil, fmt.Errorf("it has more than %d headers", mostHeaders)
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		lines.Write(append(line, '\n'))
	}
	lines.WriteByte('\n')
	header, err := textproto.NewReader(bufio.NewReader(&lines)).ReadMIMEHeader()
	if err != nil {
		return nil, fmt.Errorf("its headers cannot be read: %w", err)
	}
	return http.Header(header), nil
}
