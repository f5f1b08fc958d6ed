package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func begin(t *testing.T, options Options) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "erp.journal"), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// limitPages makes the file full at so many pages.
func limitPages(t *testing.T, s *Store, most int) {
	t.Helper()
	err := s.perform(func(int64) job {
		return job{do: func(t *tx) error {
			_, err := t.conn.ExecContext(t.ctx, fmt.Sprintf("PRAGMA max_page_count=%d", most))
			return err
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Eight writers fill the file up and go on when there is room again. What was recorded and what
// was refused must add up: nothing that was refused is there, everything else is.
func TestAFullFileRefusesAndGoesOn(t *testing.T) {
	s := begin(t, Options{})
	limitPages(t, s, 100)
	var mu sync.Mutex
	taken, refused := map[uint64]bool{}, 0
	fillUp := func(x *traffic.Exchange) bool {
		err := s.Append(x)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			taken[x.ID] = true
			return true
		}
		if !errors.Is(err, ErrFull) || x.ID != 0 || !strings.Contains(err.Error(), s.path) {
			t.Errorf("Append = id %d, %v; want ErrFull", x.ID, err)
		}
		refused++
		return false
	}
	for _, pages := range []int{100, 200} {
		limitPages(t, s, pages)
		var writing sync.WaitGroup
		for range 8 {
			writing.Go(func() {
				for failures := 0; failures < 3; {
					if !fillUp(&traffic.Exchange{Run: "a", Request: traffic.Request{Body: make([]byte, 500)}}) {
						failures++
					}
				}
			})
		}
		writing.Wait()
		checkTaken(t, s, taken)
	}
	if refused < 48 || len(taken) < 200 {
		t.Errorf("%d were taken, %d refused", len(taken), refused)
	}
}

func checkTaken(t *testing.T, s *Store, taken map[uint64]bool) {
	t.Helper()
	n := 0
	err := s.Fold(0, func(x *traffic.Exchange) error {
		if n++; !taken[x.ID] {
			t.Errorf("exchange %d is there although it was refused", x.ID)
		}
		return nil
	})
	if stats := s.Stats(); err != nil || n != len(taken) || stats.Recorded != uint64(n) || stats.Exchanges != n {
		t.Errorf("%d exchanges are there, %v; %d were taken; stats %+v", n, err, len(taken), stats)
	}
}

// While one batch fails, another one waits behind it: it may build on what is lost.
func TestWhatWaitsBehindAFailureFailsToo(t *testing.T) {
	s := begin(t, Options{})
	working, release, broken := make(chan struct{}), make(chan struct{}), errors.New("broken")
	first := make(chan error, 1)
	go func() {
		first <- s.perform(func(int64) job {
			return job{do: func(*tx) error {
				close(working)
				<-release
				return broken
			}}
		})
	}()
	<-working
	x := &traffic.Exchange{Run: "a"}
	wait, err := s.Enqueue(x)
	if err != nil || x.ID != 1 {
		t.Fatalf("Enqueue = id %d, %v", x.ID, err)
	}
	close(release)
	if err := <-first; !errors.Is(err, broken) {
		t.Errorf("the first: %v", err)
	}
	if err := wait(); !errors.Is(err, broken) || x.ID != 0 {
		t.Errorf("the one behind: id %d, %v; want the same error", x.ID, err)
	}
	y := &traffic.Exchange{Run: "a"}
	if err := s.Append(y); err != nil || y.ID != 2 {
		t.Errorf("afterwards: id %d, %v", y.ID, err)
	}
	checkTaken(t, s, map[uint64]bool{2: true})
}

func TestTheQueueIsBounded(t *testing.T) {
	s := &Store{next: newBatch()}
	s.next.jobs = make([]job, mostQueued)
	if err := s.admits(1); !errors.Is(err, errFlood) {
		t.Errorf("by count: %v", err)
	}
	s.next.jobs, s.next.bytes = s.next.jobs[:1], mostQueuedBytes
	if err := s.admits(1); !errors.Is(err, errFlood) {
		t.Errorf("by bytes: %v", err)
	}
	s.next = newBatch()
	if err := s.admits(2 * mostQueuedBytes); err != nil {
		t.Errorf("one alone always finds a place: %v", err)
	}
}

// A file of an older schema is brought up to date as a whole or not at all.
func TestMigration(t *testing.T) {
	ctx, path, now := context.Background(), filepath.Join(t.TempDir(), "erp.journal"), len(steps())
	if err := create(ctx, path); err != nil {
		t.Fatal(err)
	}
	db, err := connect(ctx, path, 1, writing(Normal))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	add := func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "CREATE TABLE added(x); INSERT INTO added VALUES(1)")
		return err
	}
	broken := errors.New("broken")
	fail := func(context.Context, *sql.Tx) error { return broken }
	if err := migrate(ctx, db, now, append(steps(), add, fail)); !errors.Is(err, broken) {
		t.Errorf("a step that fails: %v", err)
	}
	if got := schemaOf(t, db); got != now {
		t.Errorf("after the failure the file has schema %d, want %d", got, now)
	}
	if err := migrate(ctx, db, now, append(steps(), add)); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := db.QueryRow("SELECT count(*) FROM added").Scan(&n); err != nil || n != 1 || schemaOf(t, db) != now+1 {
		t.Errorf("after the step: %d rows, %v, schema %d", n, err, schemaOf(t, db))
	}
}

func schemaOf(t *testing.T, db *sql.DB) (version int) {
	t.Helper()
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

func TestOldRunsArePruned(t *testing.T) {
	s := begin(t, Options{MaxCount: 1})
	err := s.perform(func(int64) job {
		return job{do: func(t *tx) error {
			_, err := t.conn.ExecContext(t.ctx, `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i+1 < ?)
				INSERT INTO dropped SELECT CAST(i AS TEXT), 1, i FROM n`, mostIdle+100)
			if err != nil {
				return err
			}
			if err := t.mark(journal.MarkBooks, "long ago", -1); err != nil {
				return err
			}
			return t.prune()
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
	var runs, oldest, marks int
	err = s.reads.QueryRow("SELECT count(*), min(last), (SELECT count(*) FROM mark) FROM dropped").Scan(&runs, &oldest, &marks)
	if err != nil || runs != mostIdle || oldest != 100 || marks != 0 {
		t.Errorf("%d runs from %d on and %d marks are remembered, %v; want the newest %d and none", runs, oldest, marks, err, mostIdle)
	}
}

func TestParseSync_TakesTheTwoWordsAndNone(t *testing.T) {
	for word, want := range map[string]Sync{"": Normal, "normal": Normal, "full": Full} {
		if got, err := parseSync(word); got != want || err != nil {
			t.Errorf("parseSync(%q) = %q, %v", word, got, err)
		}
	}
}
