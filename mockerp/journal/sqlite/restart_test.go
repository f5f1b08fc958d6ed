package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func record(t *testing.T, j *sqlite.Store, runs ...string) {
	t.Helper()
	for _, run := range runs {
		if err := j.Append(&traffic.Exchange{Run: run, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
}

func reopen(t *testing.T, j *sqlite.Store, path string, options sqlite.Options) *sqlite.Store {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, path, options)
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// folded is what the books would be made of.
func folded(t *testing.T, j *sqlite.Store, run string) []uint64 {
	t.Helper()
	ids := []uint64{}
	err := j.FoldRun(run, func(x *traffic.Exchange) error {
		ids = append(ids, x.ID)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestIDsAndCountersGoOnAfterARestart(t *testing.T) {
	path, bound := filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{MaxCount: 3}
	j := open(t, path, bound)
	record(t, j, "a", "a", "b", "a", "b") // 1 and 2 are dropped
	before := j.Stats()
	j = reopen(t, j, path, bound)
	if after := j.Stats(); after != before || after.Dropped != 2 || after.Recorded != 5 {
		t.Errorf("stats were %+v and are %+v", before, after)
	}
	for run, want := range map[string]uint64{"": 2, "a": 2, "b": 0} {
		if page, err := j.List(context.Background(), journal.Filter{Run: run}); err != nil || page.Dropped != want {
			t.Errorf("run %q: dropped %d, %v; want %d", run, page.Dropped, err, want)
		}
	}
	if _, err := j.Reset(""); err != nil {
		t.Fatal(err)
	}
	j = reopen(t, j, path, bound)
	x := &traffic.Exchange{Run: "a"}
	if err := j.Append(x); err != nil || x.ID != 6 {
		t.Errorf("after a reset and a restart the id is %d, %v; want 6", x.ID, err)
	}
	if page, err := j.List(context.Background(), journal.Filter{}); err != nil || page.Dropped != 0 || page.Total != 1 {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestTighterBoundsHoldFromTheStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	j := open(t, path, sqlite.Options{})
	record(t, j, slices.Repeat([]string{"a"}, 1000)...)
	old := &traffic.Exchange{Run: "z", At: time.Now().Add(-2 * time.Hour)}
	if err := j.Append(old); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		options sqlite.Options
		kept    int
		dropped uint64
	}{
		{sqlite.Options{MaxCount: 700}, 700, 301},
		{sqlite.Options{MaxBytes: 500 * journal.Size(old)}, 500, 501},
		{sqlite.Options{MaxAge: time.Hour}, 500, 501}, // the old one is behind younger ones
		{sqlite.Options{MaxCount: 1}, 1, 1000},
		{sqlite.Options{MaxAge: time.Hour}, 0, 1001},
	} {
		j = reopen(t, j, path, step.options)
		if stats := j.Stats(); stats.Exchanges != step.kept || stats.Dropped != step.dropped {
			t.Errorf("with %+v: %+v; want %d kept, %d dropped", step.options, stats, step.kept, step.dropped)
		}
	}
}

func TestWhatBecomesTooOldIsDroppedWithoutAPost(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{MaxAge: 200 * time.Millisecond})
	defer func() { _ = j.Close() }()
	record(t, j, "a", "b")
	look, patience := time.NewTicker(5*time.Millisecond), time.After(30*time.Second)
	defer look.Stop()
	for j.Stats().Exchanges > 0 {
		select {
		case <-look.C:
		case <-patience:
			t.Fatalf("still there: %+v", j.Stats())
		}
	}
	if page, err := j.List(context.Background(), journal.Filter{Run: "a"}); err != nil || page.Total != 0 || page.Dropped != 1 {
		t.Errorf("%+v, %v; want one dropped", page, err)
	}
}

// The books outlive a reset of the journal, and end with a mark.
func TestFoldFollowsTheMarksAndNotTheResets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	j := open(t, path, sqlite.Options{})
	record(t, j, "a", "b", "a", "c")
	mark := func(kind, run string) {
		t.Helper()
		if err := j.Mark(kind, run); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when string, want ...uint64) {
		t.Helper()
		for range 2 {
			if got := folded(t, j, ""); !slices.Equal(got, want) {
				t.Fatalf("%s the books are made of %v, want %v", when, got, want)
			}
			j = reopen(t, j, path, sqlite.Options{})
		}
	}
	check("at first", 1, 2, 3, 4)
	mark(journal.MarkBooks, "a")
	check("after a reset of the books of a", 2, 4)
	record(t, j, "a", "b")
	check("and two more", 2, 4, 5, 6)
	if n, err := j.Reset("b"); n != 2 || err != nil {
		t.Fatalf("Reset = %d, %v", n, err)
	}
	check("after a reset of the journal of b", 2, 4, 5, 6)
	if page, err := j.List(context.Background(), journal.Filter{Run: "b"}); err != nil || page.Total != 0 {
		t.Errorf("the journal shows %d exchanges of b, %v", page.Total, err)
	}
	if got := folded(t, j, "b"); !slices.Equal(got, []uint64{2, 6}) {
		t.Errorf("the books of b are made of %v", got)
	}
	mark(journal.MarkRun, "b")
	check("after b was dropped", 4, 5)
	record(t, j, "b")
	mark(journal.MarkBooks, "")
	check("after a reset of all books")
	if page, err := j.List(context.Background(), journal.Filter{}); err != nil || page.Total != 5 {
		t.Errorf("the journal shows %d exchanges, %v; want 1, 3, 4, 5, 7", page.Total, err)
	}
	record(t, j, "c")
	check("and one more", 8)
	if err := j.Mark("coffee", "a"); err == nil || !strings.Contains(err.Error(), journal.MarkBooks) {
		t.Errorf("an unknown mark: %v", err)
	}
}

// What was reset and is of no use to the books leaves the file, whatever comes first.
func TestWhatNobodyNeedsLeavesTheFile(t *testing.T) {
	for _, marksFirst := range []bool{true, false} {
		path := filepath.Join(t.TempDir(), "erp.journal")
		j := open(t, path, sqlite.Options{})
		for _, run := range []string{"a", "b"} {
			if err := j.Append(&traffic.Exchange{Run: run, Serial: "SN of " + run}); err != nil {
				t.Fatal(err)
			}
		}
		reset := func() error { _, err := j.Reset("a"); return err }
		mark := func() error { return j.Mark(journal.MarkBooks, "a") }
		if !marksFirst {
			reset, mark = mark, reset
		}
		if err := errors.Join(mark(), reset()); err != nil {
			t.Fatal(err)
		}
		if got := folded(t, j, ""); !slices.Equal(got, []uint64{2}) {
			t.Errorf("the books are made of %v", got)
		}
		if stats := j.Stats(); stats.Exchanges != 1 || stats.Recorded != 2 {
			t.Errorf("stats are %+v", stats)
		}
		j = reopen(t, j, path, sqlite.Options{}) // it counts its rows
	}
}

// What is out of sight takes no room from what is in sight.
func TestHiddenExchangesGiveWay(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{MaxCount: 4})
	defer func() { _ = j.Close() }()
	record(t, j, "old", "a", "a", "a")
	if _, err := j.Reset("a"); err != nil {
		t.Fatal(err)
	}
	record(t, j, "b", "b")
	if got := folded(t, j, ""); !slices.Equal(got, []uint64{1, 4, 5, 6}) {
		t.Errorf("the file holds %v; the oldest hidden ones were to go", got)
	}
	record(t, j, "b", "b")
	page, err := j.List(context.Background(), journal.Filter{})
	if err != nil || page.Total != 4 || page.Dropped != 1 || page.Exchanges[0].ID != 5 {
		t.Errorf("%d exchanges, %d dropped, %v", page.Total, page.Dropped, err)
	}
}

func TestAFoldEndsWithTheErrorOfItsCaller(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{})
	defer func() { _ = j.Close() }()
	record(t, j, slices.Repeat([]string{"a"}, 600)...)
	enough, n := errors.New("enough"), 0
	err := j.Fold(0, func(x *traffic.Exchange) error {
		if n++; x.ID != uint64(n) {
			t.Fatalf("id %d comes as number %d", x.ID, n)
		}
		if n == 555 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 555 {
		t.Errorf("Fold ended after %d with %v", n, err)
	}
}

func TestAJournalThatWasMovedTakesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	j := open(t, path, sqlite.Options{})
	defer func() { _ = j.Close() }()
	record(t, j, "a")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	refuses := func() {
		t.Helper()
		x := &traffic.Exchange{}
		if err := j.Append(x); !errors.Is(err, sqlite.ErrPlace) || x.ID != 0 {
			t.Errorf("Append = id %d, %v; want ErrPlace", x.ID, err)
		}
	}
	refuses()
	if err := os.WriteFile(path, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	refuses()
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	record(t, j, "a")
	if page, err := j.List(context.Background(), journal.Filter{}); err != nil || page.Total != 2 {
		t.Errorf("%d exchanges, %v; want 2", page.Total, err)
	}
}

func TestAClosedJournalAnswersNothing(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{})
	record(t, j, "a")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	_, _, get := j.Get(1)
	_, list := j.List(context.Background(), journal.Filter{})
	_, reset := j.Reset("")
	fold := j.Fold(0, func(*traffic.Exchange) error { return nil })
	for name, err := range map[string]error{"Get": get, "List": list, "Reset": reset, "Fold": fold, "Mark": j.Mark(journal.MarkRun, "a")} {
		if !errors.Is(err, journal.ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", name, err)
		}
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	for name, options := range map[string]sqlite.Options{
		"exchanges": {MaxCount: -1}, "bytes": {MaxBytes: -1}, "age": {MaxAge: -1}, "power cut": {Sync: "ful"},
	} {
		if _, err := sqlite.Open(path, options); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%+v: %v", options, err)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was made all the same")
	}
}
