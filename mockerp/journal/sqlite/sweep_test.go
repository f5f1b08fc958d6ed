package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// TestSweep_GoesOn: what nobody needs any more leaves the file, also when the process ended before that was done.
func TestSweep_GoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	s, err := Open(path, shortLog()) // so that the sweep meets a writeback, which it waits for
	if err != nil {
		t.Fatal(err)
	}
	recordMany(t, s, 3000)
	if n, err := s.Reset("run-1"); n != 1000 || err != nil {
		t.Fatal(n, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	markInFile(t, path, "run-1", 3000) // and no sweep after it
	if s, err = Open(path, shortLog()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for end := time.Now().Add(30 * time.Second); hiddenRows(t, s) > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d exchanges that nobody needs are still there", hiddenRows(t, s))
		}
	}
	if n := s.Stats().Exchanges; n != 2000 {
		t.Errorf("%d exchanges are left, want 2000", n)
	}
}

func markInFile(t *testing.T, path, run string, after int64) {
	t.Helper()
	db, err := connect(t.Context(), path, 1, writing(Normal))
	if err == nil {
		_, err = db.Exec("INSERT INTO mark VALUES(?,?,?)", run, journal.MarkRun, after)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func hiddenRows(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.reads.QueryRow("SELECT count(*) FROM exchange WHERE hidden=1").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// shortLog are bounds that a test reaches soon.
func shortLog() Options { return Options{log: logBounds{much: 64, most: 250}} }

// longestPart is how long the -wal part may become with them: what the writer lets be, and what comes until it hears of it.
const longestPart = 16 << 20

// TestWriteback_ReachesTheFile: what was committed goes over into the file while exchanges come.
func TestWriteback_ReachesTheFile(t *testing.T) {
	s := begin(t, shortLog())
	for range 16 {
		recordMany(t, s, 1000)
	}
	if size := partSize(t, s.path); size < 1<<20 {
		t.Errorf("the file has only %d bytes: nothing was taken over", size)
	}
}

func partSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestWriteback_CountsCommits: an exchange that comes alone writes whole pages, and while they come without a pause the -wal
// part begins anew all the same.
func TestWriteback_CountsCommits(t *testing.T) {
	s := begin(t, shortLog())
	recordOneByOne(t, s, 4000) // some 48 MiB of pages
	if size := partSize(t, s.path+"-wal"); size > longestPart {
		t.Errorf("its part -wal has %d KiB, want at most %d", size>>10, longestPart>>10)
	}
}

// TestWriteback_TakesOverWhatAKillLeft: a process that is killed over and over before it has written much leaves no ever longer
// -wal part.
func TestWriteback_TakesOverWhatAKillLeft(t *testing.T) {
	const before = 30 // exchanges: too few for the process itself to take anything over
	s := begin(t, shortLog())
	for range 70 {
		recordOneByOne(t, s, before)
		if size := partSize(t, s.path+"-wal"); size > longestPart {
			t.Fatalf("its part -wal has %d KiB, want at most %d", size>>10, longestPart>>10)
		}
		left := filepath.Join(t.TempDir(), "erp.journal")
		for _, part := range []string{"", "-wal"} {
			content, err := os.ReadFile(s.path + part)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(left+part, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if s, err = Open(left, shortLog()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
	}
}

func recordOneByOne(t *testing.T, s *Store, n int) {
	t.Helper()
	for i := range n {
		if err := s.Append(&traffic.Exchange{Run: "run-1", Serial: fmt.Sprintf("SN-%d", i), Request: traffic.Request{Body: make([]byte, 300)}}); err != nil {
			t.Fatal(err)
		}
	}
}
