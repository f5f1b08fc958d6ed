package main

import (
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/erpkit/erpkit/schemas"
)

// terminal is where every command prints. Much of what they print came from elsewhere - from files, an ERP, a mock,
// an archive - so nothing that could steer a terminal gets through, whoever forgot to escape it.
type terminal struct {
	to io.Writer
	mu sync.Mutex
	// rest is the beginning of a letter whose end comes with the next write.
	rest string
}

// Write writes the text with what steers a terminal escaped.
func (t *terminal) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	words := t.rest + string(text)
	whole := len(words) - cutLetter(words)
	words, t.rest = words[:whole], strings.Clone(words[whole:])
	if _, err := io.WriteString(t.to, schemas.Escape(words)); err != nil {
		return 0, err
	}
	return len(text), nil
}

// flush writes what was kept for a letter that did not come.
func (t *terminal) flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rest == "" {
		return // a pipe would block on writing nothing until somebody reads
	}
	_, _ = io.WriteString(t.to, schemas.Escape(t.rest)) // the command has ended: there is nobody to tell
	t.rest = ""
}

// cutLetter is how many bytes at the end are the beginning of a letter.
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

// exact is for what others read byte for byte: an export, a story. On a terminal nobody does.
func exact(w io.Writer) io.Writer {
	if isTerminal(w) {
		return w
	}
	return beneath(w)
}

// beneath is what a writer of this program writes to in the end.
func beneath(w io.Writer) io.Writer {
	switch over := w.(type) {
	case hiding:
		return beneath(over.Writer)
	case *terminal:
		return over.to
	}
	return w
}
