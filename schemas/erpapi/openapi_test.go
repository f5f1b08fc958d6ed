package erpapi

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/erpkit/erpkit/schemas"
)

// The document in YAML and in JSON is the same, text stays text, and each example is its file.
func TestOpenAPI_IsTheSameInBothForms(t *testing.T) {
	inYAML, err := OpenAPIYAML()
	if err != nil {
		t.Fatal(err)
	}
	inJSON, err := OpenAPIJSON()
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := yaml.Unmarshal(inYAML, &a); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(inJSON, &b); err != nil { // JSON is YAML, and numbers are read alike
		t.Fatal(err)
	}
	if !json.Valid(inJSON) || !reflect.DeepEqual(a, b) {
		t.Error("the two differ")
	}
}

func TestOpenAPI_ExamplesAreTheirFiles(t *testing.T) {
	root, err := openAPI()
	if err != nil {
		t.Fatal(err)
	}
	made, err := parse(frame)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	members(at(made, "components", "examples"), func(name string, example *yaml.Node) {
		count++
		file := value(example, "value")
		kept, err := schemas.Examples().Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer kept.Close()
		var want, got any
		if err := json.NewDecoder(kept).Decode(&want); err != nil {
			t.Fatal(err)
		}
		text, err := toJSON(at(root, "components", "examples", name, "value"))
		if err != nil || json.Unmarshal(text, &got) != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is not %s: %v %s", name, file, err, text)
		}
	})
	if count < 10 {
		t.Errorf("only %d examples", count)
	}
}

// Every clause that is named is a clause, and its sentence stands in the description.
func TestOpenAPI_SaysWhatItsClausesAre(t *testing.T) {
	root, err := openAPI()
	if err != nil {
		t.Fatal(err)
	}
	text, err := toYAML(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range clauseID.FindAllString(string(text), -1) {
		clause, known := schemas.ClauseByID(id)
		if !known || !strings.Contains(value(root, "info", "description"), "* "+id+" ("+string(clause.Level)+"): "+clause.Sentence+"\n") {
			t.Errorf("%s is named, and not explained", id)
		}
	}
}

// A file that is missing or wrong is told, with its place.
func TestOpenAPI_WrongFrames(t *testing.T) {
	for frame, want := range map[string]string{
		"": "the file is empty",
		"components: {examples: {a: {value: device/valid/none.json}}}": "the example a",
		"components: [": "frame.yaml",
	} {
		if _, err := fill([]byte(frame)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", frame, err)
		}
	}
}

// Every method is a post, as T1 has it, and each has answers for what is accepted and what is refused.
func TestOpenAPI_HasTheThreeEndpoints(t *testing.T) {
	root, err := openAPI()
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	members(at(root, "paths"), func(path string, item *yaml.Node) {
		paths = append(paths, path)
		for _, status := range []string{"200", "204", "4XX", "5XX"} {
			if at(item, "post", "responses", status, "$ref") == nil || len(item.Content) != 2 {
				t.Errorf("%s has no answer %s, or another method", path, status)
			}
		}
	})
	if !slices.Equal(paths, []string{"/device", "/item-attach", "/operation"}) {
		t.Error(paths)
	}
}
