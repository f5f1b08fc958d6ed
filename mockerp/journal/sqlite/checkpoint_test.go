package sqlite

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/coverage"
)

// changeFile changes a journal that nobody has open.
func changeFile(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := connect(t.Context(), path, 1, writing(Normal))
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		_, one := db.Exec(statement)
		err = errors.Join(err, one)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// reopened closes a journal, lets something happen to its file, and opens it again.
func reopened(t *testing.T, s *Store, statements ...string) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	changeFile(t, s.path, statements...)
	again, err := Open(s.path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again
}

// sameIndex compares the index with one made anew from all rows.
func sameIndex(t *testing.T, s *Store) {
	t.Helper()
	s.index.RLock()
	defer s.index.RUnlock()
	fresh := newShelf()
	if err := fresh.load(t.Context(), s.reads, len(steps()), 0); err != nil {
		t.Fatal(err)
	}
	for _, f := range []journal.Filter{{}, {Run: "run-0"}, {Serial: "IT-7"}, {Serial: "a b%"}, {Clause: "D3"}} {
		if got, want := walked(&s.index.shelf, &f), walked(&fresh, &f); !slices.Equal(got, want) {
			t.Errorf("%+v finds %d in the index, %d in the file", f, len(got), len(want))
		}
	}
}

// TestIndex_ComesFromItsCheckpoint, but only from one that fits: nothing was hidden since, and no byte changed.
func TestIndex_ComesFromItsCheckpoint(t *testing.T) {
	s := begin(t, Options{})
	recordMany(t, s, worthwhile)
	s = reopened(t, s)
	if s.indexed.count != worthwhile {
		t.Fatalf("%d exchanges came from a checkpoint, want %d", s.indexed.count, worthwhile)
	}
	sameIndex(t, s)
	recordMany(t, s, 50)
	s = reopened(t, s)
	s.index.RLock()
	here := len(s.index.list)
	s.index.RUnlock()
	if s.indexed.count != worthwhile || here != worthwhile+50 {
		t.Errorf("of %d exchanges %d came from a checkpoint", here, s.indexed.count)
	}
	sameIndex(t, s)
	s = reopened(t, s, "UPDATE exchange SET hidden=1 WHERE id=7", "UPDATE counter SET kept=kept-1, bytes=bytes-(SELECT size FROM exchange WHERE id=7)")
	if s.indexed.count != 0 {
		t.Error("a checkpoint was believed that has what is hidden since")
	}
	sameIndex(t, s)
	s = reopened(t, s, "UPDATE checkpoint SET content=substr(content, 1, 900) || x'00' || substr(content, 902)")
	if s.indexed.count != 0 {
		t.Error("a damaged checkpoint was believed")
	}
	sameIndex(t, s)
}

// TestIndex_OfDamagedRows: a row that nobody of ours wrote ends no process. Its exchange cannot be read.
func TestIndex_OfDamagedRows(t *testing.T) {
	s := begin(t, Options{})
	recordMany(t, s, 5)
	s = reopened(t, s, "UPDATE exchange SET also='x' WHERE id=2", "UPDATE exchange SET also=' ' WHERE id=3")
	if _, err := s.List(t.Context(), journal.Filter{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

// TestCheckpoint_OfBooks is true until the next Mark.
func TestCheckpoint_OfBooks(t *testing.T) {
	s := begin(t, Options{})
	recordMany(t, s, 3)
	if err := s.KeepCheckpoint([]byte("the books")); err != nil {
		t.Fatal(err)
	}
	recordMany(t, s, 2)
	s = reopened(t, s)
	if books, upTo, err := s.Checkpoint(); string(books) != "the books" || upTo != 3 || err != nil {
		t.Errorf("got %q up to %d, %v", books, upTo, err)
	}
	if err := s.Mark(journal.MarkBooks, "run-1"); err != nil {
		t.Fatal(err)
	}
	if books, _, err := s.Checkpoint(); books != nil || err != nil {
		t.Errorf("after a mark: %q, %v", books, err)
	}
	if err := s.KeepCheckpoint([]byte("the books")); err != nil {
		t.Fatal(err)
	}
	s = reopened(t, s, "UPDATE checkpoint SET content=substr(content, 1, length(content)-1) || x'00'")
	if books, _, err := s.Checkpoint(); books != nil || err != nil {
		t.Errorf("damaged: %q, %v", books, err)
	}
}

// TestMarkAndCheckpoint_AfterAFailure: an id that failed is given again by the next process. What has it then came after the mark
// and the checkpoint.
func TestMarkAndCheckpoint_AfterAFailure(t *testing.T) {
	s := begin(t, Options{})
	recordMany(t, s, 3)
	limitPages(t, s, 1)
	for s.Append(&traffic.Exchange{Run: "run-1", Request: traffic.Request{Body: []byte(rand.Text())}}) == nil {
	}
	last := s.tally.last
	limitPages(t, s, 1<<20)
	if err := errors.Join(s.Mark(journal.MarkBooks, "run-1"), s.KeepCheckpoint([]byte("the books"))); err != nil {
		t.Fatal(err)
	}
	s = reopened(t, s)
	if err := s.Append(&traffic.Exchange{Run: "run-1"}); err != nil {
		t.Fatal(err)
	}
	_, upTo, err := s.Checkpoint()
	if upTo != uint64(last) || err != nil {
		t.Errorf("the checkpoint is true up to %d, %v; want %d", upTo, err, last)
	}
	n := 0
	err = s.Fold(upTo, func(*traffic.Exchange) error { n++; return nil })
	if n != 1 || err != nil {
		t.Errorf("%d exchanges came after the mark, %v; want 1", n, err)
	}
}

// TestSchema1_IsReadAndUpdated: a journal of before checkpoints and outcomes is looked at as it is, and updated by who writes it;
// either counts the same.
func TestSchema1_IsReadAndUpdated(t *testing.T) {
	s := begin(t, Options{})
	recordMany(t, s, 30)
	want, err := s.Coverage(t.Context(), "run-1")
	if err != nil || want.Exchanges != 10 {
		t.Fatal(want, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	changeFile(t, s.path, "ALTER TABLE exchange DROP COLUMN outcome", "DROP TABLE checkpoint", "PRAGMA user_version=1")
	r, err := OpenToRead(s.path)
	if err != nil {
		t.Fatal(err)
	}
	counted(t, r, want)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(s.path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	counted(t, again, want)
	recordMany(t, again, 3)
	want.Exchanges++
	want.Grid.Add("", "", coverage.NoAnswer)
	counted(t, again, want)
}

func counted(t *testing.T, j interface {
	journal.Counted
	List(context.Context, journal.Filter) (journal.Page, error)
}, want journal.Counts) {
	t.Helper()
	for _, outcome := range coverage.Outcomes() {
		terms, err := search.Parse(fmt.Sprintf("outcome:%q", outcome))
		if err != nil {
			t.Fatal(err)
		}
		page, err := j.List(t.Context(), journal.Filter{Run: "run-1", Search: terms})
		if all := outcome == coverage.NoAnswer; err != nil || all && page.Total != want.Exchanges || !all && page.Total != 0 {
			t.Errorf("%s is found %d times, %v", outcome, page.Total, err)
		}
	}
	got, err := j.Coverage(context.Background(), "run-1")
	if err != nil || got.Exchanges != want.Exchanges || got.Grid.String() != want.Grid.String() {
		t.Errorf("got %d exchanges, %v\n%s\nwant %d\n%s", got.Exchanges, err, got.Grid, want.Exchanges, want.Grid)
	}
}

// TestIndex_BelievesNoCraftedCheckpoint: a count costs no room before what it counts is there.
func TestIndex_BelievesNoCraftedCheckpoint(t *testing.T) {
	const huge = 1 << 22
	zeros := make([]byte, huge)
	count := binary.AppendUvarint(nil, huge)
	entries := append(append([]byte{shelfForm, 0, 0}, count...), zeros...)
	texts := append(append([]byte{shelfForm}, count...), zeros...)
	others := slices.Concat([]byte{shelfForm, 0, 0, 1}, make([]byte, 11), count, zeros)
	for name, content := range map[string][]byte{"entries": entries, "texts": texts, "others": others} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, ok := readShelf(content, 3)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; ok || took > huge {
			t.Errorf("%s: it was believed: %t, and took %d MiB", name, ok, took>>20)
		}
	}
	bomb, err := pack(make([]byte, 64<<20))
	if err != nil || unpack(bomb) != nil {
		t.Errorf("%d bytes became 64 MiB, %v", len(bomb), err)
	}
}
