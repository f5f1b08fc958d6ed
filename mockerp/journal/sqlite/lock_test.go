package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// said is the first line of a child.
func said(t *testing.T, out io.Reader) string {
	t.Helper()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the child said %q, then %v", line, err)
	}
	return strings.TrimSpace(line)
}

func TestASecondProcessIsRefusedAndADeadOneIsNot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	cmd, out := child(t, self(t), "hold", path)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close() }()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line := said(t, out); !strings.HasPrefix(line, "opened") {
		t.Fatal(line)
	}
	_, err = sqlite.Open(path, sqlite.Options{})
	if !errors.Is(err, sqlite.ErrInUse) || !strings.Contains(err.Error(), fmt.Sprintf("process %d)", cmd.Process.Pid)) ||
		!strings.Contains(err.Error(), path) {
		t.Fatalf("a second process: %v; want ErrInUse that names the file and process %d", err, cmd.Process.Pid)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	j := open(t, path, sqlite.Options{})
	if err := j.Append(&traffic.Exchange{}); err != nil {
		t.Error(err)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}

func TestOneProcessCannotOpenAJournalTwice(t *testing.T) {
	folder := t.TempDir()
	path, alias := filepath.Join(folder, "erp.journal"), filepath.Join(folder, "alias")
	j := open(t, path, sqlite.Options{})
	if err := os.Symlink(path, alias); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, alias} {
		if _, err := sqlite.Open(name, sqlite.Options{}); !errors.Is(err, sqlite.ErrInUse) || !strings.Contains(err.Error(), "this process") {
			t.Errorf("%s: %v, want ErrInUse by this process", name, err)
		}
	}
	if err := j.Append(&traffic.Exchange{}); err != nil {
		t.Errorf("the first one after the second was refused: %v", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, alias, sqlite.Options{})
	if page, err := j.List(context.Background(), journal.Filter{}); err != nil || page.Total != 1 {
		t.Errorf("through the link: %d exchanges, %v", page.Total, err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCloseLeavesOneFileThatOnlyItsOwnerReads(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a b?c#d%41 'ü.journal")
	j := open(t, path, sqlite.Options{})
	if err := j.Append(&traffic.Exchange{}); err != nil {
		t.Fatal(err)
	}
	if _, err := j.List(context.Background(), journal.Filter{}); err != nil {
		t.Fatal(err)
	}
	for _, side := range []string{"", "-wal", "-shm", "-lock"} {
		info, err := os.Stat(path + side)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s while in use: %v, %v; want it for its owner only", side, info, err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 || entries[0].Name() != filepath.Base(path) || entries[1].Name() != filepath.Base(path)+"-lock" {
		t.Errorf("after Close: %v, %v; want the file and its lock", entries, err)
	}
}
