package script

import (
	"fmt"
	"net/http"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/erpkit/erpkit/schemas"
)

// sceneNames are what an expression can begin with.
var sceneNames = [...]string{"payload", "header", "query", "kind", "type", "run", "count.post", "count.match", "books.id", "books.size"}

// exprGuard looks at an expression before it is compiled: at what would never be true, and at
// what could take the machine. The language visits inner parts before outer ones.
type exprGuard struct {
	*compiler
	kinds     []schemas.Kind
	nodes     int
	usesCount bool
	problem   string // the first one; "" is none
	place     int    // in letters from the beginning of the expression
}

// maxRange is how far the ends of a range such as 1..9 may be apart.
const maxRange = 1000

// Visit is called for every part of an expression.
func (g *exprGuard) Visit(node *ast.Node) {
	g.nodes++
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		g.name(n)
	case *ast.MemberNode:
		g.member(n)
	case *ast.BinaryNode:
		g.binary(n)
	case *ast.BuiltinNode:
		g.function(n, n.Name)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			g.function(n, callee.Value)
		} else {
			g.refuseAt(n, "only functions can be called")
		}
	case *ast.PredicateNode:
		g.loop(n)
	case *ast.VariableDeclaratorNode, *ast.SequenceNode:
		g.refuseAt(n, "let and ; are not available here: write it as one condition")
	case *ast.MapNode, *ast.BytesNode, *ast.SliceNode:
		g.refuseAt(n, "objects, bytes and slices are not available here")
	}
}

func (g *exprGuard) refuseAt(at ast.Node, format string, args ...any) {
	if g.problem == "" {
		g.problem, g.place = fmt.Sprintf(format, args...), at.Location().From
	}
}

func (g *exprGuard) name(n *ast.IdentifierNode) {
	if strings.HasPrefix(n.Value, "$") {
		g.refuseAt(n, "%s is not available here", n.Value)
	}
}

// function refuses a function that is not on the list, and suggests one with a similar name.
func (g *exprGuard) function(at ast.Node, name string) {
	if slices.Contains(callable[:], name) {
		return
	}
	if near := schemas.Nearest(name, callable[:]); near != "" {
		g.refuseAt(at, "there is no function %q here: did you mean %q?", name, near)
		return
	}
	g.refuseAt(at, "there is no function %q here: there are %s", name, strings.Join(callable[:], ", "))
}

// loop counts every turn of a loop, and refuses nested loops.
func (g *exprGuard) loop(n *ast.PredicateNode) {
	inner := ast.Find(n.Node, func(node ast.Node) bool {
		_, isLoop := node.(*ast.PredicateNode)
		return isLoop
	})
	if inner != nil {
		g.refuseAt(inner, "all, any, none and one cannot be inside one another here")
		return
	}
	turn := &ast.CallNode{Callee: &ast.IdentifierNode{Value: spendName}}
	n.Node = &ast.BinaryNode{Operator: "and", Left: turn, Right: n.Node}
}

// member checks a name behind payload, and writes a header as HTTP does.
func (g *exprGuard) member(n *ast.MemberNode) {
	path, ok := pathOf(n)
	if !ok || len(path) < 2 {
		return
	}
	switch path[0] {
	case "payload":
		g.payload(n, path[1:])
	case "header":
		if property, ok := n.Property.(*ast.StringNode); ok {
			property.Value = http.CanonicalHeaderKey(property.Value)
		}
	case "count":
		g.usesCount = g.usesCount || path[1] == "match"
	}
}

// payload checks that posts can have this member, so that a misspelt one is seen now.
func (g *exprGuard) payload(n *ast.MemberNode, path []string) {
	name := strings.Join(path, ".")
	if _, ok := g.members.find(name, g.kinds); ok {
		return
	}
	cure := fmt.Sprintf("get(payload, %q)", path[0])
	if len(path) > 1 {
		cure = fmt.Sprintf("get(payload.%s, %q)", strings.Join(path[:len(path)-1], "."), path[len(path)-1])
	}
	if near := schemas.Nearest(name, g.members.names(g.kinds)); near != "" {
		g.refuseAt(n, "payload.%s is not a member of %s: did you mean payload.%s? Otherwise write %s", name, anyPost(g.kinds), near, cure)
		return
	}
	g.refuseAt(n, "payload.%s is not a member of %s: if the MES really sends it, write %s", name, anyPost(g.kinds), cure)
}

// pathOf gives the names of a chain such as payload.item.sku.
func pathOf(node ast.Node) (path []string, ok bool) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return []string{n.Value}, true
	case *ast.ChainNode:
		return pathOf(n.Node)
	case *ast.MemberNode:
		path, ok = pathOf(n.Node)
		property, isText := n.Property.(*ast.StringNode)
		if !ok || !isText {
			return nil, false
		}
		return append(path, property.Value), true
	}
	return nil, false
}

// binary checks patterns and ranges, and comparisons that are never true.
func (g *exprGuard) binary(n *ast.BinaryNode) {
	switch n.Operator {
	case "matches":
		g.matches(n)
	case "..":
		from, isFrom := n.Left.(*ast.IntegerNode)
		to, isTo := n.Right.(*ast.IntegerNode)
		if !isFrom || !isTo || to.Value-from.Value > maxRange || from.Value > to.Value {
			g.refuseAt(n, "a range is written with two whole numbers that are at most %d apart, such as 1..9", maxRange)
		}
	case "==", "!=", "<", "<=", ">", ">=":
		g.compare(n, n.Left, n.Right)
		g.compare(n, n.Right, n.Left)
	}
}

// compare refuses to compare a member with a value that it can never have (P1, P6).
func (g *exprGuard) compare(at *ast.BinaryNode, member, value ast.Node) {
	path, ok := pathOf(member)
	if !ok || len(path) < 2 || path[0] != "payload" {
		return
	}
	name := strings.Join(path[1:], ".")
	is, _ := g.members.find(name, g.kinds)
	isText, isNumber := false, false
	switch value.(type) {
	case *ast.StringNode:
		isText = true
	case *ast.IntegerNode, *ast.FloatNode:
		isNumber = true
	}
	switch {
	case is == text && isNumber:
		g.refuseAt(at, "payload.%s is text in every right post: write what it is compared with in quotes", name)
	case is == number && isText:
		g.refuseAt(at, "payload.%s is a number in every right post: write what it is compared with without quotes", name)
	case is == object && (isText || isNumber):
		g.refuseAt(at, "payload.%s is an object: name one of its members, such as payload.item.sku", name)
	}
}

// matches wants patterns that are written in the script, within the bounds of all patterns.
func (g *exprGuard) matches(n *ast.BinaryNode) {
	pattern, ok := n.Right.(*ast.StringNode)
	if !ok {
		g.refuseAt(n, "after matches comes a regular expression in quotes")
		return
	}
	parsed, err := syntax.Parse(pattern.Value, syntax.Perl)
	if err != nil {
		g.refuseAt(pattern, "this is not a regular expression of RE2: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return
	}
	if message := g.afford(parsed); message != "" {
		g.refuseAt(pattern, "%s", message)
	}
}
