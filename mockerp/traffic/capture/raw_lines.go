package capture

import (
	"bytes"
	"errors"
	"io"
)

// rawLine is a line of a paste. Its text holds until the next one is taken.
type rawLine struct {
	text   []byte // with its end, without the prefix of a log; nil is the end of the file
	n      int
	logged bool // it had a prefix
	long   bool // it is too long, and this is its beginning
}

// rawLines gives the lines of a paste; lines can be given back after a look at them.
type rawLines struct {
	from     *source
	n        int
	prefixes prefixes
	back     []byte // what was given back
	backAt   int    // the line with which that begins
}

func (l *rawLines) next() (rawLine, error) {
	if len(l.back) > 0 {
		end := bytes.IndexByte(l.back, '\n') + 1
		if end == 0 {
			end = len(l.back)
		}
		line := rawLine{text: l.back[:end], n: l.backAt}
		l.back = l.back[end:]
		l.backAt++
		return line, nil
	}
	text, where, err := l.from.nextLine()
	switch {
	case errors.Is(err, io.EOF):
		return rawLine{n: l.n}, nil
	case err != nil:
		return rawLine{}, err
	}
	l.n++
	line := rawLine{text: text, n: l.n, long: where.long}
	if line.text, line.logged = l.prefixes.cut(text); !line.logged && startOf(text).kind == noStart && l.prefixes.learn(text) {
		line.text, line.logged = l.prefixes.cut(text)
	}
	return line, nil
}

// giveBack puts text before what comes next; n is the line with which it begins.
func (l *rawLines) giveBack(text []byte, n int) {
	l.back, l.backAt = append(bytes.Clone(text), l.back...), n
}
