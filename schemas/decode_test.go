package schemas_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/erpkit/erpkit/schemas"
)

// anyJSON draws any value that JSON can say, to the given depth.
func anyJSON(depth int) *rapid.Generator[any] {
	leaf := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.String().AsAny(),
		rapid.Map(rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,9})?([eE][-+]?[0-9]{1,2})?`),
			func(text string) json.Number { return json.Number(text) }).AsAny(),
	}
	if depth > 0 {
		leaf = append(leaf, rapid.SliceOfN(anyJSON(depth-1), 0, 4).AsAny(),
			rapid.MapOfN(rapid.String(), anyJSON(depth-1), 0, 4).AsAny())
	}
	return rapid.OneOf(leaf...)
}

func TestParseReadsWhatEncodingJSONReads(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		object := rapid.MapOfN(rapid.String(), anyJSON(3), 0, 20).Draw(r, "object")
		body, err := json.Marshal(object)
		if rapid.Bool().Draw(r, "indented") {
			body, err = json.MarshalIndent(object, "\n", "\t ")
		}
		if err != nil {
			r.Fatal(err)
		}
		value, findings := schemas.Parse(body)
		if findings != nil {
			r.Fatalf("%s: %v", body, findings)
		}
		sameTree(t, body, value)
	})
}

func TestParseKeepsTextByteForByte(t *testing.T) {
	for body, want := range map[string]string{
		`{"sku":"גיטרה \u05d0\u200f"}`:     "גיטרה א\u200f",
		`{"sku":"e\u0301 \u00e9"}`:         "e\u0301 \u00e9",
		`{"sku":"\ud83c\udfb8 🎸"}`:         "🎸 🎸",
		`{"sku":"\"\\\/\b\f\n\r\t\u0000"}`: "\"\\/\b\f\n\r\t\x00",
		`{"sku":"  0007  "}`:               "  0007  ",
	} {
		object, findings := schemas.Parse([]byte(body))
		if object["sku"] != want || findings != nil {
			t.Errorf("%s: got %q, %v", body, object["sku"], findings)
		}
	}
}

func TestParseKeepsTheLastOfDuplicates(t *testing.T) {
	object, findings := schemas.Parse([]byte(`{"a":1,"a":"last"}`))
	if object["a"] != "last" || len(findings) != 1 {
		t.Fatalf("got %v, %v", object, findings)
	}
}
