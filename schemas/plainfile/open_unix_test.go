//go:build unix

package plainfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas/plainfile"
)

// TestOpen_OrdinaryFilesOnly: by its path, below a folder and as a file system. A pipe without another end would
// block whoever opens it.
func TestOpen_OrdinaryFilesOnly(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "file"), []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for name, want := range map[string]error{"file": nil, "pipe": plainfile.ErrNotOrdinary, "folder": plainfile.ErrFolder, "none": fs.ErrNotExist} {
		for way, open := range map[string]func() (fs.File, error){
			"Open":   func() (fs.File, error) { return plainfile.Open(filepath.Join(folder, name)) },
			"OpenIn": func() (fs.File, error) { return plainfile.OpenIn(root, name) },
			"In":     func() (fs.File, error) { return plainfile.In(root).Open(name) },
		} {
			file, err := within(t, open)
			if !errors.Is(err, want) {
				t.Errorf("%s of a %s: %v, want %v", way, name, err, want)
			}
			if err == nil {
				if text, err := io.ReadAll(file); string(text) != "text" || err != nil {
					t.Errorf("%s reads %q, %v", way, text, err)
				}
				_ = file.Close()
			}
		}
	}
	if _, err := within(t, func() (fs.File, error) { return plainfile.Open("/dev/zero") }); !errors.Is(err, plainfile.ErrNotOrdinary) {
		t.Errorf("a device: %v", err)
	}
}

func within(t *testing.T, open func() (fs.File, error)) (file fs.File, err error) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		file, err = open()
	}()
	select {
	case <-done:
		return file, err
	case <-time.After(5 * time.Second):
		t.Fatal("it still waits")
		return nil, nil
	}
}
