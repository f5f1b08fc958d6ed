package golden

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew instead of comparing with them")

// Compare fails the test when the file differs from what was made.
func Compare(t testing.TB, path string, made []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, made, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: go test -run %s -update writes it", err, t.Name())
	}
	if !bytes.Equal(made, kept) {
		t.Errorf("%s: %s\ngo test -run %s -update writes it anew", path, difference(string(made), string(kept)), t.Name())
	}
}

// difference shows the first line that differs.
func difference(made, kept string) string {
	got, want := strings.Split(made, "\n"), strings.Split(kept, "\n")
	n := 0
	for n < min(len(got), len(want))-1 && got[n] == want[n] {
		n++
	}
	return fmt.Sprintf("line %d of %d is\n%s\nkept are %d lines, and there\n%s", n+1, len(got), got[n], len(want), want[n])
}
