package starters

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// The files of the starter in Go end in hidden: it is a module of its own, which this one can neither build nor embed.
//
//go:embed python/receiver.py node/receiver.mjs go/*.txt php/receiver.php
var sources embed.FS

const hidden = ".txt"

// Starter is a receiver in one language.
type Starter struct {
	Name  string `json:"name"`  // of the language, and of the folder here
	Needs string `json:"needs"` // what must be installed
	Start string `json:"start"` // the command line that starts it in its folder, at 127.0.0.1:8085
	Yours string `json:"yours"` // the function that calls the ERP
}

// All are the starters, in the order of the documents.
func All() []Starter {
	return []Starter{
		{"python", "Python 3.8 or later", "python3 receiver.py 127.0.0.1:8085", "call_erp"},
		{"node", "Node.js 18 or later", "node receiver.mjs 127.0.0.1:8085", "callERP"},
		{"go", "Go 1.22 or later", "go run . 127.0.0.1:8085", "callERP"},
		{"php", "PHP 8.1 or later", "php -d display_errors=0 -S 127.0.0.1:8085 receiver.php", "call_erp"},
	}
}

// Find gives the starter of a language. The error names those that there are.
func Find(name string) (Starter, error) {
	var names []string
	for _, s := range All() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Starter{}, fmt.Errorf("there is no starter for %q: take %s", name, schemas.List(names, "or"))
}

// Write writes the files of the starter into a folder, which it makes where it is missing, and gives their paths. If one of
// them exists already, nothing is written.
func (s Starter) Write(folder string) (paths []string, err error) {
	entries, err := sources.ReadDir(s.Name)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		file := filepath.Join(folder, strings.TrimSuffix(entry.Name(), hidden))
		if _, err := os.Lstat(file); err == nil {
			return nil, exists(file)
		}
		paths = append(paths, file)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("the folder cannot be made: %w; name another one", err)
	}
	for i, entry := range entries {
		content, err := sources.ReadFile(path.Join(s.Name, entry.Name()))
		if err = errors.Join(err, writeNew(paths[i], content)); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

func exists(file string) error {
	return fmt.Errorf("%s exists already and was left as it is: name another folder", file)
}

// writeNew writes a file that must not exist.
func writeNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return exists(path)
	}
	if err == nil {
		_, err = file.Write(content)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w; name another folder", err)
	}
	return nil
}
