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
	for _, file := range []string{"api/refusal.go", "refusals.go", "refusals_order.go", "routes.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			for _, text := range codesIn(node) {
				code, err := strconv.Unquote(text)
				if err != nil {
					t.Fatal(err)
				}
				codes[code] = true
			}
			return true
		})
	}
	if slices.Sort(documented); !slices.Equal(documented, slices.Sorted(maps.Keys(codes))) {
		t.Errorf("the document lists the codes\n%v\nthe catalogue has\n%v", documented, slices.Sorted(maps.Keys(codes)))
	}
}

// codesIn gives the values of constants, which are all codes in api/refusal.go, and of Code in a refusal.
func codesIn(node ast.Node) []string {
	var values []ast.Expr
	switch n := node.(type) {
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			if constant, ok := spec.(*ast.ValueSpec); ok && n.Tok == token.CONST && constant.Names[0].IsExported() {
				values = append(values, constant.Values...)
			}
		}
	case *ast.KeyValueExpr:
		if name, ok := n.Key.(*ast.Ident); ok && name.Name == "Code" {
			values = []ast.Expr{n.Value}
		}
	}
	var texts []string
	for _, value := range values {
		if literal, ok := value.(*ast.BasicLit); ok {
			texts = append(texts, literal.Value)
		}
	}
	return texts
}
