package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

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
