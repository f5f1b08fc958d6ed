package leftovers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/plainfile"
)

// Leftover is one thing that was added to an ERP and not removed, with the post that removes
// it.
type Leftover struct {
	// Story says what added it: a story, or a check; File is the file of the story.
	Story string       `json:"story"`
	File  string       `json:"file"`
	Kind  schemas.Kind `json:"kind"`
	// What says what it is, and Why why it is still there.
	What string `json:"what"`
	Why  string `json:"why"`
	// Asked is true when the ERP was asked to remove it.
	Asked bool `json:"asked,omitempty"`
	// Unsure is true when no answer came, so that the ERP may hold it or not.
	Unsure bool `json:"unsure,omitempty"`
	// URL is where to post, without the secrets that it may have had.
	URL string `json:"url"`
	// Body is the payload to post.
	Body json.RawMessage `json:"body"`

	entry *entry
}

// version is the version of the file; it only grows.
const version = 1

// file is the file as JSON.
type file struct {
	Version   int        `json:"version"`
	About     string     `json:"about"`
	Leftovers []Leftover `json:"leftovers"`
}

// Read reads a file of leftovers. The error is a sentence with the cure.
func Read(path string) ([]Leftover, error) {
	text, err := readOrdinary(path)
	if err != nil {
		return nil, fmt.Errorf("the file of leftovers cannot be read: %w", err)
	}
	var f file
	switch err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &f); {
	case err != nil || f.Version == 0:
		return nil, fmt.Errorf("%s is not a file of leftovers, or it is damaged: give another path, or look into it by hand", path)
	case f.Version > version:
		return nil, fmt.Errorf("%s was written by a newer erpkit (version %d of the file): use that one", path, f.Version)
	}
	return f.Leftovers, nil
}

// most bounds the file, which usually has a few kilobytes.
const most = 64 << 20

// readOrdinary reads an ordinary file: no pipe that blocks, no endless device.
func readOrdinary(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not an ordinary file", path)
	case info.Size() > most:
		return nil, fmt.Errorf("%s is longer than %d MiB, so it is not a file of leftovers", path, most>>20)
	}
	return os.ReadFile(path)
}

// Write replaces the file atomically: a reader sees the old or the new text, never a part. A file
// with nothing in it is removed.
func Write(path string, list []Leftover) error {
	if len(list) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	f := file{version, "Things that were added to an ERP and not removed. Take them up again with: erpkit cleanup FILE", list}
	return plainfile.Replace(path, func(to io.Writer) error {
		encoder := json.NewEncoder(to)
		encoder.SetIndent("", "  ")
		return encoder.Encode(f)
	})
}
