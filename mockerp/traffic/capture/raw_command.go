package capture

import (
	"errors"
	"net/url"
	"regexp"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture/commandline"
)

// longestCommand bounds a command; a longer one goes into a file, which is not read.
const longestCommand = 8 << 20

// command reads the command that posted. What curl -v printed behind it is about the same post.
func (r *rawReader) command(x *traffic.Exchange, start rawStart) error {
	text, whole, err := r.commandText(start.text)
	if err != nil {
		return err
	}
	sent, err := commandline.Parse(text)
	if !whole && err == nil {
		err = errors.New("the command is cut off: paste all of it")
	}
	if err != nil {
		x.Request.Method, x.Request.URL = guessed(text)
		x.Request.Body = []byte(text) // by which its kind is told
		err = noteTrouble(x, "", trouble{err}, "")
		x.Request.Body = nil
	} else {
		x.Request = traffic.Request{Method: sent.Method, URL: sent.URL, Header: sent.Header, Body: sent.Body}
		x.Origin.Unknown &^= traffic.Headers
	}
	return errors.Join(err, r.trace(x))
}

// commandText takes the lines of a command. One that begins another message ends it, whatever is open.
func (r *rawReader) commandText(first string) (text string, whole bool, err error) {
	var b strings.Builder
	var o commandline.Opening
	b.WriteString(first)
	for more := o.Line(first); more; {
		line, err := r.next()
		if err != nil || line.text == nil {
			return b.String(), false, err
		}
		if s := startOf(line.text); s.kind != noStart || b.Len() > longestCommand {
			r.giveBack(line.text, line.n)
			return b.String(), false, nil
		}
		text := strings.TrimRight(string(line.text), "\r\n")
		b.WriteString("\n" + text)
		more = o.Line(text)
	}
	return b.String(), true, nil
}

// guessed is where a command that cannot be read wanted to go.
func guessed(text string) (method, address string) {
	if found := addresses.FindString(text); found != "" {
		address = strings.TrimRight(found, "^")
	}
	if data.MatchString(text) {
		method = "POST"
	}
	return method, address
}

var (
	addresses = regexp.MustCompile(`https?://[^\s'"\x60)]+`)
	data      = regexp.MustCompile(`(?i)\s(?:-d|--data|--json|-body\b|-X\s*.?POST|-method\s*.?post)|"body"`)
)

// trace takes the headers from what curl -v printed of the request, and leaves the answer to whoever called.
func (r *rawReader) trace(x *traffic.Exchange) error {
	start, err := r.start('*')
	if err != nil || start.kind == noStart {
		return err
	}
	words := strings.Fields(start.text)
	if start.kind != requestStart || start.mark != '>' || words[0] != x.Request.Method || pathIn(words[1]) != pathIn(x.Request.URL) {
		r.ahead = &start
		return nil
	}
	header, err := r.header(start.mark)
	if header == nil {
		return err
	}
	if x.Request.Header = header; len(words) == 3 {
		x.Request.Proto = words[2]
	}
	_, err = r.gather(0, start.mark)
	var wrong trouble
	if errors.As(err, &wrong) {
		return nil
	}
	return err
}

func pathIn(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.RequestURI()
}
