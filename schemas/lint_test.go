package schemas

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"
)

// The schema library accepts a misspelt keyword in silence, and then judges less than it
// should: so every keyword of every published file is looked up here.

// How to go on below a keyword of draft 2020-12; a keyword that is not here is misspelt. "format" is not here:
// Ajv without plug-ins refuses a schema that has one, and a pattern says the same to every validator.
const (
	noSchema = iota
	oneSchema
	schemaMap
	schemaList
)

var keywords = map[string]int{
	"$schema": noSchema, "$id": noSchema, "$comment": noSchema, "$ref": noSchema, "$anchor": noSchema, "$dynamicRef": noSchema,
	"$dynamicAnchor": noSchema, "$defs": schemaMap,
	"title": noSchema, "description": noSchema, "examples": noSchema, "default": noSchema, "deprecated": noSchema,
	"readOnly": noSchema, "writeOnly": noSchema,
	"type": noSchema, "enum": noSchema, "const": noSchema, "pattern": noSchema,
	"minLength": noSchema, "maxLength": noSchema, "minimum": noSchema, "exclusiveMinimum": noSchema, "maximum": noSchema,
	"exclusiveMaximum": noSchema, "multipleOf": noSchema, "minItems": noSchema, "maxItems": noSchema, "uniqueItems": noSchema,
	"minContains": noSchema, "maxContains": noSchema, "required": noSchema, "dependentRequired": noSchema,
	"minProperties": noSchema, "maxProperties": noSchema, "contentEncoding": noSchema, "contentMediaType": noSchema,
	"properties": schemaMap, "patternProperties": schemaMap, "dependentSchemas": schemaMap,
	"allOf": schemaList, "anyOf": schemaList, "oneOf": schemaList, "prefixItems": schemaList,
	"not": oneSchema, "if": oneSchema, "then": oneSchema, "else": oneSchema, "items": oneSchema, "contains": oneSchema,
	"additionalProperties": oneSchema, "propertyNames": oneSchema, "unevaluatedProperties": oneSchema,
	"unevaluatedItems": oneSchema, "contentSchema": oneSchema,
}

// lint lists what is wrong with the keywords of a schema, each with its place.
func lint(place string, node any) (problems []string) {
	schema, ok := node.(map[string]any)
	if !ok {
		if _, isBool := node.(bool); isBool {
			return nil
		}
		return []string{fmt.Sprintf("%s: %v is not a schema", place, node)}
	}
	for keyword, argument := range schema {
		at := place + "/" + keyword
		below, known := keywords[keyword]
		if !known {
			problems = append(problems, at+": no such keyword")
			continue
		}
		inner := map[string]any{}
		switch below {
		case oneSchema:
			inner[at] = argument
		case schemaMap:
			entries, _ := argument.(map[string]any)
			for name, entry := range entries {
				inner[at+"/"+name] = entry
			}
		case schemaList:
			entries, _ := argument.([]any)
			for i, entry := range entries {
				inner[fmt.Sprint(at, "/", i)] = entry
			}
		}
		for at, node := range inner {
			problems = append(problems, lint(at, node)...)
		}
	}
	sort.Strings(problems)
	return problems
}

func readSchema(t *testing.T, name string) map[string]any {
	t.Helper()
	text, err := File(name)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return doc
}

func TestPublishedSchemasHaveNoMisspeltKeyword(t *testing.T) {
	names, err := fs.Glob(Files(), "*.schema.json")
	if err != nil || len(names) < len(judged) {
		t.Fatalf("got %v, %v", names, err)
	}
	for _, name := range names {
		doc := readSchema(t, name)
		for _, problem := range lint(name, doc) {
			t.Error(problem)
		}
		if doc["$schema"] != "https://json-schema.org/draft/2020-12/schema" {
			t.Errorf("%s: $schema is %v", name, doc["$schema"])
		}
		if id, _ := doc["$id"].(string); !strings.HasPrefix(id, "https://") || !strings.HasSuffix(id, "/"+name) {
			t.Errorf("%s: $id is %q", name, id)
		}
		if doc["title"] == nil || doc["description"] == nil {
			t.Errorf("%s: no title or no description", name)
		}
	}
}

func TestLintSeesMisspeltKeywords(t *testing.T) {
	var doc any
	text := `{"requierd":["a"],"properties":{"not":{"not":{"minLenght":1}}},"allOf":[{"if":true,"than":{}}],"$defs":{"x":{"items":5}}}`
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"x/$defs/x/items: 5 is not a schema",
		"x/allOf/0/than: no such keyword",
		"x/properties/not/not/minLenght: no such keyword",
		"x/requierd: no such keyword",
	}
	if got := lint("x", doc); !slices.Equal(got, want) {
		t.Fatalf("got %v", got)
	}
}

// The five schemas of the contract: what the judge and other readers rely on.
func TestContractSchemas(t *testing.T) {
	var shared any
	referee := referees(t)
	for _, name := range judged {
		doc := readSchema(t, name+".schema.json")
		if doc["$id"] != schemaBase+name+".schema.json" {
			t.Errorf("%s: $id is %v", name, doc["$id"])
		}
		list, _ := doc["examples"].([]any)
		for _, example := range list {
			if err := referee[name].Validate(example); err != nil {
				t.Errorf("%s: its own example is wrong: %v", name, err)
			}
		}
		if len(list) == 0 {
			t.Errorf("%s: no examples", name)
		}
		walkSchema(doc, func(node map[string]any) { checkComment(t, name, node) })
		if defs := doc["$defs"]; defs != nil && shared != nil && !reflect.DeepEqual(defs, shared) {
			t.Errorf("%s: its $defs differ from those of the other kinds", name)
		} else if defs != nil {
			shared = defs
		}
	}
}

// checkComment checks that a $comment is a clause id and nothing else, and that every
// member has one and a description that cites it.
func checkComment(t *testing.T, name string, node map[string]any) {
	t.Helper()
	if comment, ok := node["$comment"]; ok {
		if _, known := ClauseByID(fmt.Sprint(comment)); !known {
			t.Errorf("%s: %v is not a clause", name, comment)
		}
	}
	description, isMember := node["description"].(string)
	if clause, ok := node["$comment"].(string); isMember && ok && node["$schema"] == nil {
		if !strings.Contains(description, clause) {
			t.Errorf("%s: %q does not cite %s", name, description, clause)
		}
	}
	properties, _ := node["properties"].(map[string]any)
	for member, schema := range properties {
		schema, _ := schema.(map[string]any)
		if schema["description"] != nil && schema["$comment"] == nil {
			t.Errorf("%s: %s names no clause", name, member)
		}
	}
}

func walkSchema(node any, visit func(map[string]any)) {
	switch n := node.(type) {
	case map[string]any:
		visit(n)
		for keyword, inner := range n {
			if keyword != "examples" {
				walkSchema(inner, visit)
			}
		}
	case []any:
		for _, inner := range n {
			walkSchema(inner, visit)
		}
	}
}
