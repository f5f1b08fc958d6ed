package traps

import (
	"bytes"
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
	// About describes the trap in a sentence or two.
	About string `json:"about"`
	// Clauses are the clauses of the contract that the trap is about.
	Clauses []string `json:"clauses"`
	// WhatTheMESUnderstands is what the MES understands of the answers, post by post.
	WhatTheMESUnderstands []script.Understood `json:"whatTheMesUnderstands"`
}

// Names are the names of all traps, in alphabetical order.
func Names() []string {
	files, err := fs.Glob(catalogue, "catalogue/*"+suffix)
	if err != nil {
		return nil // cannot happen: the pattern is valid
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(path.Base(file), suffix)
	}
	return names
}

// List returns all traps, in alphabetical order.
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

// Script returns the script of a trap. For an unknown name the error suggests the one that was
// likely meant.
func Script(name string) (*script.Script, error) {
	source, err := Source(name)
	if err != nil {
		return nil, err
	}
	return script.Parse(name+suffix, source)
}

// Source returns the file of a trap, for saving and changing it. Its schema is named by its $id: a path of this tree leads
// nowhere in another folder.
func Source(name string) ([]byte, error) {
	source, err := catalogue.ReadFile("catalogue/" + name + suffix)
	if err == nil {
		return bytes.Replace(source, []byte("../../../schemas/"), []byte("https://github.com/erpkit/erpkit/schemas/"), 1), nil
	}
	if near := schemas.Nearest(name, Names()); near != "" {
		return nil, fmt.Errorf("there is no trap %q: did you mean %q?", name, near)
	}
	return nil, fmt.Errorf("there is no trap %q: `erpkit traps` lists them", name)
}
