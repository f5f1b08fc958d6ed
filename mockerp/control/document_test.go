package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// document is the OpenAPI document as the tests use it: every answer is held against it.
type document struct {
	Paths map[string]map[string]json.RawMessage

	operations map[string]operation // "GET /api/v1/runs/{run}"
	schemas    map[string]*jsonschema.Schema
	mu         sync.Mutex
	seen       map[string]bool // "GET /api/v1/runs/{run} 200"
}

type operation struct {
	ID         string `json:"operationId"`
	Summary    string
	Parameters []reference
	Responses  map[string]response
}

type reference struct {
	Ref      string `json:"$ref"`
	Name, In string
}

type response struct {
	Ref     string `json:"$ref"`
	Content map[string]any
}

const documentURL = "https://erpkit.test/openapi.json"

func readDocument(t *testing.T) *document {
	t.Helper()
	d := &document{operations: map[string]operation{}, schemas: map[string]*jsonschema.Schema{}, seen: map[string]bool{}}
	var parts struct {
		Paths      map[string]map[string]json.RawMessage
		Components struct {
			Responses  map[string]response
			Parameters map[string]reference
		}
	}
	decode(t, openapiJSON, &parts)
	for path, item := range parts.Paths {
		var shared []reference
		for method, raw := range item {
			if method == "parameters" {
				decode(t, raw, &shared)
				continue
			}
			var op operation
			decode(t, raw, &op)
			for status, r := range op.Responses {
				if name, ok := strings.CutPrefix(r.Ref, "#/components/responses/"); ok {
					op.Responses[status] = parts.Components.Responses[name]
				}
			}
			d.operations[strings.ToUpper(method)+" "+path] = op
		}
		for key, op := range d.operations {
			if strings.HasSuffix(key, " "+path) {
				op.Parameters = append(op.Parameters, shared...)
				for i, p := range op.Parameters {
					if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
						op.Parameters[i] = parts.Components.Parameters[name]
					}
				}
				d.operations[key] = op
			}
		}
	}
	d.compile(t)
	return d
}

// compile makes the schemas strict: a member that the document does not name is an error here.
func (d *document) compile(t *testing.T) {
	t.Helper()
	var whole any
	decode(t, openapiJSON, &whole)
	forbidStrangers(whole)
	strict, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	compiler.AssertFormat = true
	if err := compiler.AddResource(documentURL, bytes.NewReader(strict)); err != nil {
		t.Fatal(err)
	}
	root, _ := whole.(map[string]any)
	components, _ := root["components"].(map[string]any)
	named, _ := components["schemas"].(map[string]any)
	for name := range named {
		ref := "#/components/schemas/" + name
		if d.schemas[ref], err = compiler.Compile(documentURL + ref); err != nil {
			t.Fatalf("the schema %s does not compile: %v", name, err)
		}
	}
}

func forbidStrangers(value any) {
	switch v := value.(type) {
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok && v["additionalProperties"] == nil {
			v["additionalProperties"] = false
		}
		for _, inner := range v {
			forbidStrangers(inner)
		}
	case []any:
		for _, inner := range v {
			forbidStrangers(inner)
		}
	}
}

// find gives the operation of a request; an exact path goes before one with parameters.
func (d *document) find(method, path string) (string, operation, bool) {
	if method == "HEAD" {
		method = "GET"
	}
	if op, ok := d.operations[method+" "+path]; ok {
		return method + " " + path, op, true
	}
	for key, op := range d.operations {
		if matchesTemplate(method+" "+path, key) {
			return key, op, true
		}
	}
	return "", operation{}, false
}

func matchesTemplate(path, template string) bool {
	a, b := strings.Split(path, "/"), strings.Split(template, "/")
	return slices.EqualFunc(a, b, func(got, want string) bool { return got == want || strings.HasPrefix(want, "{") && got != "" })
}

// hold fails the test unless the answer is one that the document announces. What is not an operation
// of the document must be refused.
func (d *document) hold(t *testing.T, method, path string, got answer) {
	t.Helper()
	key, op, ok := d.find(method, path)
	media, _, err := mime.ParseMediaType(got.header.Get("Content-Type"))
	if err != nil {
		t.Fatalf("%s %s: the Content-Type %q: %v", method, path, got.header.Get("Content-Type"), err)
	}
	schema := map[string]any{"$ref": "#/components/schemas/Error"}
	if ok {
		status := fmt.Sprint(got.status)
		if _, named := op.Responses[status]; !named {
			status = "default"
		}
		content, announced := op.Responses[status].Content[media].(map[string]any)
		if !announced || status == "default" && got.status < 500 {
			t.Fatalf("%s %s: the document does not announce %d with %s: %s", method, path, got.status, media, got.body)
		}
		schema, _ = content["schema"].(map[string]any)
		d.mu.Lock()
		d.seen[key+" "+status] = true
		d.mu.Unlock()
	} else if got.status < 400 {
		t.Fatalf("%s %s is not in the document, but was answered with %d", method, path, got.status)
	}
	d.validate(t, method+" "+path, schema, media, got.body)
}

func (d *document) validate(t *testing.T, what string, schema map[string]any, media string, body []byte) {
	t.Helper()
	if !strings.HasSuffix(media, "json") {
		return
	}
	if len(body) == 0 && strings.HasPrefix(what, "HEAD ") {
		return
	}
	var value any
	decode(t, body, &value)
	ref, _ := schema["$ref"].(string)
	if ref == "" {
		if _, isObject := value.(map[string]any); !isObject {
			t.Errorf("%s: wanted an object, got %s", what, body)
		}
		return
	}
	if err := d.schemas[ref].Validate(value); err != nil {
		t.Errorf("%s: the answer is not %s: %#v\n%s", what, ref, err, body)
	}
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
}
