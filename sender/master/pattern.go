package master

import (
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// place is what a pattern may have in braces: {n}, {n:6}, {uuid}, {run}, {pad:255}.
var place = regexp.MustCompile(`\{[^{}]*\}`)

// widths of {n:…} and {pad:…}.
const (
	widest     = 18
	longestPad = 255
)

// checkPattern says what is wrong with a pattern for new serials; "" is nothing.
func checkPattern(pattern string) string {
	unique := false
	for _, one := range place.FindAllString(pattern, -1) {
		name, width, _ := strings.Cut(strings.Trim(one, "{}"), ":")
		n, err := strconv.Atoi(width)
		switch {
		case one == "{n}" || one == "{uuid}":
			unique = true
		case name == "n" && err == nil && n > 0 && n <= widest:
			unique = true
		case one == "{run}" || (name == "pad" && err == nil && n > 0 && n <= longestPad):
		default:
			return fmt.Sprintf("%s is not known in a pattern: use {n}, {n:6}, {uuid}, {run} or {pad:%d}", one, longestPad)
		}
	}
	if strings.ContainsAny(place.ReplaceAllString(pattern, ""), "{}") {
		return "a brace is open: write the pattern like SN-{n:6}"
	}
	if !unique {
		return "every serial would be the same: put {n}, {n:6} or {uuid} into the pattern"
	}
	return ""
}

// maker makes serials by a pattern, each once.
type maker struct {
	pattern string
	start   Start
	given   uint64
}

// next gives a serial that this maker never gave before; false is when there are no more.
func (m *maker) next() (string, bool) {
	n, ok := m.start.First+m.given, true
	text := place.ReplaceAllStringFunc(m.pattern, func(one string) string {
		name, width, _ := strings.Cut(strings.Trim(one, "{}"), ":")
		switch name {
		case "n":
			var digits string
			digits, ok = m.digits(n, width)
			return digits
		case "uuid":
			return m.uuid()
		case "run":
			return m.start.Run
		}
		return one
	})
	m.given++
	return filled(text), ok
}

// digits writes the number with a fixed width. It wraps, and ends when all numbers were given.
func (m *maker) digits(n uint64, width string) (string, bool) {
	wide, err := strconv.Atoi(width)
	if err != nil {
		return strconv.FormatUint(n, 10), true
	}
	all := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(wide)), nil).Uint64()
	return fmt.Sprintf("%0*d", wide, n%all), m.given < all
}

func (m *maker) uuid() string {
	id, err := uuid.NewRandomFromReader(m.start.Random)
	if err != nil { // the system has no random numbers
		id = uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, m.start.Run, m.pattern, m.given))
	}
	return id.String()
}

// filled writes x in place of {pad:…} until the text is as long as that says.
func filled(text string) string {
	at := place.FindStringIndex(text)
	if at == nil {
		return text
	}
	_, width, _ := strings.Cut(strings.Trim(text[at[0]:at[1]], "{}"), ":")
	n, err := strconv.Atoi(width)
	if err != nil {
		return text
	}
	rest := text[:at[0]] + text[at[1]:]
	return text[:at[0]] + strings.Repeat("x", max(0, n-utf8.RuneCountInString(rest))) + text[at[1]:]
}

// Start says where a supply begins with new serials. The zero value begins where no earlier run did,
// as long as the pattern has room.
type Start struct {
	First  uint64
	Run    string
	Random io.Reader
}
