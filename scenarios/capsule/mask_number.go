package capsule

import (
	"strings"
	"unicode"
)

// longNumber is how many digits a number needs to identify somebody, such as a badge number.
const longNumber = 4

// isLong tells whether a number may identify somebody.
func isLong(number string) bool {
	digits := 0
	for _, r := range number {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= longNumber
}

// number returns the pseudonym of a number, which is a number too; its exponent stays.
func (m *Masker) number(text string) string {
	at := strings.IndexAny(text, "eE")
	if at < 0 {
		at = len(text)
	}
	return m.name(text[:at]) + text[at:]
}
