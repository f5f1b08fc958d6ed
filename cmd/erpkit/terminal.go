package main

import (
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/erpkit/erpkit/schemas"
)

// terminal is where every command prints. Much of the output comes from elsewhere: files, an ERP, a mock, an
// archive. So nothing that could steer a terminal gets through, even if a caller forgot to escape it.
type terminal struct {
	to io.Writer
	mu sync.Mutex
	// rest is the start of a character whose other bytes come with the next write; line that of a line which is
	// coloured when it is whole.
	rest, line string
	coloured   bool
}

// Write writes the text and escapes what could steer a terminal.
func (t *terminal) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	words := t.rest + string(text)
	whole := len(words) - cutLetter(words)
	words, t.rest = words[:whole], strings.Clone(words[whole:])
	shown := schemas.Escape(words)
	if t.coloured {
		shown, t.line = paintLines(t.line + shown)
	}
	if _, err := io.WriteString(t.to, shown); err != nil {
		return 0, err
	}
	return len(text), nil
}

// flush writes the bytes of a character and of a line that were never completed.
func (t *terminal) flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rest+t.line == "" {
		return // an empty write would block on a pipe until somebody reads
	}
	_, _ = io.WriteString(t.to, t.line+schemas.Escape(t.rest)) // the command has ended: there is nobody to tell
	t.rest, t.line = "", ""
}

// cutLetter is how many bytes at the end are the start of an incomplete character.
func cutLetter(words string) int {
	for n := 1; n < utf8.UTFMax && n <= len(words); n++ {
		if last := words[len(words)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRuneInString(last) {
				return 0
			}
			return n
		}
	}
	return 0
}

// exact is for output that is read byte for byte: an export, a story. On a terminal it is escaped as usual.
func exact(w io.Writer) io.Writer {
	if isTerminal(w) {
		return w
	}
	return beneath(w)
}

// beneath is the writer that a writer of this program finally writes to.
func beneath(w io.Writer) io.Writer {
	switch over := w.(type) {
	case hiding:
		return beneath(over.Writer)
	case *terminal:
		return over.to
	}
	return w
}
