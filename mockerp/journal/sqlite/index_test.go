package sqlite

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func recordMany(t *testing.T, s *Store, n int) {
	t.Helper()
	var last func() error
	for i := range n {
		wait, err := s.Enqueue(&traffic.Exchange{
			Run: fmt.Sprintf("run-%d", i%3), Serial: fmt.Sprintf("SN-%d", i), OtherSerials: []string{fmt.Sprintf("IT-%d", i/2), "a b%"},
			Findings: []schemas.Finding{{Clause: fmt.Sprintf("D%d", i%7), Level: schemas.Must}},
		})
		if err != nil {
			t.Fatal(err)
		}
		last = wait
	}
	if err := last(); err != nil {
		t.Fatal(err)
	}
}

// TestIndex_FollowsTheFile: what a run of appends, bounds and resets left in memory is what an index made anew has.
func TestIndex_FollowsTheFile(t *testing.T) {
	const many = 4096
	s := begin(t, Options{MaxCount: 3 * many})
	for _, reset := range []string{"run-1", "", "run-2", "nobody"} {
		recordMany(t, s, 2*many)
		if _, err := s.Reset(reset); err != nil {
			t.Fatal(err)
		}
		t.Log("after the reset of", reset)
		sameIndex(t, s)
	}
}

func walked(s *shelf, f *journal.Filter) (ids []int64) {
	s.walk(f, func(e *entry) bool {
		ids = append(ids, e.id)
		return false
	})
	return ids
}

// TestIndex_ForgetsWhatWasDropped: a bounded journal needs bounded memory, however many texts come by.
func TestIndex_ForgetsWhatWasDropped(t *testing.T) {
	s := begin(t, Options{MaxCount: 10})
	recordMany(t, s, 9000)
	if n := len(s.index.texts.All()); n > 6000 || len(s.index.others) > 6000 || len(s.index.list) != 10 {
		t.Errorf("%d texts and %d serials for %d entries", n, len(s.index.others), len(s.index.list))
	}
}

func TestList_EndsWithItsContext(t *testing.T) {
	s := begin(t, Options{})
	recordMany(t, s, 1000)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.List(ctx, journal.Filter{Search: []search.Term{{Value: "word"}}}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestReader_LosesPatience: who gives up while a reader takes in what came leaves nothing in its index twice.
func TestReader_LosesPatience(t *testing.T) {
	s := begin(t, Options{})
	recordMany(t, s, 10)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenToRead(s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if s, err = Open(s.path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	recordMany(t, s, 20_000)
	for i := range 200 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*100*time.Microsecond)
		_, _ = r.List(ctx, journal.Filter{Limit: 1})
		cancel()
	}
	if page, err := r.List(t.Context(), journal.Filter{Limit: 1}); err != nil || page.Total != 20_010 {
		t.Errorf("it lists %d exchanges of 20010, %v", page.Total, err)
	}
}
