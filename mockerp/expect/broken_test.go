package expect

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// Every broken file is refused with exactly the problems in the file beside it.
func TestBrokenFiles(t *testing.T) {
	yamlfiletest.Broken(t, 10, func(name string, source []byte) error {
		_, err := Parse(name, source)
		return err
	})
}

// The examples of the folder and of the schema are right.
func TestExamplesAreRight(t *testing.T) {
	files, err := filepath.Glob("examples/*.yaml")
	if err != nil || len(files) < 3 {
		t.Fatalf("found %d examples (%v)", len(files), err)
	}
	for _, path := range files {
		if f, err := Load(path); err != nil || f.Len() == 0 || f.Name() != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Load("examples/nowhere.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}
