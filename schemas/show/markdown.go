package show

import (
	"fmt"
	"strings"
)

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
