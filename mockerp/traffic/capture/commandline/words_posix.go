package commandline

import (
	"strconv"
	"strings"
)

// posixWords splits a command as a POSIX shell does: '…', "…", $'…', a backslash, a backslash before a line
// end. Nothing is expanded. A word "|" of its own parts two commands, and what follows ";", "&&" or ">" is left out.
func posixWords(text string) (words []string, err error) {
	s := shellWords{text: text}
	for s.blank(); s.at < len(s.text); s.blank() {
		if strings.IndexByte(";&><\n", s.text[s.at]) >= 0 || strings.HasPrefix(s.text[s.at:], "2>") {
			break
		}
		if s.text[s.at] == '|' {
			words = append(words, "|")
			s.at++
			continue
		}
		word, err := s.word()
		if err != nil {
			return nil, err
		}
		words = append(words, word)
	}
	return words, nil
}

type shellWords struct {
	text string
	at   int
}

// blank passes over blanks and continued lines.
func (s *shellWords) blank() {
	for s.at < len(s.text) {
		switch rest := s.text[s.at:]; {
		case rest[0] == ' ', rest[0] == '\t', rest[0] == '\r':
			s.at++
		case strings.HasPrefix(rest, "\\\n"):
			s.at += 2
		case strings.HasPrefix(rest, "\\\r\n"):
			s.at += 3
		default:
			return
		}
	}
}

func (s *shellWords) word() (string, error) {
	var b strings.Builder
	for s.at < len(s.text) {
		c := s.text[s.at]
		if strings.IndexByte(" \t\r\n|;&><", c) >= 0 {
			break
		}
		s.at++
		var err error
		switch {
		case c == '\'':
			err = s.single(&b)
		case c == '"':
			err = s.double(&b)
		case c == '$' && s.at < len(s.text) && s.text[s.at] == '\'':
			s.at++
			err = s.escapes(&b)
		case c == '\\' && s.at < len(s.text):
			if s.text[s.at] != '\n' {
				b.WriteByte(s.text[s.at])
			}
			s.at++
		default:
			b.WriteByte(c)
		}
		if err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func (s *shellWords) single(b *strings.Builder) error {
	end := strings.IndexByte(s.text[s.at:], '\'')
	if end < 0 {
		return errOpen
	}
	b.WriteString(s.text[s.at : s.at+end])
	s.at += end + 1
	return nil
}

func (s *shellWords) double(b *strings.Builder) error {
	for s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch {
		case c == '"':
			return nil
		case c == '\\' && s.at < len(s.text) && strings.IndexByte("\"\\$`\n", s.text[s.at]) >= 0:
			if s.text[s.at] != '\n' {
				b.WriteByte(s.text[s.at])
			}
			s.at++
		default:
			b.WriteByte(c)
		}
	}
	return errOpen
}

// escapes reads the rest of $'…'.
func (s *shellWords) escapes(b *strings.Builder) error {
	for s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch {
		case c == '\'':
			return nil
		case c == '\\' && s.at < len(s.text):
			s.at += unescape(b, s.text[s.at:])
		default:
			b.WriteByte(c)
		}
	}
	return errOpen
}

// unescape writes what an escape stands for, and tells how long it is behind its backslash.
func unescape(b *strings.Builder, rest string) int {
	const signs, stands = `abefnrtv\'"?`, "\a\b\x1b\f\n\r\t\v\\'\"?"
	if i := strings.IndexByte(signs, rest[0]); i >= 0 {
		b.WriteByte(stands[i])
		return 1
	}
	if digits := run(rest, 3, "01234567"); digits != "" {
		n, _ := strconv.ParseUint(digits, 8, 16)
		b.WriteByte(byte(n)) //nolint:gosec // three octal digits, of which a shell keeps eight bits
		return len(digits)
	}
	most := map[byte]int{'x': 2, 'u': 4, 'U': 8}[rest[0]]
	digits := run(rest[1:], most, "0123456789abcdefABCDEF")
	if digits == "" {
		b.WriteString(`\` + rest[:1])
		return 1
	}
	n, _ := strconv.ParseUint(digits, 16, 32)
	if most == 2 {
		b.WriteByte(byte(n)) //nolint:gosec // two digits
	} else {
		b.WriteRune(rune(n)) //nolint:gosec // what is no rune becomes the sign of replacement
	}
	return 1 + len(digits)
}

// run is the longest beginning of a text that has only these characters, up to a length.
func run(text string, most int, of string) string {
	n := 0
	for n < len(text) && n < most && strings.IndexByte(of, text[n]) >= 0 {
		n++
	}
	return text[:n]
}
