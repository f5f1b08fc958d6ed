package capture

import (
	"net/http"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic/capture/commandline"
	"github.com/erpkit/erpkit/schemas/show"
)

// startKind is what the first line of a message begins.
type startKind int

const (
	noStart      startKind = iota
	requestStart           // POST /device HTTP/1.1
	statusStart            // HTTP/1.1 200 OK
	commandStart           // curl -d …
)

// rawStart is the first line of a message.
type rawStart struct {
	kind startKind
	mark byte   // "<" or ">" where lines are marked with it, as curl -v and erpkit send --verbose do
	text string // without its mark and its end
	line int
}

// longestStart is how long the first line of a message may be: a command has its body in it.
const longestStart = longestCommand

// startOf tells whether a line begins a message.
func startOf(line []byte) (s rawStart) {
	if len(line) == 0 || len(line) > longestStart || line[0] == '{' || line[0] == '"' {
		return s // most lines of most files are JSON
	}
	s.text = strings.TrimRight(string(line), " \t\r\n")
	if s.text != "" && (s.text[0] == '>' || s.text[0] == '<') {
		s.mark = s.text[0]
	}
	if len(s.text) > 64<<10 && !commandline.Begins(s.text) {
		return s
	}
	bare := strings.TrimLeft(strings.TrimPrefix(s.text, string(s.mark)), " \t")
	switch {
	case s.mark != '<' && isRequestLine(bare):
		s.kind = requestStart
	case s.mark != '>' && isStatusLine(bare), s.mark == '<' && isStatus(bare):
		s.kind = statusStart
	case commandline.Begins(s.text):
		s.kind, s.mark = commandStart, 0
		return s
	}
	s.text = bare
	return s
}

func isStatusLine(line string) bool {
	rest, ok := strings.CutPrefix(line, "HTTP/")
	return ok && rest != "" && rest[0] >= '0' && rest[0] <= '9'
}

// isStatus is a status without its protocol, as an older erpkit wrote it.
func isStatus(text string) bool {
	number, _, _ := strings.Cut(text, " ")
	return len(number) == len("200") && strings.Trim(number, "0123456789") == ""
}

// isRequestLine takes a line without its protocol as well, as tools and people write it, where the method is
// one that is in use.
func isRequestLine(line string) bool {
	words := strings.Fields(line)
	switch {
	case len(words) == 3:
		return show.IsToken(words[0]) && isStatusLine(words[2])
	case len(words) != 2 || !slices.Contains(methods, words[0]):
		return false
	}
	return strings.HasPrefix(words[1], "/") || strings.HasPrefix(words[1], "http://") || strings.HasPrefix(words[1], "https://")
}

var methods = []string{http.MethodPost, http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions}
