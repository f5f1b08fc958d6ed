package show

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text escapes what could control a terminal; any script stays readable, and so does a tab.
func Text(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r == '\t' || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += size
	}
	return b.String()
}

// Lines is Text for a text of several lines.
func Lines(text string) string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = Text(all[i])
	}
	return strings.Join(all, "\n")
}

// Clip cuts a text after at most that many bytes, between two characters.
func Clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// Count writes a number with its noun, such as 1 post or 2 posts.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// IsToken tells whether a text is a token of HTTP: a method or the name of a header.
func IsToken(text string) bool {
	return text != "" && strings.Map(tokenOnly, text) == text
}

func tokenOnly(r rune) rune {
	if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&'*+-.^_`|~", r) {
		return -1
	}
	return r
}

// isPlain tells whether a text is safe to show on a terminal: UTF-8 without invisible characters,
// or ones that change the direction of text.
func isPlain(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// Markdown is one line of text as Markdown shows it, whatever it says: no markup, no cell of a table, and nobody is called by
// name. What steers a terminal or turns the direction of text is written as its number.
func Markdown(line string) string {
	var b strings.Builder
	for _, letter := range line {
		switch {
		case letter == '@':
			b.WriteString("@\u200b")
		case letter == '<' || letter == '>' || letter == '&':
			fmt.Fprintf(&b, "&#%d;", letter)
		case strings.ContainsRune("\\`*_{}[]#|~!", letter):
			b.WriteString("\\" + string(letter))
		case isPlain(string(letter)):
			b.WriteRune(letter)
		default:
			fmt.Fprintf(&b, "U+%04X", letter)
		}
	}
	return b.String()
}
