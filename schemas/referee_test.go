package schemas

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v5"
)

// The schema library is the referee: it reads the same schemas, and must find the same places wrong.

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

// referees are the published schemas as the library reads them.
func referees(t testing.TB) map[string]*jsonschema.Schema {
	t.Helper()
	all := map[string]*jsonschema.Schema{}
	for _, name := range judged {
		schema, err := compileSlow(files, name+".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		all[name] = schema
	}
	return all
}

// places are what is wrong with a value, each as pointer, keyword, clause and condition.
type places map[string]bool

func (p places) add(pointer string, at location) {
	p[fmt.Sprintf("%q %s %s %v %v", pointer, at.keyword, at.clause, at.conditional, slices.Sorted(maps.Keys(at.schema)))] = true
}

// told are the places that the judge names.
func told(j *judge, value any) places {
	p := places{}
	j.tell(value, "", p.add)
	return p
}

// found are the places that the library names.
func found(j *judge, schema *jsonschema.Schema, value any) places {
	p := places{}
	var invalid *jsonschema.ValidationError
	if errors.As(schema.Validate(value), &invalid) {
		p.walk(j, invalid)
	}
	return p
}

// walk visits the leaves: the keywords that failed themselves.
func (p places) walk(j *judge, v *jsonschema.ValidationError) {
	for _, cause := range v.Causes {
		p.walk(j, cause)
	}
	if len(v.Causes) == 0 {
		p.add(v.InstanceLocation, j.follow(v.KeywordLocation))
	}
}

// follow walks a keyword path such as /allOf/0/then/properties/oldSerial/not.
func (j *judge) follow(path string) location {
	var node any = j.doc
	at := location{schema: j.doc, clause: j.clause()}
	for token := range jsontext.Pointer(path).Tokens() {
		at.keyword = token
		at.conditional = at.conditional || token == "then"
		switch n := node.(type) {
		case map[string]any:
			at.schema, node = n, n[at.keyword]
			if token == "$ref" {
				node, _ = resolve(j.doc, n["$ref"])
			}
		case []any:
			if i, err := strconv.Atoi(token); err == nil && i < len(n) {
				node = n[i]
			}
		}
		if n, ok := node.(map[string]any); ok {
			if clause, ok := n["$comment"].(string); ok {
				at.clause = clause
			}
		}
	}
	return at
}
