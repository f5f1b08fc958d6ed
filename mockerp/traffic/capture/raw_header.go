package capture

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
)

// header reads up to the empty line, the end, or a line that is none: the first of the next message, or of a
// body before which somebody left the empty line out.
func (r *rawReader) header(mark byte) (http.Header, error) {
	header := http.Header{}
	name := ""
	for n := 0; ; n++ {
		line, err := r.next()
		switch {
		case err != nil:
			return nil, err
		case line.text == nil:
			return header, nil
		case n > mostHeaders:
			return header, trouble{fmt.Errorf("it has more than %d headers", mostHeaders)}
		case mark != 0 && isRemark(line.text):
			continue
		}
		text, marked := unmarked(line.text, mark)
		s := startOf(line.text)
		if s.kind != noStart {
			s.line, r.ahead = line.n, &s
			return header, nil
		}
		if trimmed := strings.TrimRight(string(text), "\r\n"); strings.TrimSpace(trimmed) == "" {
			return header, nil
		} else if strings.HasPrefix(trimmed, "{") || mark != 0 && !marked {
			r.giveBack(line.text, line.n)
			return header, nil
		} else if name, err = addField(header, name, trimmed); err != nil {
			return header, err
		}
	}
}

// addField takes a line of a header; one that begins with a blank goes on with the one before.
func addField(header http.Header, last, line string) (name string, err error) {
	if values := header[last]; (line[0] == ' ' || line[0] == '\t') && len(values) > 0 {
		values[len(values)-1] += " " + strings.TrimSpace(line)
		return last, nil
	}
	name, value, ok := strings.Cut(line, ":")
	if name = strings.TrimRight(name, " \t"); !ok || !show.IsToken(name) {
		return "", trouble{fmt.Errorf("its headers cannot be read: %q is not a line such as Content-Type: application/json", shorten(line))}
	}
	header.Add(name, strings.TrimSpace(value))
	return http.CanonicalHeaderKey(name), nil
}

// unmarked removes the mark of a line.
func unmarked(line []byte, mark byte) (text []byte, had bool) {
	if mark == 0 || len(line) == 0 || line[0] != mark {
		return line, false
	}
	if line = line[1:]; len(line) > 0 && line[0] == ' ' {
		line = line[1:]
	}
	return line, true
}

// remarks are how lines begin in which curl and erpkit say something of their own.
var remarks = [][]byte{[]byte("* "), []byte("{ ["), []byte("} ["), []byte("  took "), []byte("! "), []byte("  % Total"), []byte("                                 Dload")}

func isRemark(line []byte) bool {
	for _, begin := range remarks {
		if bytes.HasPrefix(line, begin) {
			return true
		}
	}
	return bytes.Equal(bytes.TrimRight(line, " \r\n"), []byte("*"))
}
