package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// TestOpen_LocksWhatTheJournalIs: neither another name of the file nor a lock file that was deleted lets a second one in, in this
// process or in another.
func TestOpen_LocksWhatTheJournalIs(t *testing.T) {
	folder := t.TempDir()
	path, link := filepath.Join(folder, "erp.journal"), filepath.Join(folder, "link")
	j := open(t, path, sqlite.Options{})
	if err := os.Link(path, link); err != nil {
		t.Fatal(err)
	}
	for what, name := range map[string]string{"a hard link": link, "a deleted lock file": path} {
		if name == path {
			if err := os.Remove(path + "-lock"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := sqlite.Open(name, sqlite.Options{}); !errors.Is(err, sqlite.ErrInUse) {
			t.Errorf("%s in this process: %v, want ErrInUse", what, err)
		}
		cmd, out := child(t, self(t), "hold", name)
		stdin, err := cmd.StdinPipe() // it stays as long as this is open
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if line := said(t, out); !strings.Contains(line, "it is in use") {
			t.Errorf("%s in another process: %s", what, line)
		}
		_ = stdin.Close()
		_ = cmd.Wait()
	}
	if err := j.Append(&traffic.Exchange{}); err != nil {
		t.Errorf("the first one: %v", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, link, sqlite.Options{}) // nobody has it now
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOpen_SeesDamageInTheLog: SQLite would forget all that stands behind it. An end that is torn off, as by a crash, is none.
func TestOpen_SeesDamageInTheLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	j := open(t, path, sqlite.Options{})
	for n := range 40 {
		if err := j.Append(&traffic.Exchange{Request: traffic.Request{Body: []byte(fmt.Sprint(n))}}); err != nil {
			t.Fatal(err)
		}
	}
	text, log := read(t, path), read(t, path+"-wal")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	const header, frame = 32, 24 + 4096
	frames := (len(log) - header) / frame
	for name, test := range map[string]struct {
		change func([]byte) []byte
		want   string // of the error
	}{
		"untouched":          {func(log []byte) []byte { return log }, ""},
		"half of a frame":    {func(log []byte) []byte { return log[:len(log)-frame/2] }, ""},
		"the last page":      {func(log []byte) []byte { log[len(log)-5] ^= 1; return log }, ""},
		"half of a header":   {func(log []byte) []byte { return log[:20] }, ""},
		"a page":             {func(log []byte) []byte { log[header+frames/2*frame+100] ^= 1; return log }, fmt.Sprintf("frame %d is not", frames/2+1)},
		"a checksum":         {func(log []byte) []byte { log[header+frames/2*frame+17] ^= 1; return log }, fmt.Sprintf("frame %d is not", frames/2+1)},
		"a salt":             {func(log []byte) []byte { log[header+frames/2*frame+9] ^= 1; return log }, fmt.Sprintf("frame %d is not", frames/2+1)},
		"pages of nothing":   {func(log []byte) []byte { clear(log[header+frame : header+3*frame]); return log }, "frame 2 is not"},
		"the header":         {func(log []byte) []byte { log[17] ^= 1; return log }, "the header is not"},
		"the size of a page": {func(log []byte) []byte { log[8] = 0xff; return log }, "the header is not"},
	} {
		copied := filepath.Join(t.TempDir(), "copy.journal")
		for part, content := range map[string][]byte{"": text, "-wal": test.change(append([]byte(nil), log...))} {
			if err := os.WriteFile(copied+part, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		j, err := sqlite.Open(copied, sqlite.Options{})
		switch {
		case err == nil && test.want == "":
			err = j.Close()
		case err == nil:
			_ = j.Close()
			err = errors.New("it was opened")
		case test.want != "" && errors.Is(err, sqlite.ErrDamaged) && strings.Contains(err.Error(), test.want):
			err = nil
		}
		if err != nil {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestAge_OfAClockThatRanAhead: exchanges dated in the future do not keep later ones alive.
func TestAge_OfAClockThatRanAhead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	j := open(t, path, sqlite.Options{})
	now := time.Now()
	for _, at := range []time.Time{now.Add(-3 * time.Hour), now.Add(1000 * time.Hour), now.Add(-3 * time.Hour), now.Add(-2 * time.Hour), now.Add(999 * time.Hour), now} {
		if err := j.Append(&traffic.Exchange{At: at}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, path, sqlite.Options{MaxAge: time.Hour})
	page, err := j.List(context.Background(), journal.Filter{})
	if err != nil || len(page.Exchanges) != 2 || page.Exchanges[0].ID != 5 {
		t.Errorf("%d are left (%v), want the last two", len(page.Exchanges), err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestReset_OfALongRunLetsOthersRecord: it is done in turns, and the counters are right afterwards: a file whose
// counters are wrong does not open.
func TestReset_OfALongRunLetsOthersRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	j := open(t, path, sqlite.Options{})
	const posts = 18_000
	var last func() error
	for n := range posts {
		run := "long"
		if n%9 == 0 {
			run = "other"
		}
		wait, err := j.Enqueue(&traffic.Exchange{Run: run, Request: traffic.Request{Body: make([]byte, 500)}})
		if err != nil {
			t.Fatal(err)
		}
		last = wait
	}
	if err := last(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		n, err := j.Reset("long")
		if err == nil && n != posts-posts/9 {
			err = fmt.Errorf("%d were reset, want %d", n, posts-posts/9)
		}
		done <- errors.Join(err, j.Mark(journal.MarkRun, "long"))
	}()
	meanwhile := 0
	for busy := true; busy; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			busy = false
		default:
			if err := j.Append(&traffic.Exchange{Run: "other"}); err != nil {
				t.Fatal(err)
			}
			meanwhile++
		}
	}
	if meanwhile < 5 { // there are many turns to hide them in
		t.Errorf("only %d exchanges of another run were recorded meanwhile", meanwhile)
	}
	page, err := j.List(context.Background(), journal.Filter{Run: "other", Limit: 1})
	if err != nil || page.Total != posts/9+meanwhile {
		t.Errorf("%d exchanges of the other run (%v), want %d", page.Total, err, posts/9+meanwhile)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, path, sqlite.Options{}).Close(); err != nil {
		t.Error(err)
	}
}
