package starters_test

import (
	"bytes"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/contracttests/starters"
	"github.com/erpkit/erpkit/schemas"
)

var clause = regexp.MustCompile(`\b([TPDIOFEC])([1-9]\d?)(?:-[TPDIOFEC]?([1-9]))?\b`)

// TestStarters_NameTheClauses checks that the comments name clauses that there are, and those that a receiver has to serve.
func TestStarters_NameTheClauses(t *testing.T) {
	known := map[string]bool{}
	for _, c := range schemas.Clauses() {
		known[c.ID] = true
	}
	for _, s := range starters.All() {
		files, err := s.Write(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(files[len(files)-1])
		if err != nil {
			t.Fatal(err)
		}
		named := clausesIn(string(source))
		for _, one := range named {
			if !known[one] {
				t.Errorf("%s names %s, and there is no such clause", s.Name, one)
			}
		}
		for _, one := range []string{"C5", "T1", "T2", "T3", "T4", "T5", "T7", "T8", "P1", "P2", "P3", "P4", "P5", "P6", "D1", "D2", "D3", "D4", "D5",
			"I1", "I2", "I3", "I4", "I5", "I6", "O1", "O2", "O3", "O4", "O5", "O6", "F1", "F2", "F3", "F4", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E10"} {
			if !slices.Contains(named, one) {
				t.Errorf("%s does not say what serves %s", s.Name, one)
			}
		}
	}
}

// clausesIn gives the clauses that a text names, alone or as I2-I4.
func clausesIn(text string) (named []string) {
	for _, found := range clause.FindAllStringSubmatch(text, -1) {
		named = append(named, found[1]+found[2])
		if found[3] != "" {
			for n := found[2][0] + 1; n <= found[3][0]; n++ {
				named = append(named, found[1]+string(n))
			}
		}
	}
	return named
}

// TestStarters_GoIsTidy checks the source that no compiler of this module sees.
func TestStarters_GoIsTidy(t *testing.T) {
	s, err := starters.Find("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(dir, "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	if tidy, err := format.Source(source); err != nil || !bytes.Equal(tidy, source) {
		t.Errorf("the starter in Go is not formatted: %v", err)
	}
	vet := exec.CommandContext(t.Context(), "go", "vet", ".")
	vet.Dir, vet.Env = dir, append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if out, err := vet.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
