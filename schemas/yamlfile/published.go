package yamlfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/erpkit/erpkit/schemas"
)

// base is where the published schemas say that they live; nothing is fetched from it.
const base = "https://github.com/erpkit/erpkit/schemas/"

// published is a schema file ready for use, together with the text of all schema files
// that it refers to: the validator's own errors do not carry the words of the schema.
type published struct {
	schema    *jsonschema.Schema
	file      func(name string) ([]byte, error)
	documents map[string]any
}

// compiled has each published schema behind a function that compiles it on first use, for
// everybody: compiling costs far more than checking a file.
var compiled = sync.OnceValue(func() map[string]func() (*published, error) {
	all := map[string]func() (*published, error){}
	names, _ := fs.Glob(schemas.Files(), "*.schema.json") // the pattern is right, and that is all that can go wrong
	for _, name := range names {
		all[name] = sync.OnceValues(func() (*published, error) { return publish(name, schemas.File) })
	}
	return all
})

// publishedAs gives a published schema by its name. It is used by many at once and not changed.
func publishedAs(name string) (*published, error) {
	if compile, ok := compiled()[name]; ok {
		return compile()
	}
	return publish(name, schemas.File) // says that there is no such file
}

// publish compiles a schema file. Formats are asserted, and a `$ref` finds nothing but
// the published files: never another file, never the network.
func publish(name string, file func(name string) ([]byte, error)) (*published, error) {
	p := &published{file: file, documents: make(map[string]any)}
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	compiler.AssertFormat = true
	compiler.LoadURL = p.load
	var err error
	p.schema, err = compiler.Compile(base + name)
	return p, err
}

func (p *published) load(url string) (io.ReadCloser, error) {
	name, ok := strings.CutPrefix(url, base)
	if !ok {
		return nil, fmt.Errorf("a schema refers to %q: it may refer to published schema files only", url)
	}
	text, err := p.file(name)
	if err != nil {
		return nil, err
	}
	var document any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		return nil, fmt.Errorf("the schema file %s is not JSON: %w", name, err)
	}
	p.documents[url] = document
	return io.NopCloser(bytes.NewReader(text)), nil
}

// keyword is one keyword of a schema, found by the location that an error carries.
type keyword struct {
	name   string         // "enum"; "" is a schema that is only true or false
	value  any            // what the schema says
	inside map[string]any // the schema that the keyword stands in
	steps  []string       // the location as a whole
}

// keyword finds the place in the schema text that an error is about.
func (p *published) keyword(location string) keyword {
	url, pointer, _ := strings.Cut(location, "#")
	k := keyword{value: p.documents[url], steps: steps(pointer)}
	for _, step := range k.steps {
		switch group := k.value.(type) {
		case map[string]any:
			k.name, k.inside, k.value = step, group, group[step]
		case []any:
			if index, err := strconv.Atoi(step); err == nil && index < len(group) {
				k.value = group[index]
			}
		}
	}
	switch _, constant := k.value.(bool); {
	case constant && !slices.Contains([]string{"const", "additionalProperties", "unevaluatedProperties", "uniqueItems"}, k.name):
		k.name = ""
	case len(k.steps) > 2 && k.steps[len(k.steps)-3] == "dependentRequired":
		k.name = "dependentRequired"
	}
	return k
}

func (k keyword) words() []string { return words(k.value) }

// words gives the texts of a list in a schema, or of a single one.
func words(value any) []string {
	var all []string
	switch v := value.(type) {
	case []any:
		for _, entry := range v {
			all = append(all, written(entry))
		}
	case nil:
	default:
		all = append(all, written(v))
	}
	return all
}

// written gives a value as one would write it in a file.
func written(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
