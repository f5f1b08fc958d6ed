package search_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal/search"
)

func TestParseStatus(t *testing.T) {
	for text, wanted := range map[string][2]int{"409": {409, 409}, "4xx": {400, 499}, "400-503": {400, 503}} {
		if low, high, err := search.ParseStatus(text); err != nil || low != wanted[0] || high != wanted[1] {
			t.Errorf("%s: got %d, %d, %v", text, low, high, err)
		}
	}
	for _, wrong := range []string{"", "x", "99", "1000", "500-400", "4xx-5xx", "-1", "400-", strings.Repeat("4", 1000)} {
		if _, _, err := search.ParseStatus(wrong); err == nil || len(err.Error()) > 200 {
			t.Errorf("%.20q: got %v", wrong, err)
		}
	}
}
