package capsule

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

// isQuantity tells members that hold a number which names nothing.
func isQuantity(member string) bool {
	return slices.Contains([]string{"quantity", "position", "validQty", "invalidQty"}, member)
}

// isMemberOfContract tells names of members from names of things that are used as such.
func isMemberOfContract(member string) bool {
	return isName(member) || isKept(member) || isQuantity(member) || slices.Contains([]string{"item", "message", "findings"}, member)
}

// longNumber is how many digits a number has that may be somebody's, such as a badge.
const longNumber = 4

// isNumberOfSomebody tells names without quotes, and numbers under unknown names that are long
// enough to be one.
func isNumberOfSomebody(member, number string) bool {
	digits := strings.Count(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return 'd'
		}
		return r
	}, number), "d")
	return isName(member) || !isQuantity(member) && !isKept(member) && digits >= longNumber
}

// number gives the pseudonym of a number, which is one as well: an exponent stays.
func (m *Masker) number(text string) string {
	at := strings.IndexAny(text, "eE")
	if at < 0 {
		at = len(text)
	}
	made := m.Name(text[:at])
	if !jsontext.Value(made).IsValid() { // one that was made longer
		made = m.make(text[:at], 1)
	}
	return made + text[at:]
}
