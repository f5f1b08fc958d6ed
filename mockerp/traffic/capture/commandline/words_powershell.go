package commandline

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// word is one of PowerShell. A bare one stands there without quotes.
type word struct {
	text string
	bare bool
}

// powerShellWords splits a command of PowerShell: '…', "…", here-strings, the backtick. Brackets, braces, "=",
// ";" and "," are words of their own where they are not quoted.
func powerShellWords(text string) (words []word, err error) {
	depth := 0
	for i := 0; i < len(text); {
		rest := text[i:]
		var one word
		length := 1
		switch c := rest[0]; {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			i++
			continue
		case c == '`':
			i += 1 + len(run(rest[1:], 2, "\r\n"))
			continue
		case strings.HasPrefix(rest, "@'"), strings.HasPrefix(rest, `@"`):
			one.text, length, err = hereString(rest)
		case c == '\'':
			one.text, length, err = singleQuoted(rest)
		case c == '"':
			one.text, length, err = doubleQuoted(rest)
		case strings.IndexByte("(){}=;,|", c) >= 0:
			one = word{rest[:1], true}
		default:
			one = word{bareWord(rest), true}
			length = len(one.text)
		}
		if err != nil {
			return nil, err
		}
		if one.bare && depth == 0 && (one.text == ";" || one.text == "|") {
			return words, nil
		}
		words = append(words, one)
		depth += deeper(one)
		i += length
	}
	return words, nil
}

func deeper(one word) int {
	switch {
	case one.bare && (one.text == "(" || one.text == "{"):
		return 1
	case one.bare && (one.text == ")" || one.text == "}"):
		return -1
	}
	return 0
}

func bareWord(text string) string {
	if end := strings.IndexAny(text[1:], " \t\r\n'\"(){}=;,|`"); end >= 0 {
		return text[:end+1]
	}
	return text
}

func singleQuoted(text string) (string, int, error) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != '\'':
			b.WriteByte(text[i])
		case i+1 < len(text) && text[i+1] == '\'':
			b.WriteByte('\'')
			i++
		default:
			return b.String(), i + 1, nil
		}
	}
	return "", 0, errOpen
}

func hereString(text string) (string, int, error) {
	begin := strings.IndexByte(text, '\n')
	end := strings.Index(text, "\n"+text[1:2]+"@")
	if begin < 0 || end < begin {
		return "", 0, errOpen
	}
	if begin == end {
		return "", end + 3, nil
	}
	return strings.TrimSuffix(text[begin+1:end], "\r"), end + 3, nil
}

// charOf is how browsers write what is not ASCII: UTF-16, unit by unit.
var charOf = regexp.MustCompile(`^\$\(\[char\](\d{1,5})\)`)

func doubleQuoted(text string) (string, int, error) {
	var units []uint16
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		rest := text[i:]
		if found := charOf.FindStringSubmatch(rest); found != nil {
			n, _ := strconv.ParseUint(found[1], 10, 16)
			units = append(units, uint16(n))
			i += len(found[0]) - 1
			continue
		}
		units = flush(&b, units)
		switch c := rest[0]; {
		case c == '"' && strings.HasPrefix(rest, `""`):
			b.WriteByte('"')
			i++
		case c == '"':
			return b.String(), i + 1, nil
		case c == '`' && len(rest) > 1:
			b.WriteByte(backticked(rest[1]))
			i++
		case c == '$' && len(rest) > 1 && (rest[1] == '(' || rest[1] == '{' || isLetter(rest[1])):
			return "", 0, fmt.Errorf("%q is a variable of PowerShell, which is not read: put its text in its place", run(rest, 20, letters+"$({."))
		default:
			b.WriteByte(c)
		}
	}
	return "", 0, errOpen
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

func isLetter(c byte) bool { return strings.IndexByte(letters, c) >= 0 && (c < '0' || c > '9') }

func backticked(c byte) byte {
	if i := strings.IndexByte("0abfnrtve", c); i >= 0 {
		return "\x00\a\b\f\n\r\t\v\x1b"[i]
	}
	return c
}
