package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// splitter parts JSON into its values without looking at them: an archive is larger than memory, and so may
// a value be.
type splitter struct{ *source }

// deepest is how deep values may be nested.
const deepest = 10_000

// sign peeks at the next character that is not a blank; 0 is the end.
func (s splitter) sign() (byte, error) {
	for {
		b, err := s.from.Peek(1)
		switch {
		case errors.Is(err, io.EOF):
			return 0, nil
		case err != nil:
			return 0, fmt.Errorf("the capture cannot be read: %w", err)
		case bytes.IndexByte([]byte(" \t\r\n"), b[0]) < 0:
			return b[0], nil
		}
		s.skip(1)
	}
}

func (s splitter) skip(n int) {
	n, _ = s.from.Discard(n) // they were peeked at
	s.read += int64(n)
}

// expect takes a character that must come next.
func (s splitter) expect(wanted byte) error {
	got, err := s.sign()
	if err == nil && got != wanted {
		err = s.broken(fmt.Sprintf("%q stands where %q must be", string(got), string(wanted)))
	}
	if got == 0 && err != nil {
		err = s.broken("it breaks off")
	}
	if err == nil {
		s.skip(1)
	}
	return err
}

func (s splitter) broken(why string) error {
	return &inWords{fmt.Errorf("at byte %d, it is not JSON: %s", s.source.read, why)}
}

// more tells whether another value of a list or an object follows, and takes the comma before it.
func (s splitter) more(first bool, end byte) (bool, error) {
	c, err := s.sign()
	if err != nil || c == end {
		return false, err
	}
	if !first {
		err = s.expect(',')
	}
	return true, err
}

// value takes a value. It holds until the next call; of one that is too long the beginning is given.
func (s splitter) value() (raw []byte, where span, err error) {
	if _, err := s.sign(); err != nil {
		return nil, where, err
	}
	var n nesting
	where.at = s.read
	s.line = s.line[:0]
	for {
		if _, err := s.from.Peek(1); err != nil {
			if !errors.Is(err, io.EOF) {
				return nil, where, fmt.Errorf("the capture cannot be read: %w", err)
			}
			return s.line, where, s.broken("it breaks off")
		}
		chunk, _ := s.from.Peek(s.from.Buffered())
		length, done, err := n.feed(chunk)
		if where.long = where.long || len(s.line)+length > mostEntry; !where.long {
			s.line = append(s.line, chunk[:length]...)
		}
		s.skip(length)
		where.length = len(s.line)
		switch {
		case err != nil:
			return s.line, where, s.broken(err.Error())
		case done && len(s.line) == 0:
			return s.line, where, s.broken("a value is missing")
		case done:
			return s.line, where, nil
		}
	}
}

// nesting follows a value to its end.
type nesting struct {
	open    []byte // what closes what is open
	text    bool   // within a text
	escaped bool
}

// feed tells how much of a text belongs to the value, and whether it ends there.
func (n *nesting) feed(text []byte) (length int, done bool, err error) {
	for i, c := range text {
		switch {
		case n.escaped:
			n.escaped = false
		case n.text:
			n.escaped = c == '\\'
			if n.text = c != '"'; !n.text && len(n.open) == 0 {
				return i + 1, true, nil
			}
		default:
			done, taken, err := n.sign(c)
			if done || err != nil {
				return i + taken, done, err
			}
		}
	}
	return len(text), false, nil
}

// sign is one outside of texts: whether the value ends, and with it (1) or before it (0).
func (n *nesting) sign(c byte) (done bool, taken int, err error) {
	last := len(n.open) - 1
	switch {
	case c == '"':
		n.text = true
	case c == '{' || c == '[':
		if n.open = append(n.open, c+2); len(n.open) > deepest { // "}" and "]" stand two signs behind
			return false, 0, fmt.Errorf("values are nested more than %d deep", deepest)
		}
	case (c == '}' || c == ']') && last >= 0:
		if n.open[last] != c {
			return false, 0, fmt.Errorf("%q stands where %q must be", string(c), string(n.open[last]))
		}
		n.open = n.open[:last]
		return last == 0, 1, nil
	case last < 0 && bytes.IndexByte([]byte(",}] \t\r\n"), c) >= 0:
		return true, 0, nil
	}
	return false, 0, nil
}
