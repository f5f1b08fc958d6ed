package journaltest

import (
	"context"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// Open makes an empty journal with these bounds. Run closes it.
type Open func(t testing.TB, maxCount int, maxBytes int64) journal.Store

// Bounds that no test reaches.
const (
	manyCount = 1 << 30
	manyBytes = 1 << 40
)

// Run runs all the tests on a journal.
func Run(t *testing.T, open Open) {
	for name, test := range map[string]func(*testing.T, Open){
		"does what a plain list does":           model,
		"filters by every field":                filters,
		"gives back what was recorded":          roundTrip,
		"cuts what is too large":                cuts,
		"keeps the scripts that were asked":     scripts,
		"pages without gap or repeat":           pages,
		"gives every writer ids in order":       crowd,
		"keeps the order of Enqueue":            deferred,
		"wakes at once when there is enough":    waitAtOnce,
		"wakes when there is enough":            waitFilter,
		"never misses a wake-up":                waitRace,
		"ends a wait with its context":          waitContext,
		"ends a wait with Close":                waitClose,
		"counts what was dropped while waiting": waitDropped,
		"counts anew after a reset":             waitReset,
		"tells who follows where it stands":     moments,
		"takes nothing after Close":             closed,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

// begin makes a journal that ends with the test.
func begin(t testing.TB, open Open, maxCount int, maxBytes int64) journal.Store {
	t.Helper()
	j := open(t, maxCount, maxBytes)
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return j
}

// record appends the exchanges.
func record(t testing.TB, j journal.Store, all ...*traffic.Exchange) {
	t.Helper()
	for _, x := range all {
		if err := j.Append(x); err != nil {
			t.Fatalf("Append: %v", err)
		}
	}
}

func list(t testing.TB, j journal.Store, f journal.Filter) journal.Page {
	t.Helper()
	page, err := j.List(context.Background(), f)
	if err != nil {
		t.Fatalf("List(%+v): %v", f, err)
	}
	return page
}

func ids(page journal.Page) []uint64 {
	out := []uint64{}
	for _, x := range page.Exchanges {
		out = append(out, x.ID)
	}
	return out
}
