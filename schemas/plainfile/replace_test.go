package plainfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/erpkit/erpkit/schemas/plainfile"
)

var errWrite = errors.New("no more words")

// TestReplace_WholeOrNothing: a text that is not written to its end leaves the old one, and nothing beside it.
func TestReplace_WholeOrNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	for _, one := range []struct {
		text string
		err  error
		left string
	}{{"first", nil, "first"}, {"half of the sec", errWrite, "first"}, {"third", nil, "third"}} {
		err := plainfile.Replace(path, func(to io.Writer) error {
			_, err := io.WriteString(to, one.text)
			return errors.Join(err, one.err)
		})
		if !errors.Is(err, one.err) {
			t.Errorf("%q: got %v, wanted %v", one.text, err, one.err)
		}
		if left, err := os.ReadFile(path); string(left) != one.left {
			t.Errorf("%q: the file has %q (%v), wanted %q", one.text, left, err, one.left)
		}
	}
	if entries, err := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("%v (%v) are left, wanted the file alone", entries, err)
	}
	if err := plainfile.Replace(filepath.Join(folder, "none", "file"), func(io.Writer) error { return nil }); err == nil {
		t.Error("a file in a folder that there is not was written")
	}
}
