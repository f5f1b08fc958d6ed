//go:build unix

package scenarios

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Reading a pipe in a folder would wait for a writer for ever.
func TestAPipeInAFolderIsRefused(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe.yaml"), 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), "pipe.yaml: this is not an ordinary file") {
		t.Errorf("got %v", err)
	}
}
