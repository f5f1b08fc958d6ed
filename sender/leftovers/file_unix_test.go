//go:build unix

package leftovers_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/erpkit/erpkit/sender/leftovers"
)

// A pipe without another end would block whoever opens it.
func TestFile_APipeIsRefused(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if list, err := leftovers.Read(pipe); err == nil || list != nil || !strings.Contains(err.Error(), "is not an ordinary file") {
		t.Errorf("%v, %v", list, err)
	}
}
