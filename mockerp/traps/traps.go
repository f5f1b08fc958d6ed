package traps

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

//go:embed catalogue/*.yaml
var catalogue embed.FS

const suffix = ".yaml"

// Trap is one entry of the catalogue.
type Trap struct {
	Name string `json:"name"`
	// About is the story, in a sentence or two.
	About string `json:"about"`
	// Clauses are the clauses of the contract that the trap is about.
	Clauses []string `json:"clauses"`
	// WhatTheMESUnderstands is what comes of it at the other end, post by post.
	WhatTheMESUnderstands []script.Understood `json:"whatTheMesUnderstands"`
}

// Names are the names of all traps, in the order of the alphabet.
func Names() []string {
	files, err := fs.Glob(catalogue, "catalogue/*"+suffix)
	if err != nil {
		return nil // cannot be: the pattern is right
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(path.Base(file), suffix)
	}
	return names
}

// List gives all traps, in the order of the alphabet.
func List() []Trap {
	var list []Trap
	for _, name := range Names() {
		if s, err := Script(name); err == nil { // always: a test reads all of them
			about := s.About()
			list = append(list, Trap{name, about.Text, about.Clauses, about.Understood})
		}
	}
	return list
}

// Script gives the script of a trap. The error of an unknown name says which one was meant, if
// there is one.
func Script(name string) (*script.Script, error) {
	source, err := Source(name)
	if err != nil {
		return nil, err
	}
	return script.Parse(name+suffix, source)
}

// Source gives the file of a trap, to be saved and changed.
func Source(name string) ([]byte, error) {
	source, err := catalogue.ReadFile("catalogue/" + name + suffix)
	if err == nil {
		return source, nil
	}
	if near := schemas.Nearest(name, Names()); near != "" {
		return nil, fmt.Errorf("there is no trap %q: did you mean %q?", name, near)
	}
	return nil, fmt.Errorf("there is no trap %q: `erpkit traps` lists them", name)
}
