package books

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// Every entry cites a clause that exists, is refused with a status that fits, and is made
// of whole sentences (E5, E6).
func TestCatalogue(t *testing.T) {
	for code, r := range catalogue {
		if r.clause != "" {
			if c, ok := schemas.ClauseByID(r.clause); !ok || (r.status == 0) != (c.Level == schemas.Should) {
				t.Errorf("%s: clause %s (found: %v, %s) with status %d", code, r.clause, ok, c.Level, r.status)
			}
		}
		if r.status != 0 && r.status != 404 && r.status != 409 && r.status != 503 {
			t.Errorf("%s: status %d", code, r.status)
		}
		if !strings.HasSuffix(r.sentence, ".") || !strings.HasSuffix(r.cure, ".") || strings.Contains(r.cure, "%") {
			t.Errorf("%s: %q %q are not sentences", code, r.sentence, r.cure)
		}
	}
}

func TestMessagesAreFitForAScreen(t *testing.T) {
	b := New(10)
	tell(t, b, by(device("add", "workorderNumber", "הזמנה-7")))
	message := b.Consider(device("add", other("serial", "SN-1")...)).Strict.Message
	if !strings.Contains(message, "הזמנה-7") {
		t.Errorf("%q does not carry the Hebrew work order", message)
	}
	nasty := "a\x00\n\u202e<b>" + strings.Repeat("x", 500)
	message = b.Consider(device("remove", "serial", nasty, "stockId", "stock-9")).Strict.Message
	if strings.ContainsAny(message, "\x00\n\u202e") || len(message) > 300 {
		t.Errorf("%q is not fit for a screen", message)
	}
}
