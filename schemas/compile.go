package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// judge is one published schema, compiled in two ways: valid only says, fast, whether a value is
// valid; slow gives the reasons when it is not.
type judge struct {
	doc   map[string]any
	valid check
	slow  *jsonschema.Schema
	shape *shape
}

// judged lists the schemas that judge bodies.
var judged = [...]string{
	string(Device), string(ItemAttach), string(Operation), "success", "failure",
}

// judges compiles the published schemas once, for all callers.
var judges = sync.OnceValues(func() (map[string]*judge, error) {
	all := make(map[string]*judge, len(judged))
	for _, name := range judged {
		j, err := newJudge(files, name+".schema.json")
		if err != nil {
			return nil, fmt.Errorf("the published schema %s.schema.json cannot be used: %w", name, err)
		}
		all[name] = j
	}
	return all, nil
})

func newJudge(from fs.FS, name string) (*judge, error) {
	text, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, err
	}
	j := &judge{}
	if err := json.Unmarshal(text, &j.doc); err != nil {
		return nil, err
	}
	if j.slow, err = compileSlow(from, name); err != nil {
		return nil, err
	}
	c := compiler{doc: j.doc}
	if j.valid, err = c.compile(j.doc); err != nil {
		return nil, err
	}
	j.shape = shapeOf(j.doc)
	return j, nil
}

// schemaBase is the base of the published schemas' ids; nothing is fetched from it.
const schemaBase = "https://github.com/erpkit/erpkit/schemas/"

// compileSlow compiles one schema file. Formats are asserted, and a `$ref` finds only
// the files of the given folder: never another file, never the network.
func compileSlow(from fs.FS, name string) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	c.AssertFormat = true
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		if len(url) > len(schemaBase) && url[:len(schemaBase)] == schemaBase {
			text, err := fs.ReadFile(from, url[len(schemaBase):])
			if err == nil {
				return io.NopCloser(bytes.NewReader(text)), nil
			}
		}
		return nil, fmt.Errorf("a schema refers to %q: it may refer to published schema files only", url)
	}
	return c.Compile(schemaBase + name)
}
