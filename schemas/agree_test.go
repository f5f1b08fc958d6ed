package schemas

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"pgregory.net/rapid"
)

// agree compares the verdict and the reasons of the judge with those of the schema library.
func agree(t interface{ Errorf(string, ...any) }, j *judge, referee *jsonschema.Schema, what string, value any) {
	fast := j.valid(value)
	if slow := referee.Validate(value) == nil; fast != slow {
		text, _ := json.Marshal(value)
		t.Errorf("%s: the fast check says %t, the schema library %t about %s", what, fast, slow, text)
	}
	object, ok := value.(map[string]any)
	if !ok {
		return
	}
	shown := j.shape.documented(object)
	if got, want := told(j, shown), found(j, referee, shown); !maps.Equal(got, want) {
		text, _ := json.Marshal(value)
		t.Errorf("%s: wrong are %v, and by the schema library %v, in %s", what, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)), text)
	}
	if findings := j.explain(object, true); !fast && len(findings) == 0 {
		t.Errorf("%s: refused without a reason", what)
	}
}

func examplesOf(t *testing.T, name string) []map[string]any {
	t.Helper()
	paths, err := fs.Glob(Examples(), name+"/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]any
	for _, path := range paths {
		body, err := fs.ReadFile(Examples(), path)
		if err != nil {
			t.Fatal(err)
		}
		value, _, err := decode(body)
		if object, ok := value.(map[string]any); ok && err == nil {
			all = append(all, object)
		}
	}
	if len(all) < 5 {
		t.Fatalf("only %d examples of %s", len(all), name)
	}
	return all
}

func TestVerdictAgreesWithTheSchemaLibraryOnExamples(t *testing.T) {
	all, err := judges()
	if err != nil {
		t.Fatal(err)
	}
	referee := referees(t)
	// Every schema over the examples of every other one, too.
	for _, from := range judged {
		for _, object := range examplesOf(t, from) {
			for _, name := range judged {
				agree(t, all[name], referee[name], name+" on an example of "+from, object)
			}
		}
	}
	for _, name := range judged {
		for _, value := range []any{nil, true, "text", json.Number("1"), []any{}, map[string]any{}} {
			agree(t, all[name], referee[name], name, value)
		}
	}
}

func TestVerdictAgreesWithTheSchemaLibraryOnMutations(t *testing.T) {
	all, err := judges()
	if err != nil {
		t.Fatal(err)
	}
	referee := referees(t)
	bases := map[string][]map[string]any{}
	for _, name := range judged {
		bases[name] = examplesOf(t, name)
	}
	answers := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		for range 20 {
			name := rapid.SampledFrom(judged[:]).Draw(t, "schema")
			object := copyOf(rapid.SampledFrom(bases[name]).Draw(t, "base"))
			for range rapid.IntRange(0, 3).Draw(t, "mutations") {
				mutate(t, object, all[name].shape)
			}
			agree(t, all[name], referee[name], name, object)
			answers[all[name].valid(object)]++
		}
	})
	if answers[true] == 0 || answers[false] == 0 {
		t.Fatalf("one sided: %v", answers)
	}
}

func copyOf(object map[string]any) map[string]any {
	out := make(map[string]any, len(object))
	for name, value := range object {
		if inner, ok := value.(map[string]any); ok {
			value = copyOf(inner)
		}
		out[name] = value
	}
	return out
}

// mutate sets, or takes away, one member of the object or of an object in it.
func mutate(t *rapid.T, object map[string]any, s *shape) {
	if len(s.inner) > 0 && rapid.Bool().Draw(t, "inside") {
		if inner, ok := object[s.inner[0].name].(map[string]any); ok {
			object, s = inner, s.inner[0].shape
		}
	}
	names := append(slices.Clone(s.names), "stranger", "type")
	name := rapid.SampledFrom(names).Draw(t, "member")
	if rapid.IntRange(0, 3).Draw(t, "away") == 0 {
		delete(object, name)
		return
	}
	object[name] = rapid.SampledFrom([]any{
		nil, true, false, "", " ", "text", "add", "update", "remove", "ADD", "5", "שלום", "\x00", "\xff",
		"8be4d280-0978-11f0-85c4-17a4d49812dc", "8BE4D280-0978-11F0-85C4-17A4D49812DC",
		"00000000-0000-0000-0000-000000000000", "urn:uuid:8be4d280-0978-11f0-85c4-17a4d49812dc",
		"{8be4d280-0978-11f0-85c4-17a4d49812dc}", "8be4d280097811f085c417a4d49812dc",
		"8be4d280-0978-11f0-85c4-17a4d49812dg", "8be4d280-0978-11f0-85c4-17a4d49812dc\n", "8be4d280_0978-11f0-85c4-17a4d49812dc",
		json.Number("0"), json.Number("-0"), json.Number("0.0"), json.Number("-0.0e5"), json.Number("0e-3"),
		json.Number("1"), json.Number("-1"), json.Number("10.0"), json.Number("10.50"), json.Number("1e2"),
		json.Number("15e-1"), json.Number("150e-1"), json.Number("-1e-100"), json.Number("1E+2"),
		json.Number("0.1"), json.Number("9007199254740993"), json.Number("12345678901234567890.5"),
		float64(2.5), float64(-3), int(4), int64(-4), uint64(5),
		[]any{}, []any{"add"}, map[string]any{}, map[string]any{"type": "add"}, map[string]any{"sku": "s", "quantity": json.Number("1")},
	}).Draw(t, "value")
}

// Every text that differs from a UUID in one byte.
func TestVerdictAgreesWithTheSchemaLibraryOnUUIDs(t *testing.T) {
	schema, err := compileSlow(fstest.MapFS{"x.schema.json": {Data: []byte(`{"$schema":"https://json-schema.org/draft/2020-12/schema",` +
		`"format":"uuid","pattern":"` + uuidPattern + `"}`)}}, "x.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	const uuid = "8be4d280-0978-11f0-85c4-17a4d49812dc"
	texts := []string{"", uuid, uuid + "0", uuid[1:], strings.ToUpper(uuid), "urn:uuid:" + uuid, "{" + uuid + "}", strings.ReplaceAll(uuid, "-", "")}
	for i := range uuid {
		for b := range 256 {
			texts = append(texts, uuid[:i]+string([]byte{byte(b)})+uuid[i+1:])
		}
	}
	for _, text := range texts {
		if fast, slow := isUUID(text), schema.Validate(text) == nil; fast != slow {
			t.Fatalf("%q: the fast check says %t, the schema library %t", text, fast, slow)
		}
	}
}
