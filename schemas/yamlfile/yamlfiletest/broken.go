package yamlfiletest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas/golden"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Broken parses each file of testdata/broken and wants exactly the problems in the .txt file beside it.
// The test fails when there are fewer than least files.
func Broken(t *testing.T, least int, parse func(name string, source []byte) error) {
	t.Helper()
	files, err := filepath.Glob("testdata/broken/*.[yj][as][mo][ln]")
	if err != nil || len(files) < least {
		t.Fatalf("found %d broken files (%v)", len(files), err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			err = parse(name, source)
			var problems yamlfile.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("it was not refused with problems: %v", err)
			}
			golden.Compare(t, strings.TrimSuffix(path, filepath.Ext(path))+".txt", []byte(err.Error()+"\n"))
		})
	}
}
