package erpapi

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/erpkit/erpkit/schemas"
)

// compiled gives the schemas of a form by the first folder of the examples that they judge.
func compiled(t *testing.T, text []byte, place string) map[string]*jsonschema.Schema {
	t.Helper()
	const at = "https://erpkit.test/document.json"
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	if err := compiler.AddResource(at, bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	made := map[string]*jsonschema.Schema{}
	for _, one := range components {
		schema, err := compiler.Compile(at + place + one.name)
		if err != nil {
			t.Fatal(err)
		}
		made[strings.TrimSuffix(one.file, ".schema.json")] = schema
	}
	return made
}

// judgeExamples holds the schemas of a form against every example that a schema can judge.
func judgeExamples(t *testing.T, judges map[string]*jsonschema.Schema) {
	t.Helper()
	list, err := schemas.ExampleList()
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, example := range list {
		if example.By != "" {
			continue
		}
		text, err := fs.ReadFile(schemas.Examples(), example.File)
		if err != nil {
			t.Fatal(err)
		}
		var body any
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		if err := decoder.Decode(&body); err != nil {
			t.Fatal(example.File, err)
		}
		err = judges[example.Kind()].Validate(body)
		if (err == nil) != example.Valid() {
			t.Errorf("%s: %v", example.File, err)
		}
		judged++
	}
	if judged < 120 {
		t.Errorf("only %d examples were judged", judged)
	}
}

// The components of the OpenAPI document say of every example what the schema files say.
func TestOpenAPI_JudgesAsTheSchemas(t *testing.T) {
	text, err := OpenAPIJSON()
	if err != nil {
		t.Fatal(err)
	}
	judgeExamples(t, compiled(t, text, "#/components/schemas/"))
}

func TestBundle_JudgesAsTheSchemas(t *testing.T) {
	text, err := bundle()
	if err != nil {
		t.Fatal(err)
	}
	judgeExamples(t, compiled(t, text, "#/$defs/"))
}
