package yamlfile

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const shopSchema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://github.com/erpkit/erpkit/schemas/shop.schema.json",
  "type": "object",
  "required": ["version"],
  "additionalProperties": false,
  "properties": {
    "version": {"const": 1},
    "sku": {"type": "string", "minLength": 1, "maxLength": 9},
    "delay": {"type": "string", "pattern": "^[0-9]+(ms|s|m)$", "examples": ["500ms", "2s"]},
    "url": {"type": "string", "format": "uri"},
    "code": {"type": "string", "pattern": "^[A-Z]+$", "description": "capital letters only."},
    "count": {"type": "integer", "minimum": 1, "maximum": 5},
    "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "on": {"type": "boolean"},
    "kind": {"oneOf": [{"$ref": "#/$defs/kind"}, {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": true, "items": {"$ref": "#/$defs/kind"}}]},
    "times": {"oneOf": [{"enum": ["once", "forever"]}, {"type": "integer", "minimum": 1}]},
    "either": {"type": "object", "properties": {"a": true, "b": true}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "pair": {"type": "object", "properties": {"pass": true, "status": true}, "dependentSchemas": {"pass": {"properties": {"status": false}}}},
    "needs": {"type": "object", "dependentRequired": {"a": ["b"]}},
    "header": {"type": "object", "maxProperties": 2, "propertyNames": {"pattern": "^[A-Za-z-]+$", "description": "letters and hyphens"}, "additionalProperties": {"type": "string"}},
    "value": {"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": "string"}},
      {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {"matches": {"type": "string"}, "above": {"type": "number"}}}]},
    "then": {"type": "object", "properties": {"a": {"type": "string"}}, "if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}},
    "mixed": {"type": "object", "oneOf": [{"required": ["a", "b"]}, {"required": ["c"]}]},
    "two words": {"type": "integer"},
    "codes": {"type": "object", "patternProperties": {"^c[0-9]$": {"type": "integer"}}, "additionalProperties": false},
    "equals": {"anyOf": [{"properties": {"a": {"minimum": 5}}}, {"properties": {"a": {"minimum": 6}}}]},
    "detail": {"anyOf": [{"type": "object", "required": ["z"]}, {"properties": {"b": true}, "additionalProperties": false}, {"properties": {"a": {"minimum": 5}}}]},
    "fewer": {"anyOf": [{"properties": {"a": {"minimum": 5}, "b": {"minimum": 5}}}, {"properties": {"a": {"minimum": 6}}}]},
    "never": {"not": {}},
    "yes": {"const": true},
    "tree": {"$ref": "#/$defs/tree"},
    "rows": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}}
  },
  "$defs": {
    "kind": {"enum": ["device", "item-attach", "operation"]},
    "tree": {"type": "object", "additionalProperties": {"$ref": "#/$defs/tree"}}
  }
}`

func shop(t testing.TB) *published {
	t.Helper()
	p, err := publish("shop.schema.json", func(name string) ([]byte, error) {
		if name != "shop.schema.json" {
			return nil, fmt.Errorf("no %s", name)
		}
		return []byte(shopSchema), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCheckExplains(t *testing.T) {
	p := shop(t)
	tests := map[string][]string{
		"- 1":                                            {`1:1: the file must be an object (name: value), but a list is there`},
		"sku: x":                                         {`1:1: "version" is missing in the file`},
		"version: 2":                                     {`1:10: "version" must be 1, but "2" is there`},
		"version: '1'":                                   {`1:10: "version" must be 1, but the text "1" is there: numbers are not quoted`},
		"version: 1\nyes: no":                            {`2:6: "yes" must be true, but "no" is there`},
		"version: 1\nskus: x\nqqqqqqqq: y":               {`2:1: "skus" is not known here: did you mean "sku"?`, `3:1: "qqqqqqqq" is not known here`},
		"version: 1\nsku: ''":                            {`2:6: "sku" must not be empty`},
		"version: 1\nsku: 0123456789":                    {`2:6: "sku" is too long: at most 9 letters`},
		"version: 1\nsku:":                               {`2:5: "sku" must be text, but nothing is there`},
		"version: 1\nsku: [a]":                           {`2:6: "sku" must be text, but a list is there`},
		"version: 1\ndelay: 2":                           {`2:8: "delay" does not have the right form: "2" is there; write it like 500ms or 2s`},
		"version: 1\ncode: abc":                          {`2:7: "code" does not have the right form: "abc" is there; wanted: capital letters only`},
		"version: 1\nurl: erp":                           {`2:6: "url" must be a valid uri, but "erp" is there`},
		"version: 1\ncount: 6":                           {`2:8: "count" must be at most 5`},
		"version: 1\ncount: 0\nshare: 0":                 {`2:8: "count" must be at least 1`, `3:8: "share" must be above 0`},
		"version: 1\nshare: 1.0":                         {`2:8: "share" must be below 1`},
		"version: 1\ncount: 1.5":                         {`2:8: "count" must be a whole number, but "1.5" is there`},
		"version: 1\ncount: '2'":                         {`2:8: "count" must be a whole number, but the text "2" is there: numbers are not quoted`},
		"version: 1\ncount: 02":                          {`2:8: "count" must be a whole number, but "02" is there: a number is written like 10`},
		"version: 1\ncount: 1e1000001":                   {`2:8: "count" must be a whole number, but "1e1000001" is there: a number is written like`},
		"version: 1\non: yes":                            {`2:5: "on" must be true or false, but "yes" is there: write true`},
		"version: 1\non: Off":                            {`2:5: "on" must be true or false, but "Off" is there: write false`},
		"version: 1\nkind: devise":                       {`2:7: "kind" must be device, item-attach, operation or a list, but "devise" is there; did you mean "device"?`},
		"version: 1\nkind: 7":                            {`2:7: "kind" must be device, item-attach, operation or a list, but "7" is there`},
		"version: 1\nkind: [device, items]":              {`2:16: entry 2 of "kind" must be device, item-attach or operation, but "items" is there`},
		"version: 1\nkind: []":                           {`2:7: "kind" must not be empty`},
		"version: 1\nkind: [device, device]":             {`2:7: "kind" has the same entry twice`},
		"version: 1\nkind: [device,operation,operation]": {`2:7: "kind" has the same entry twice`, `2:7: "kind" is too long: at most 2 entries`},
		"version: 1\ntimes: onec":                        {`2:8: "times" must be once, forever or a whole number, but "onec" is there; did you mean "once"?`},
		"version: 1\ntimes: 0":                           {`2:8: "times" must be at least 1`},
		"version: 1\neither: {}":                         {`2:9: "a" or "b" is missing in "either"`},
		"version: 1\neither: {a: 1, b: 2}":               {`2:9: "a" and "b" do not go together in "either": keep one`},
		"version: 1\npair: {pass: 1, status: 2}":         {`2:25: "status" does not go together with "pass": keep one`},
		"version: 1\nneeds: {a: 1}":                      {`2:8: "b" is missing in "needs"`},
		"version: 1\nheader: {a b: x}":                   {`2:10: "a b" is not a name that can be here; wanted: letters and hyphens`},
		"version: 1\nheader: {a: x, b: x, c: x}":         {`2:9: "header" is too long: at most 2 names`},
		"version: 1\nvalue: {match: x}":                  {`2:9: "match" is not known here: did you mean "matches"?`},
		"version: 1\nvalue: {}":                          {`2:8: "value" must not be empty`},
		"version: 1\nvalue: {above: x}":                  {`2:16: "above" must be a number, but "x" is there`},
		"version: 1\nvalue: ~":                           {`2:8: "value" must be text, a number, a list or an object (name: value), but nothing is there`},
		"version: 1\nthen: {a: x}":                       {`2:7: "b" is missing in "then"`},
		"version: 1\nmixed: {c: 1, a: 1, b: 1}":          {`2:8: "a with b" and "c" do not go together in "mixed": keep one`},
		"version: 1\nmixed: {a: 1}":                      {`2:8: "a with b" or "c" is missing in "mixed"`},
		"version: 1\ntwo words: x":                       {`2:12: "two words" must be a whole number, but "x" is there`},
		"version: 1\ncodes: {c1: 1, d1: 2}":              {`2:16: "d1" is not known here`},
		"version: 1\nequals: {a: 3}":                     {`2:13: "a" must be at least 5`},
		"version: 1\ndetail: {a: 3}":                     {`2:13: "a" must be at least 5`},
		"version: 1\nfewer: {a: 3, b: 3}":                {`2:12: "a" must be at least 6`},
		"version: 1\nnever: 1":                           {`2:8: "never" is not allowed`},
		"version: 1\nrows:\n- id: a\n- ie: 1\n- {id: 3}": {`3:7: "id" must be a whole number, but "a" is there`, `4:3: "id" is missing in entry 2 of "rows"`},
		`{"version": 1, "a/b~c%d": 1}`:                   {`1:16: "a/b~c%d" is not known here`},
		`{"version": 1, "tree": {"a/b~c%d": 1}}`:         {`1:36: "a/b~c%d" must be an object`},
	}
	for src, want := range tests {
		t.Run(src, func(t *testing.T) {
			f, err := Parse("f.yaml", []byte(src))
			if err != nil {
				t.Fatal(err)
			}
			wantProblems(t, f.check(p), want...)
		})
	}
}

// Where text is wanted, a plain word is the text that was written; a quoted number is still no
// number, and null stays null.
func TestCheckTakesPlainWordsAsText(t *testing.T) {
	f, err := Parse("f.yaml", []byte("version: 1\nsku: 1.10\nheader: {x: true, y: -7}\nvalue: [1, 0007]\nkind: device\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.check(shop(t)); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"x": "true", "y": "-7"}
	if got, _ := f.Value("/header"); !reflect.DeepEqual(got, want) {
		t.Errorf("header is %#v", got)
	}
	if got, _ := f.Value("/value"); !reflect.DeepEqual(got, []any{"1", "0007"}) {
		t.Errorf("value is %#v", got)
	}
	var into struct {
		Version int
		SKU     any `yaml:"sku"`
		Header  map[string]any
		Value   []any
		Kind    string
	}
	if err := f.Decode(&into); err != nil {
		t.Fatal(err)
	}
	if into.SKU != "1.10" || into.Header["y"] != "-7" || into.Value[0] != "1" {
		t.Errorf("decoded %#v", into)
	}
}

func TestCheckRefusesSchemasThatAreNotPublished(t *testing.T) {
	f, err := Parse("f.yaml", []byte("a: 1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"none.schema.json", "../../go.mod", "file:///etc/passwd"} {
		if err := f.Check(name); err == nil || !strings.Contains(err.Error(), "cannot be used") {
			t.Errorf("Check(%q) says %v", name, err)
		}
	}
	local := filepath.Join(t.TempDir(), "local.json")
	if err := os.WriteFile(local, []byte(`{"type": "object"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"file://" + local, "https://example.com/x.json", "none.schema.json"} {
		_, err := publish("a.schema.json", func(name string) ([]byte, error) {
			if name == "a.schema.json" {
				return fmt.Appendf(nil, `{"$ref": %q}`, target), nil
			}
			return nil, fmt.Errorf("no %s", name)
		})
		if err == nil {
			t.Errorf("a schema may refer to %s", target)
		}
	}
}

