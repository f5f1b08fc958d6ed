package yamlfile

import (
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// A keyword is found by its place in the schema, whatever stands there.
func TestKeyword_OfAnyPlace(t *testing.T) {
	p := shop(t)
	for place, want := range map[string]string{
		"/properties/sku": "sku", "/properties/needs/dependentRequired/a/0": "dependentRequired", "/properties/times/oneOf/1/type": "type",
		"/properties/times/oneOf/2": "oneOf", "/additionalProperties": "additionalProperties", "/properties/never": "never", "/properties/either/properties/a": "",
	} {
		if got := p.keyword(base + "shop.schema.json#" + place).name; got != want {
			t.Errorf("%s: %q, want %q", place, got, want)
		}
	}
	if got := written(map[string]any{"a": []any{1}}); got != `{"a":[1]}` {
		t.Errorf("an object is written as %s", got)
	}
}

// The same fault of the same name is told once, everything else for itself.
func TestExplain_TellsANameOnce(t *testing.T) {
	f, err := Parse("f.yaml", []byte("a: {x: 1}\nb: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	fault := func(pointer, name string, value any) leaf {
		return leaf{pointer: pointer, keyword: keyword{name: name, value: value}}
	}
	missing, unknown := fault("", "required", []any{"c"}), fault("/a", "additionalProperties", false)
	for _, c := range []struct {
		name   string
		leaves []leaf
		want   int
	}{
		{"missing twice", []leaf{missing, missing}, 1},
		{"unknown twice", []leaf{unknown, unknown}, 1},
		{"two names", []leaf{missing, fault("", "required", []any{"d"})}, 2},
		{"the same name in two places", []leaf{missing, fault("/a", "required", []any{"c"})}, 2},
		{"for two reasons", []leaf{missing, fault("", "dependentRequired", []any{"c"})}, 2},
		{"no name", []leaf{fault("/b", "minimum", 3), fault("/b", "minimum", 4)}, 2},
	} {
		if got := f.explain(c.leaves); len(got) != c.want {
			t.Errorf("%s: %d problems, want %d: %v", c.name, len(got), c.want, got)
		}
	}
}

// What the schema rules out is told with what the schema says about it.
func TestForbidden_SaysWhy(t *testing.T) {
	f, err := Parse("f.yaml", []byte("a: 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		keyword keyword
		want    string
	}{
		{keyword{steps: []string{"dependentSchemas", "pass", "not"}}, `x does not go together with "pass": keep one`},
		{keyword{steps: []string{"allOf", "dependentSchemas", "pass"}}, `x does not go together with "pass": keep one`},
		{keyword{steps: []string{"dependentSchemas"}}, "x is not allowed (so says the validator)"},
		{keyword{inside: map[string]any{"description": "nothing."}}, "x is not allowed; wanted: nothing"},
		{keyword{}, "x is not allowed (so says the validator)"},
	} {
		l := leaf{keyword: c.keyword, cause: &jsonschema.ValidationError{Message: "so says the validator"}}
		if got := f.forbidden("x", l); got != c.want {
			t.Errorf("%q: %s, want %s", c.keyword.steps, got, c.want)
		}
	}
}
