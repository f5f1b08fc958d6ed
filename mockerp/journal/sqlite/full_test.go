//go:build unix

package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
)

// childFillsUp records under a limit of the operating system until that refuses to write, then
// without the limit.
func childFillsUp(path string) {
	signal.Ignore(syscall.SIGXFSZ)
	j, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		fmt.Println("failed", err)
		return
	}
	var limit syscall.Rlimit
	_ = syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit)
	_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 400_000, Max: limit.Max})
	for failures := 0; failures < 3; {
		x := killed("before")
		if err := j.Append(x); err != nil {
			fmt.Println(kind(err), x.ID, err)
			failures++
			continue
		}
		fmt.Println("recorded", x.ID)
	}
	_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
	x := killed("after")
	err = j.Append(x)
	fmt.Println(kind(err), x.ID, err)
	fmt.Println("close", j.Close())
}

// The disk fills up in the middle of a write. What was recorded stays; what was not
// is reported as such. When there is room again, the journal goes on.
func TestADiskThatRefusesIsReportedAndRecoveredFrom(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	cmd, out := child(t, self(t), "limit", path)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	recorded, failed, after := 0, 0, ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch word, rest, _ := strings.Cut(lines.Text(), " "); word {
		case "recorded":
			recorded++
		case "disk":
			failed++
			if !strings.HasPrefix(rest, "0 ") || !strings.Contains(rest, path) {
				t.Errorf("the error is %q; want no id, and the file", rest)
			}
		default:
			after += lines.Text() + "\n"
		}
	}
	if err := cmd.Wait(); err != nil || failed != 3 || recorded < 20 {
		t.Fatalf("%d recorded, %d refused, %v, %q", recorded, failed, err, after)
	}
	if !strings.HasPrefix(after, "opened ") || !strings.HasSuffix(after, "close <nil>\n") {
		t.Errorf("with room again: %q", after)
	}
	j := open(t, path, sqlite.Options{})
	defer func() { _ = j.Close() }()
	page, err := j.List(context.Background(), journal.Filter{Serial: "before"})
	if err != nil || page.Total != recorded {
		t.Errorf("%d exchanges are there, %v; %d were recorded", page.Total, err, recorded)
	}
	if page, err := j.List(context.Background(), journal.Filter{Serial: "after"}); err != nil || page.Total != 1 {
		t.Errorf("the one after is there %d times, %v", page.Total, err)
	}
}

// A user who may read the file or look into the folder, and nothing more. As root, for whom no
// permission counts, another user plays the part.
func TestWithoutPermissionToWrite(t *testing.T) {
	folder := t.TempDir()
	for name, part := range map[string]struct{ file, folder os.FileMode }{
		"file":   {0o444, 0o777},
		"folder": {0o666, 0o555},
	} {
		place := filepath.Join(folder, name)
		path := filepath.Join(place, "erp.journal")
		if err := os.Mkdir(place, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, written(t, 2), 0o600); err != nil {
			t.Fatal(err)
		}
		for one, mode := range map[string]os.FileMode{path: part.file, place: part.folder, folder: 0o755, filepath.Dir(folder): 0o755} {
			if err := os.Chmod(one, mode); err != nil {
				t.Fatal(err)
			}
		}
		if line := asNobody(t, path); !strings.HasPrefix(line, "read-only ") || !strings.Contains(line, path) {
			t.Errorf("%s: the child said %q", name, line)
		}
		if err := os.Chmod(place, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

func asNobody(t *testing.T, path string) string {
	t.Helper()
	binary := self(t)
	if os.Geteuid() == 0 { // the build's own folder is closed to others
		content, err := os.ReadFile(binary)
		if err != nil {
			t.Fatal(err)
		}
		binary = filepath.Join(filepath.Dir(filepath.Dir(path)), "sqlite.test")
		if err := os.WriteFile(binary, content, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd, out := child(t, binary, "hold", path)
	dropRoot(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := said(t, out)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	return line
}

func dropRoot(cmd *exec.Cmd) {
	const nobody = 65534
	if os.Geteuid() == 0 {
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}