// The validator's own costs must stay bounded for whatever Parse lets through.
func TestCheckOfHostileFilesStaysSmall(t *testing.T) {
	p := shop(t)
	deep := "version: 1\ntree: " + strings.Repeat("{a: ", 29) + "1" + strings.Repeat("}", 29)
	sources := map[string]string{
		"many wrong entries": "version: 1\nrows: [" + strings.Repeat("{},", 19_000) + "{}]",
		"many wrong words":   "version: 1\nvalue: [" + strings.Repeat("1,", 40_000) + "[]]",
		"many unknown names": "version: 1\n" + strings.ReplaceAll(manyNames(900), " n", "n"),
		"deep and wrong":     deep,
		"wide and wrong":     "version: 1\nheader:\n" + manyNames(900),
	}
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			f, err := Parse("f.yaml", []byte(src))
			if err != nil {
				t.Fatal(err)
			}
			spent := allocated(func() { err = f.check(p) }) >> 20
			if err == nil || len(err.Error()) > 40_000 {
				t.Errorf("the error is %d bytes long", len(fmt.Sprint(err)))
			}
			if spent > 300 {
				t.Errorf("%d MiB were allocated", spent)
			}
		})
	}
}

// A value that the validator does not survive must not end a server.
func TestCheckSurvivesThePanicOfTheValidator(t *testing.T) {
	p := shop(t)
	if _, err := p.validate(map[string]any{"version": make(chan int)}); err == nil {
		t.Error("no error for a value that is none")
	}
	p.schema = nil
	if _, err := p.validate("x"); err == nil || !strings.Contains(err.Error(), "cannot be checked") {
		t.Errorf("got %v", err)
	}
}
