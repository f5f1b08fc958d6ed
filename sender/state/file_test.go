package state_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, path string) *state.File {
	t.Helper()
	f, err := state.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func closeIt(t *testing.T, f *state.File) {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// stored makes a state file with one device in it.
func stored(t *testing.T) (path, text string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "new", "state.json")
	f := open(t, path)
	sendTo(t, f, fine("ERP-1"), "http://erp/device", state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-7"})
	closeIt(t, f)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, string(raw)
}

// TestFileIsPrivateAndWhole: mode 0600, valid JSON, nothing left beside it but the lock.
func TestFileIsPrivateAndWhole(t *testing.T) {
	path, text := stored(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || !json.Valid([]byte(text)) {
		t.Errorf("%v, mode %v, text %s", err, info.Mode(), text)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 2 {
		t.Errorf("%v, beside it: %v", err, entries)
	}
}

// TestUnusableFiles: refused with a sentence that says why, and left as they are.
func TestUnusableFiles(t *testing.T) {
	_, good := stored(t)
	for words, text := range map[string]string{
		"it is damaged: unexpected end":       good[:len(good)/2],
		"it is damaged: invalid character":    good + "}",
		"was not written by erpkit send":      `{"name":"package","version":"1.0.0"}`,
		"was not written by":                  `[1,2,3]`,
		"has the version 2":                   strings.Replace(good, `"version": 1`, `"version": 2`, 1),
		"unknown field":                       strings.Replace(good, `"serial"`, `"serail"`, 1),
		"belongs to an unknown session":       strings.Replace(good, `"session": "`, `"session": "x`, 1),
		"must be a UUID":                      strings.Replace(good, `"id": "`, `"id": "x`, 1),
		"nothing is known of http":            `{"format":"erpkit-send-state","version":1,"targets":{"http://erp":null}}`,
		"far more than erpkit send writes":    strings.Repeat(" ", 33<<20),
		"but its part is not serial-managed":  strings.Replace(good, `"serialManaged": true`, `"serialManaged": false`, 1),
		"it is damaged: json: cannot unmarsh": strings.Replace(good, `"SN-7"`, `7`, 1),
	} {
		path := filepath.Join(t.TempDir(), "state.json")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := state.Open(t.Context(), path)
		if err == nil || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), path) {
			t.Errorf("wanted %q, got %v", words, err)
		}
		after, readErr := os.ReadFile(path)
		info, statErr := os.Stat(path)
		if readErr != nil || statErr != nil || string(after) != text || info.Mode().Perm() != 0o644 {
			t.Errorf("%s: the file was changed (%v, %v)", words, readErr, statErr)
		}
	}
}

func TestPlacesThatAreNoFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := state.Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := state.Open(t.Context(), ""); err == nil {
		t.Error("no name: no error")
	}
	if err := os.WriteFile(filepath.Join(dir, "empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	closeIt(t, open(t, filepath.Join(dir, "empty")))
}

// TestSymlink: the file behind a link is replaced, not the link.
func TestSymlink(t *testing.T) {
	path, _ := stored(t)
	link := filepath.Join(t.TempDir(), "link.json")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("this system has no symbolic links")
	}
	f := open(t, link)
	sendTo(t, f, fine(""), "http://erp/device", state.Intent{Kind: schemas.Device, Type: "remove", Serial: "SN-7"})
	closeIt(t, f)
	info, err := os.Lstat(link)
	raw, readErr := os.ReadFile(path)
	if err != nil || readErr != nil || info.Mode()&os.ModeSymlink == 0 || strings.Contains(string(raw), "SN-7") {
		t.Errorf("%v %v, link %v, file %s", err, readErr, info.Mode(), raw)
	}
}

// TestLock: a second sender waits until the first is done, or its time is up.
func TestLock(t *testing.T) {
	path, _ := stored(t)
	first := open(t, path)
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := state.Open(short, path); err == nil || !strings.Contains(err.Error(), "in use by another") {
		t.Errorf("a second sender got %v", err)
	}
	opened := make(chan error)
	go func() {
		second, err := state.Open(t.Context(), path)
		if err == nil {
			err = second.Close()
		}
		opened <- err
	}()
	closeIt(t, first)
	if err := <-opened; err != nil {
		t.Error(err)
	}
}

// TestFailedWrite: what the ERP took is told even when it cannot be stored, and the old file stays.
func TestFailedWrite(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("running as root: the folder is removed instead of closed")
	}
	path, _ := stored(t)
	f := open(t, path)
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	sent, err := f.Send(t.Context(), fine("ERP-9"), "http://erp/device", state.Intent{Kind: schemas.Device, Type: "add", Serial: "SN-8"})
	if err == nil || !strings.Contains(err.Error(), "could not be written") || !errors.Is(err, os.ErrNotExist) || sent.Outcome.Result.ExternalID != "ERP-9" {
		t.Errorf("got %+v, %v", sent, err)
	}
	closeIt(t, f)
}
