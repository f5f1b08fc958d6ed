package mastertest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/erpkit/erpkit/sender/master"
)

// Read reads master data from the text of a file. The test fails at once if anything is wrong with it.
func Read(t testing.TB, text string) *master.Data {
	t.Helper()
	path := filepath.Join(t.TempDir(), "master.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	data, err := master.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
