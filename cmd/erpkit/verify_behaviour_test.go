package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerify_WritesTheProfile: after the checks, in the form that the name of the file asks for; not of an ERP that is not there.
func TestVerify_WritesTheProfile(t *testing.T) {
	url := brokenServed(t, "right")
	dir := t.TempDir()
	for file, part := range map[string]string{"p.md": "| The same device add comes twice | **books it once", "p.json": `"name": "device-twice"`} {
		path := filepath.Join(dir, file)
		got := erpkitProcess(t, "verify", "--url", url, "--focus", "^E7", "--leftovers", filepath.Join(dir, "left"), "--profile-report", path)
		text, err := os.ReadFile(path)
		if got.code != exitOK || err != nil || !strings.Contains(string(text), part) {
			t.Errorf("%s: %+v %v\n%s", file, got, err, text)
		}
	}
	got := erpkitProcess(t, "verify", "--url", "http://127.0.0.1:1", "--profile-report", filepath.Join(dir, "none.md"))
	if _, err := os.Stat(filepath.Join(dir, "none.md")); got.code != exitUnreachable || err == nil {
		t.Errorf("%+v, and the file is there: %v", got, err == nil)
	}
}
