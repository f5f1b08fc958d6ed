package export

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

	"github.com/erpkit/erpkit/schemas/show"
)

// ReadRaw reads HTTP as it went over the wire, or as it was pasted from a log, of at most limit
// bytes (0 is 64 MiB): a request line, headers, an empty line, the body; then, if it is there, the
// answer in the same form; then the next request. Lines may end in CR LF or LF. Without a length a
// body goes on to the next status line or the end. The error names the post, counted from 1.
func ReadRaw(r io.Reader, limit int64) ([]Captured, error) {
	content, err := readAll(r, limit)
	if err != nil {
		return nil, err
	}
	list := []Captured{}
	for rest := skipBlank(content); len(rest) > 0; rest = skipBlank(rest) {
		if len(list) == mostPosts {
			return nil, tooMany()
		}
		one := Captured{Where: fmt.Sprintf("post %d", len(list)+1)}
		if rest, err = one.readRequest(rest); err != nil {
			return nil, fmt.Errorf("%s: %w", one.Where, err)
		}
		if rest, err = one.readAnswers(rest); err != nil {
			return nil, fmt.Errorf("the answer to %s: %w", one.Where, err)
		}
		list = append(list, one)
	}
	if len(list) == 0 {
		return nil, errors.New("the capture is empty: it must begin with a line such as POST /device HTTP/1.1")
	}
	return list, nil
}

func skipBlank(content []byte) []byte { return bytes.TrimLeft(content, "\r\n \t") }

func isStatusLine(content []byte) bool { return bytes.HasPrefix(content, []byte("HTTP/")) }

func (one *Captured) readRequest(content []byte) (rest []byte, err error) {
	first, content := cutLine(content)
	words := strings.Fields(first)
	if len(words) != 3 || !show.IsToken(words[0]) || !strings.HasPrefix(words[2], "HTTP/") {
		return nil, fmt.Errorf("%q is not a request line such as POST /device HTTP/1.1", shorten(first))
	}
	one.Method, one.URL = words[0], words[1]
	if one.Header, content, err = readHeader(content); err != nil {
		return nil, err
	}
	if host := one.Header.Get("Host"); host != "" && strings.HasPrefix(one.URL, "/") {
		one.URL = "http://" + host + one.URL
	}
	one.Body, rest, err = readBody(one.Header, content)
	return rest, err
}

// readAnswers reads the answer, if one follows; "100 Continue" before it is passed over.
func (one *Captured) readAnswers(content []byte) (rest []byte, err error) {
	for answer := skipBlank(content); isStatusLine(answer); answer = skipBlank(content) {
		if content, err = one.readAnswer(answer); err != nil || one.Status != http.StatusContinue {
			return content, err
		}
		one.Status, one.AnswerHeader = 0, nil
	}
	return content, nil
}

func (one *Captured) readAnswer(content []byte) (rest []byte, err error) {
	first, content := cutLine(content)
	words := strings.Fields(first)
	if len(words) > 1 && len(words[1]) == len("200") {
		one.Status, _ = strconv.Atoi(words[1])
	}
	if one.Status < 100 {
		return nil, fmt.Errorf("%q is not a status line such as HTTP/1.1 200 OK", shorten(first))
	}
	if one.AnswerHeader, content, err = readHeader(content); err != nil {
		return nil, err
	}
	switch one.Status {
	case http.StatusContinue, http.StatusNoContent, http.StatusNotModified:
		return content, nil
	}
	one.AnswerBody, rest, err = readBody(one.AnswerHeader, content)
	return rest, err
}

func cutLine(content []byte) (string, []byte) {
	first, rest, _ := bytes.Cut(content, []byte("\n"))
	return strings.TrimSuffix(string(first), "\r"), rest
}

func shorten(text string) string {
	const longest = 60
	return text[:min(len(text), longest)]
}

// readHeader reads up to the empty line, or up to the end. It looks at each line once: a capture
// may hold many messages.
func readHeader(content []byte) (http.Header, []byte, error) {
	end := 0
	for n := 0; end < len(content); n++ {
		if n > mostHeaders {
			return nil, nil, fmt.Errorf("it has more than %d headers", mostHeaders)
		}
		text, _ := cutLine(content[end:])
		next := bytes.IndexByte(content[end:], '\n')
		if text == "" || next < 0 {
			break
		}
		end += next + 1
	}
	lines := string(content[:end])
	_, rest := cutLine(content[end:])
	if text, _ := cutLine(content[end:]); text != "" { // the last line has no end
		lines, rest = string(content)+"\n", nil
	}
	header, err := textproto.NewReader(bufio.NewReader(strings.NewReader(lines + "\n"))).ReadMIMEHeader()
	if err != nil {
		return nil, nil, fmt.Errorf("its headers cannot be read: %w", err)
	}
	return http.Header(header), rest, nil
}

// readBody takes the body off the front of what follows the headers.
func readBody(header http.Header, content []byte) (body, rest []byte, err error) {
	if strings.EqualFold(header.Get("Transfer-Encoding"), "chunked") {
		return readChunks(content)
	}
	if length := header.Get("Content-Length"); length != "" {
		n, err := strconv.ParseUint(length, 10, 62)
		if err != nil {
			return nil, nil, fmt.Errorf("its Content-Length is %q, not a number", shorten(length))
		}
		if n > uint64(len(content)) {
			return nil, nil, fmt.Errorf("its Content-Length is %d but only %d bytes of the body are there: "+
				"the capture is cut off; if the text was edited, take that header out", n, len(content))
		}
		return content[:n:n], content[n:], nil
	}
	end := len(content)
	if isStatusLine(content) {
		end = 0
	} else if i := bytes.Index(content, []byte("\nHTTP/1.")); i >= 0 {
		end = i + 1
	}
	return bytes.TrimRight(content[:end:end], "\r\n"), content[end:], nil
}

// readChunks puts a chunked body together: a length in hexadecimal, so many bytes, a line end; a
// length of 0 ends it; then further headers may follow up to an empty line.
func readChunks(content []byte) (body, rest []byte, err error) {
	const cure = "if its chunks were put together already, take the header Transfer-Encoding out"
	for {
		var first, end string
		first, content = cutLine(content)
		length, _, _ := strings.Cut(first, ";")
		n, err := strconv.ParseUint(strings.TrimSpace(length), 16, 62)
		if err != nil {
			return nil, nil, fmt.Errorf("its body comes in chunks, but %q is not the length of one: %s", shorten(first), cure)
		}
		if n == 0 {
			return body, skipTrailer(content), nil
		}
		if n > uint64(len(content)) {
			return nil, nil, fmt.Errorf("its body has a chunk of %d bytes of which only %d are there: the capture is cut off; %s", n, len(content), cure)
		}
		body, content = append(body, content[:n]...), content[n:]
		if end, content = cutLine(content); end != "" {
			return nil, nil, fmt.Errorf("its body has a chunk of %d bytes that goes on with %q: %s", n, shorten(end), cure)
		}
	}
}

// skipTrailer passes over the lines after the last chunk, up to an empty one.
func skipTrailer(content []byte) []byte {
	for len(content) > 0 && !isStatusLine(content) {
		var text string
		if text, content = cutLine(content); text == "" {
			break
		}
	}
	return content
}
