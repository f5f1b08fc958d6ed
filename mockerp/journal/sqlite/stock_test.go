package sqlite

import (
	"fmt"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// TestStock_NeedsFewRows: of a stock only its own exchanges are read, also after a restart. Without the checkpoint, as after a
// kill, all are, and the same are found.
func TestStock_NeedsFewRows(t *testing.T) {
	s := begin(t, Options{})
	for i := range worthwhile {
		payload := map[string]any{"stockId": fmt.Sprint("stock-", i%500)}
		x := &traffic.Exchange{Run: "a", Request: traffic.Request{Body: fmt.Appendf(nil, `{"stockId":%q}`, payload["stockId"])}}
		x.Index(payload)
		if err := s.Append(x); err != nil {
			t.Fatal(err)
		}
	}
	wanted := worthwhile / 500
	check := func(s *Store, when string, most int) {
		t.Helper()
		f := journal.Filter{Search: []search.Term{{Field: search.Stock, Value: "stock-7"}}}
		page, err := s.List(t.Context(), f)
		if err != nil || page.Total != wanted || len(page.Exchanges) != wanted {
			t.Fatalf("%s: %d of %d exchanges, %v", when, len(page.Exchanges), wanted, err)
		}
		candidates := 0
		s.index.RLock()
		defer s.index.RUnlock()
		s.index.walk(&f, func(*entry) bool { candidates++; return false })
		if candidates > most {
			t.Errorf("%s: %d rows are read for %d", when, candidates, wanted)
		}
	}
	check(s, "while it is written", wanted)
	s = reopened(t, s)
	check(s, "from the checkpoint", wanted)
	s = reopened(t, s, "DELETE FROM checkpoint")
	check(s, "without it", worthwhile)
}
