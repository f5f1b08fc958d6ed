package script

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the expected errors of testdata/broken anew")

// Every broken script is refused with exactly the problems in the file beside it.
func TestBrokenScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.[yj][as][mo][ln]")
	if err != nil || len(files) < 15 {
		t.Fatalf("found %d broken scripts (%v)", len(files), err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Parse(name, src)
			if err == nil {
				t.Fatal("it was not refused")
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
