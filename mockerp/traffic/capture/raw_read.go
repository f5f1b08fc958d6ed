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

// body takes what follows the headers.
func (r *rawReader) body(header http.Header) ([]byte, error) {
	if strings.EqualFold(header.Get("Transfer-Encoding"), "chunked") {
		return r.chunks()
	}
	length := header.Get("Content-Length")
	if length == "" {
		return r.untilStart()
	}
	n, err := strconv.ParseUint(length, 10, 62)
	if err != nil {
		return nil, fmt.Errorf("its Content-Length is %q, not a number", shorten(length))
	}
	content, err := r.bytes(n)
	if err == nil && uint64(len(content)) < n {
		err = fmt.Errorf("its Content-Length is %d but only %d bytes of the body are there: "+
			"the capture is cut off; if the text was edited, take that header out", n, len(content))
	}
	return content, err
}

// bytes takes so many bytes, or what there is.
func (r *rawReader) bytes(n uint64) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r.from, int64(n))) //nolint:gosec // it was read as 62 bits
}

// untilStart takes all lines before the first line of the next message.
func (r *rawReader) untilStart() ([]byte, error) {
	var content []byte
	for {
		line, err := r.line()
		if err != nil {
			return nil, err
		}
		if text := strings.TrimRight(string(line), "\r\n"); line == nil || isStatusLine(text) || isRequestLine(text) {
			r.next = line
			return bytes.TrimRight(content, "\r\n"), nil
		}
		content = append(content, line...)
	}
}

// chunks puts a chunked body together: a length in hexadecimal, so many bytes, a line end; a
// length of 0 ends it; then further headers may follow up to an empty line.
func (r *rawReader) chunks() (content []byte, err error) {
	const cure = "if its chunks were put together already, take the header Transfer-Encoding out"
	for {
		first, err := r.line()
		if err != nil {
			return nil, err
		}
		text := strings.TrimRight(string(first), "\r\n")
		length, _, _ := strings.Cut(text, ";")
		n, err := strconv.ParseUint(strings.TrimSpace(length), 16, 62)
		if err != nil {
			return nil, fmt.Errorf("its body comes in chunks, but %q is not the length of one: %s", shorten(text), cure)
		}
		if n == 0 {
			return content, r.trailer()
		}
		chunk, err := r.bytes(n)
		if err != nil {
			return nil, err
		}
		if uint64(len(chunk)) < n {
			return nil, fmt.Errorf("its body has a chunk of %d bytes of which only %d are there: the capture is cut off; %s", n, len(chunk), cure)
		}
		content = append(content, chunk...)
		end, err := r.line()
		if text := strings.TrimRight(string(end), "\r\n"); err != nil || text != "" {
			return nil, errors.Join(err, fmt.Errorf("its body has a chunk of %d bytes that goes on with %q: %s", n, shorten(text), cure))
		}
	}
}

// trailer passes over the lines after the last chunk, up to an empty one.
func (r *rawReader) trailer() error {
	for {
		line, err := r.line()
		if err != nil {
			return err
		}
		if text := strings.TrimRight(string(line), "\r\n"); isStatusLine(text) || isRequestLine(text) {
			r.next = line
			return nil
		} else if text == "" {
			return nil
		}
	}
}
