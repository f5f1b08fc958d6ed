package search

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
)

// ParseStatus reads 409, 4xx or 400-499 for the bounds of a Filter.
func ParseStatus(text string) (low, high int, err error) {
	from, to, isRange := strings.Cut(text, "-")
	if class, ok := strings.CutSuffix(text, "xx"); ok && !isRange {
		from, to = class+"00", class+"99"
	} else if !isRange {
		to = from
	}
	first, err1 := strconv.ParseUint(from, 10, 16)
	last, err2 := strconv.ParseUint(to, 10, 16)
	if err1 != nil || err2 != nil || first < 100 || last > 999 || first > last {
		return 0, 0, fmt.Errorf("is %q: write 409, 4xx or 400-499", show.Clip(text, 80))
	}
	return int(first), int(last), nil
}
