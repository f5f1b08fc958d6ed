package yamlfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadSaysWhyAFileCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	long := filepath.Join(dir, "long.yaml")
	if err := os.WriteFile(long, make([]byte, maxSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none.yaml"): "there is no such file",
		dir:                             "this is a folder",
		os.DevNull:                      "this is a pipe or a device",
		long:                            "this is longer than 1 MiB",
		filepath.Join(long, "x"):        "this file cannot be read: not a directory",
		"a\x00b":                        "this file cannot be read: invalid argument",
	} {
		_, err := Read(path)
		if err == nil || !strings.HasPrefix(err.Error(), path+": "+want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Read(%q) says %v, want one line %q", path, err, want)
		}
	}
	if _, err := Read(filepath.Join(dir, "none.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("errors.Is does not find fs.ErrNotExist in %v", err)
	}
}

func TestReadWithoutPermission(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.yaml")
	if err := os.WriteFile(path, []byte("a: 1"), 0); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // root may read everything; the sentence is still checked
		if got := whyUnread(fs.ErrPermission); got != "this file may not be read: check its permissions" {
			t.Error(got)
		}
		return
	}
	if _, err := Read(path); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "check its permissions") {
		t.Errorf("got %v", err)
	}
}

func TestReadGivesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.yaml")
	if err := os.WriteFile(path, []byte("\xef\xbb\xbfb: 1\na: {d: 1.10, c: x}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Name() != path || string(f.Source()) != "b: 1\na: {d: 1.10, c: x}\n" {
		t.Errorf("got %q, %q", f.Name(), f.Source())
	}
	if got := strings.Join(f.Keys("/a"), " "); got != "d c" {
		t.Errorf("the names are %q, want them in the order of the file", got)
	}
	if got, ok := f.Text("/a/d"); !ok || got != "1.10" {
		t.Errorf("the text is %q", got)
	}
	if f.Line("/a/c") != 2 || f.Line("/a/none") != 2 || f.Line("") != 1 {
		t.Error("wrong lines")
	}
	for _, pointer := range []string{"/x", "/a/d/x", "a", "/a/-1"} {
		if _, ok := f.Value(pointer); ok {
			t.Errorf("%q has a value", pointer)
		}
		if _, ok := f.Text(pointer); ok || f.Keys(pointer) != nil {
			t.Errorf("%q has a text or names", pointer)
		}
	}
}

// A file that another one names is found beside it, wherever the reader stands.
func TestBeside(t *testing.T) {
	file, err := Parse(filepath.Join("conf", "target.yaml"), []byte("version: 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(t.TempDir(), "ca.pem")
	for path, want := range map[string]string{"": "", "ca.pem": filepath.Join("conf", "ca.pem"), "../ca.pem": "ca.pem", whole: whole} {
		if got := file.Beside(path); got != want {
			t.Errorf("beside %q: %q, want %q", path, got, want)
		}
	}
}
