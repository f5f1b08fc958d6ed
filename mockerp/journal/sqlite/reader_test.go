package sqlite_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// A journal that another process writes is read and followed, and the other goes on. A new owner comes in meanwhile.
func TestReader_FollowsWhatAnotherProcessWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	cmd, out := child(t, self(t), "write", path)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	read := func(n int) {
		for ; n > 0 && lines.Scan(); n-- {
			if strings.HasPrefix(lines.Text(), "failed") {
				t.Errorf("the other process was disturbed: %s", lines.Text())
			}
		}
	}
	read(50)
	reader, err := sqlite.OpenToRead(path)
	if err != nil {
		t.Fatal(err)
	}
	before := reader.Now()
	page, err := reader.List(t.Context(), journal.Filter{Limit: 10})
	if err != nil || page.Total < 50 || len(page.Exchanges) != 10 {
		t.Fatalf("while another writes: %d of %d exchanges, %v", len(page.Exchanges), page.Total, err)
	}
	var reading sync.WaitGroup
	reading.Go(func() { read(1 << 30) }) // lest the other waits for a reader
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if page, err = reader.Wait(ctx, journal.Filter{After: before.Last, Limit: 1}, 100); err != nil || len(page.Exchanges) == 0 {
		t.Fatalf("what came then was not seen: %v", err)
	}
	select {
	case <-before.Changed:
	default:
		t.Error("nobody was told of what came")
	}
	_ = cmd.Process.Kill()
	reading.Wait()
	_ = cmd.Wait()
	if err := reader.Append(&traffic.Exchange{}); !errors.Is(err, sqlite.ErrReadOnly) {
		t.Errorf("a reader took an exchange: %v", err)
	}
	if _, err := reader.Reset(""); !errors.Is(err, sqlite.ErrReadOnly) {
		t.Errorf("a reader was reset: %v", err)
	}
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
}

// A reader keeps no mock away and leaves the folder as it was.
func TestReader_TakesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "erp.journal")
	j := open(t, path, sqlite.Options{})
	if err := j.Append(&traffic.Exchange{Serial: "SN-1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.OpenToRead(path); !errors.Is(err, sqlite.ErrInUse) {
		t.Errorf("a journal of this process: %v, want ErrInUse", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := sqlite.OpenToRead(path)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := reader.List(t.Context(), journal.Filter{Serial: "SN-1"}); err != nil || page.Total != 1 {
		t.Errorf("%d exchanges, %v", page.Total, err)
	}
	cmd, out := child(t, self(t), "hold", path) // ends at once: it reads from nothing
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line := said(t, out); !strings.HasPrefix(line, "opened") {
		t.Errorf("a reader keeps a mock away: %s", line)
	}
	_ = cmd.Wait()
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the journal was changed, %v", err)
	}
	if names, _ := filepath.Glob(path + "*"); len(names) != 2 { // the journal and its lock, which was there
		t.Errorf("a reader leaves behind %v", names)
	}
	for _, name := range []string{filepath.Join(folder, "none"), folder} {
		if _, err := sqlite.OpenToRead(name); err == nil {
			t.Errorf("%s was opened", name)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "none")); err == nil {
		t.Error("a reader made a file")
	}
}
