package expect

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

var update = flag.Bool("update", false, "write the expected errors of testdata/broken anew")

// Every broken file is refused with exactly the problems in the file beside it.
func TestBrokenFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.[yj][as][mo][ln]")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d broken files (%v)", len(files), err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Parse(name, src)
			var problems yamlfile.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("it was not refused with problems: %v", err)
			}
			golden := strings.TrimSuffix(path, filepath.Ext(path)) + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(err.Error()+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, readErr := os.ReadFile(golden)
			if readErr != nil {
				t.Fatal(readErr)
			}
			if got := err.Error() + "\n"; got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
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
