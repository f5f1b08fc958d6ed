package capsule

import (
	"strings"
	"unicode"
)

// longNumber is how many digits a number has that may be somebody's, such as a badge.
const longNumber = 4

// isLong tells numbers that may be somebody's.
func isLong(number string) bool {
	digits := 0
	for _, r := range number {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= longNumber
}

// number gives the pseudonym of a number, which is one as well: an exponent stays.
func (m *Masker) number(text string) string {
	at := strings.IndexAny(text, "eE")
	if at < 0 {
		at = len(text)
	}
	return m.name(text[:at]) + text[at:]
}
