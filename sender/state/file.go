package state

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/erpkit/erpkit/schemas/plainfile"
	"github.com/erpkit/erpkit/sender"
)

// What a state file says about itself, and how long it may be.
const (
	format  = "erpkit-send-state"
	version = 1
	maxSize = 32 << 20
)

// content is the file as it is written.
type content struct {
	Format  string             `json:"format"`
	Version int                `json:"version"`
	Targets map[string]*target `json:"targets"`
}

// target is what is known of one ERP.
type target struct {
	Books sender.Books `json:"books"`
	// Tried are the stocks whose device add was posted and not accepted, by work order and
	// serial: the same person who tries again means the same stock (F6, E7).
	Tried []tried `json:"tried,omitempty"`
}

type tried struct {
	WorkOrder string `json:"workOrder"`
	Serial    string `json:"serial"`
	Stock     string `json:"stock"`
}

// File is an open state file. It is for one sender at a time, and not for concurrent use.
type File struct {
	path    string
	lock    io.Closer
	content content
	random  io.Reader
}

// DefaultPath is where the state is kept when nobody says otherwise.
func DefaultPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no place for the state file: %w; name one", err)
	}
	return filepath.Join(dir, "erpkit", "send.json"), nil
}

// Open reads a state file and locks it; a file that is not there yet, or is empty, is a
// fresh one. While another sender holds it, Open waits until ctx ends. The error says what is wrong
// with the file; it is never changed then.
func Open(ctx context.Context, path string) (*File, error) {
	if path == "" {
		return nil, errors.New("the state file has no name: give it one")
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("there is no place for the state file %s: %w", path, err)
	}
	lock, err := waitForLock(ctx, path+".lock")
	if err != nil {
		return nil, fmt.Errorf("the state file %s is in use by another erpkit send (%w): wait for it, or name another state file", path, err)
	}
	f := &File{path: path, lock: lock}
	if f.content, err = load(path); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return f, nil
}

// Close lets the next sender have the file.
func (f *File) Close() error { return f.lock.Close() }

func load(path string) (content, error) {
	fresh := content{Format: format, Version: version, Targets: map[string]*target{}}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fresh, nil
	case err != nil:
		return content{}, fmt.Errorf("the state file cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return content{}, fmt.Errorf("%s is not a file: name another state file", path)
	case info.Size() > maxSize:
		return content{}, refuse(path, fmt.Errorf("it has %d bytes, far more than erpkit send writes", info.Size()))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return content{}, fmt.Errorf("the state file cannot be read: %w", err)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return fresh, nil
	}
	c, err := parse(text)
	if err != nil {
		return content{}, refuse(path, err)
	}
	return c, nil
}

func refuse(path string, err error) error {
	return fmt.Errorf("%s is not usable as a state file: %w; it was left as it is: move it away, or name another state file", path, err)
}

// parse is strict: it never guesses, because the result is written back.
func parse(text []byte) (content, error) {
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if !json.Valid(text) {
		return content{}, fmt.Errorf("it is damaged: %w", json.Unmarshal(text, new(any)))
	}
	if err := json.Unmarshal(text, &head); err != nil || head.Format != format {
		return content{}, errors.New("it was not written by erpkit send")
	}
	if head.Version != version {
		return content{}, fmt.Errorf("it has the version %d and this erpkit knows version %d: use the erpkit that wrote it", head.Version, version)
	}
	c := content{}
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&c); err != nil {
		return content{}, fmt.Errorf("it is damaged: %w", err)
	}
	if c.Targets == nil {
		c.Targets = map[string]*target{}
	}
	return c, c.check()
}

// check opens every set of books once: contradictory books would make wrong posts.
func (c content) check() error {
	for name, t := range c.Targets {
		if t == nil {
			return fmt.Errorf("it is damaged: nothing is known of %s", name)
		}
		if _, err := sender.NewMES(sender.Settings{}, nobody{}, sender.WithBooks(t.Books)); err != nil {
			return fmt.Errorf("it is damaged: at %s %w", name, err)
		}
	}
	return nil
}

// save replaces the file as a whole: readers see the old one or the new one, and so does a
// machine that goes down in between.
func (f *File) save() error {
	return plainfile.Replace(f.path, func(to io.Writer) error {
		encoder := json.NewEncoder(to)
		encoder.SetIndent("", "  ")
		return encoder.Encode(f.content)
	})
}
