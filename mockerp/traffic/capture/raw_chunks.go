package capture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// together puts a chunked body together: a length in hexadecimal, so many bytes, a line end; a length of 0
// ends it. What follows are further headers. Whoever wrote the text may have done it already.
func together(text []byte) ([]byte, error) {
	content, err := unchunk(text)
	if whole := trimmed(text); err != nil && json.Valid(whole) {
		return whole, nil
	}
	return content, err
}

func unchunk(text []byte) (content []byte, err error) {
	const cure = "if its chunks were put together already, take the header Transfer-Encoding out"
	for {
		first, rest, _ := bytes.Cut(text, []byte("\n"))
		length, _, _ := strings.Cut(strings.TrimRight(string(first), "\r"), ";")
		n, err := strconv.ParseUint(strings.TrimSpace(length), 16, 62)
		switch {
		case err != nil:
			return nil, trouble{fmt.Errorf("its body comes in chunks, but %q is not the length of one: %s", shorten(string(first)), cure)}
		case n == 0:
			return content, nil
		case uint64(len(rest)) < n:
			return nil, trouble{fmt.Errorf("its body has a chunk of %d bytes of which only %d are there: the capture is cut off; %s", n, len(rest), cure)}
		}
		content = append(content, rest[:n]...)
		end, more, _ := bytes.Cut(rest[n:], []byte("\n"))
		if end = bytes.TrimRight(end, "\r"); len(end) > 0 {
			return nil, trouble{fmt.Errorf("its body has a chunk of %d bytes that goes on with %q: %s", n, shorten(string(end)), cure)}
		}
		text = more
	}
}
