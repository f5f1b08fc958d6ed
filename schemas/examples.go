package schemas

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed examples
var examples embed.FS

// Example says what one of the example bodies shows.
type Example struct {
	// File is the path in Examples, such as "device/invalid/D3-add-with-oldSerial.json".
	File string `json:"file"`
	// Clauses are the clauses that a valid example illustrates, or the one that an invalid
	// example breaks.
	Clauses []string `json:"clauses"`
	// Pointer is where an invalid example is wrong.
	Pointer string `json:"pointer"`
	// By tells what detects the fault of an invalid example: "" the published schema, "parser"
	// the parser before it, "judge" a rule that no schema can express.
	By string `json:"by,omitempty"`
}

// Kind is the first folder: a kind of post, "success" or "failure".
func (e Example) Kind() string { return strings.SplitN(e.File, "/", 2)[0] }

// Valid tells whether the example is in a folder of valid ones.
func (e Example) Valid() bool { return path.Base(path.Dir(e.File)) == "valid" }

// Examples holds the example bodies as <kind>/{valid,invalid}/*.json, where <kind> is
// a kind of post, "success" or "failure", beside the index that ExampleList reads.
func Examples() fs.FS {
	sub, err := fs.Sub(examples, "examples")
	if err != nil { // cannot happen: the folder is embedded above
		return examples
	}
	return sub
}

// ExampleList returns the index of the examples: which file illustrates, or breaks, which clause.
func ExampleList() ([]Example, error) {
	text, err := examples.ReadFile("examples/index.json")
	if err != nil {
		return nil, err
	}
	var list []Example
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("examples/index.json: %w", err)
	}
	return list, nil
}
