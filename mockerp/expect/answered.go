package expect

import (
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// answered is what the sender must have heard.
type answered struct {
	word     string
	from, to int // statuses, both inclusive; 0 to 0 is an answer that was lost
}

// readAnswered reads a word that passed its schema; ok is false for what only looks right, such as
// 409.0 or a range that ends below its beginning.
func readAnswered(word string) (a answered, ok bool) {
	a.word = word
	switch word {
	case "lost":
		return a, true
	case "accepted": // T2
		a.from, a.to = 100, 399
		return a, true
	case "refused": // T3
		a.from, a.to = 400, 999
		return a, true
	}
	low, high, isRange := strings.Cut(word, "-")
	if class, ok := strings.CutSuffix(word, "xx"); ok {
		low, high = class+"00", class+"99"
	} else if !isRange {
		high = low
	}
	var fromErr, toErr error
	a.from, fromErr = strconv.Atoi(low)
	a.to, toErr = strconv.Atoi(high)
	return a, fromErr == nil && toErr == nil && a.from <= a.to
}

// fits tells whether the sender heard this answer. An answer that it cannot have heard is lost,
// whatever its status.
func (a *answered) fits(got *traffic.Answer) bool {
	switch {
	case a == nil:
		return true
	case got.Lost || a.from == 0:
		return got.Lost && a.from == 0
	}
	return a.from <= got.Status && got.Status <= a.to
}

func heard(got *traffic.Answer) string {
	if got.Lost {
		return "lost"
	}
	return strconv.Itoa(got.Status)
}
