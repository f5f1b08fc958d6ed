package control

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"testing"
)

// TestRoutesAndDocument: the routes of the engine and the paths of the document are the same set,
// with the same query parameters and the same words.
func TestRoutesAndDocument(t *testing.T) {
	d, document := &door{}, readDocument(t)
	var routed []string
	for _, r := range d.routes() {
		key := r.method + " " + r.template()
		routed = append(routed, key)
		op := document.operations[key]
		if op.Summary != r.what {
			t.Errorf("%s: the document says %q, the index %q", key, op.Summary, r.what)
		}
		var named []string
		for _, p := range op.Parameters {
			if p.In == "query" {
				named = append(named, p.Name)
			}
		}
		if slices.Sort(named); !slices.Equal(named, slices.Sorted(slices.Values(r.query))) {
			t.Errorf("%s: the document has the parameters %v, the route %v", key, named, r.query)
		}
	}
	var served []string
	for _, r := range d.engine().Routes() {
		served = append(served, r.Method+" "+route{path: r.Path}.template())
	}
	documented := slices.Sorted(maps.Keys(document.operations))
	slices.Sort(routed)
	slices.Sort(served)
	if !slices.Equal(served, documented) || !slices.Equal(routed, documented) {
		t.Errorf("the engine serves\n%v\nthe document has\n%v", served, documented)
	}
}

// TestCodesAndDocument: the document lists every code of the catalogue and no other.
func TestCodesAndDocument(t *testing.T) {
	var document struct {
		Components struct {
			Schemas struct {
				Error struct {
					Properties struct{ Code struct{ Enum []string } }
				}
			}
		}
	}
	if err := json.Unmarshal(openapiJSON, &document); err != nil {
		t.Fatal(err)
	}
	documented := document.Components.Schemas.Error.Properties.Code.Enum
	codes := map[string]bool{}
	for _, file := range []string{"refusals.go", "routes.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			if pair, ok := node.(*ast.KeyValueExpr); ok {
				name, isName := pair.Key.(*ast.Ident)
				literal, isText := pair.Value.(*ast.BasicLit)
				if isName && isText && name.Name == "Code" {
					code, err := strconv.Unquote(literal.Value)
					if err != nil {
						t.Fatal(err)
					}
					codes[code] = true
				}
			}
			return true
		})
	}
	if slices.Sort(documented); !slices.Equal(documented, slices.Sorted(maps.Keys(codes))) {
		t.Errorf("the document lists the codes\n%v\nthe catalogue has\n%v", documented, slices.Sorted(maps.Keys(codes)))
	}
}
