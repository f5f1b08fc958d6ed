package script

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	exprfile "github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// where is an expression that is true for the posts that are meant.
type where struct {
	source  string
	program *vm.Program
	// usesCount tells whether it looks at the number of the match.
	usesCount bool
}

// The bounds of expressions. What one costs grows with its length, but for all, any, none
// and one, which go over a list: those have bounds of their own in scene.go.
const (
	maxLength = 2000   // bytes of one expression, about: the schema counts letters
	maxNodes  = 200    // of one expression
	maxWhere  = 10_000 // nodes of all expressions of a script
)

// callable lists the functions that an expression may call. Nothing
// in it makes long texts or lists, knows the time or throws dice.
var callable = [...]string{
	"all", "any", "none", "one", "len", "get", "abs", "ceil", "floor", "round", "int", "float", "string",
	"trim", "upper", "lower", "indexOf", "min", "max", "first", "last",
}

// where reads an expression and says where in it a mistake is.
func (c *compiler) where(pointer, source string, kinds []schemas.Kind) *where {
	if len(source) > utf8.UTFMax*maxLength || c.nodes > maxWhere {
		c.refuse(pointer, "the where expressions of this script are too long in all: use shorter ones, or fewer")
		return &where{source: source}
	}
	guard := exprGuard{compiler: c, kinds: kinds}
	program, err := compileWhere(source, &guard)
	w := &where{source: source, program: program, usesCount: guard.usesCount}
	c.nodes += guard.nodes
	switch {
	case guard.problem != "":
		c.refuseInside(pointer, source, guard.place, guard.problem)
	case err != nil:
		place, message := whyNoWhere(err)
		c.refuseInside(pointer, source, place, message)
	case c.nodes > maxWhere:
		c.refuse(pointer, "the where expressions of this script are too long in all: use shorter ones, or fewer")
	}
	return w
}

// compileWhere turns a panic of the language into an error.
func compileWhere(source string, guard *exprGuard) (program *vm.Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this cannot be read: %v", r)
		}
	}()
	options := []expr.Option{
		expr.Env(scene{}), expr.AsBool(), expr.WarnOnAny(), expr.MaxNodes(maxNodes), expr.DisableAllBuiltins(), expr.Patch(guard),
	}
	for _, name := range callable {
		options = append(options, expr.EnableBuiltin(name))
	}
	return expr.Compile(source, options...)
}

// whyNoWhere makes a sentence of an error of the language; place counts letters from 0, and
// is -1 when the expression is wrong as a whole.
func whyNoWhere(err error) (place int, message string) {
	var at *exprfile.Error
	if !errors.As(err, &at) {
		if strings.HasPrefix(err.Error(), "expected bool") {
			return -1, "a where is true or false: compare two values, as in payload.validQty > 10"
		}
		return -1, "this expression cannot be used: " + err.Error()
	}
	var tops, members []string
	for _, name := range sceneNames {
		top, member, _ := strings.Cut(name, ".")
		tops, members = append(tops, top), append(members, member)
	}
	sees := func(name string, known []string) string {
		// of short names only those that begin alike: nope is not meant to be type
		if near := schemas.Nearest(name, known); near != "" && strings.EqualFold(near[:1], name[:1]) {
			return fmt.Sprintf("did you mean %q?", near)
		}
		return "an expression sees " + strings.Join(sceneNames[:], ", ")
	}
	switch message = at.Message; {
	case strings.Contains(message, "exceeds maximum allowed nodes"):
		message = fmt.Sprintf("it is too long: at most %d names, values and operators", maxNodes)
	case strings.HasPrefix(message, "unknown name "):
		name := strings.TrimPrefix(message, "unknown name ")
		message = fmt.Sprintf("there is no %s here: %s", name, sees(name, tops))
	case noField.MatchString(message):
		name := noField.FindStringSubmatch(message)[1]
		message = fmt.Sprintf("it has no member %s: %s", name, sees(name, members))
	}
	return at.From, "this expression cannot be used: " + withoutTypes(message)
}

// noField is what the language says of a member that is not there.
var noField = regexp.MustCompile(`^type \S+ has no field (\S+)$`)

// withoutTypes says the names of an expression where the language says types of Go.
func withoutTypes(message string) string {
	return strings.NewReplacer(
		"script.sceneBooks", "books", "script.sceneCount", "count", "map[string]interface {}", "object",
		"map[string]string", "object", "[]interface {}", "list", "interface {}", "any value", "unknown", "any value",
	).Replace(message)
}

// holds computes the expression for a post. The error is why it could not be computed: then
// the rule does not match.
func (w *where) holds(s *scene, match uint64) (result bool, err error) {
	if err := s.budget.start(); err != nil {
		return false, err
	}
	s.Count.Match = int(match)
	machine := vm.VM{MemoryBudget: maxMemory}
	value, err := machine.Run(w.program, s)
	if err != nil {
		return false, w.plain(err)
	}
	result, _ = value.(bool) // the language has seen to it that it is one
	return result, nil
}

// plain makes a sentence of an error at run time. The language quotes values: those of headers and query
// members may be secrets, and errors are kept.
func (w *where) plain(err error) error {
	var at *exprfile.Error
	if !errors.As(err, &at) {
		return err
	}
	if spent := errors.Unwrap(at); errors.Is(spent, errBudget) {
		return spent
	}
	if w.looksOutside() {
		return errors.New("it cannot be computed with these headers and this query")
	}
	message := at.Message
	if strings.Contains(message, "json.Number") {
		message = "a number is too large or has too many digits to be computed with: members compares it exactly"
	}
	return errors.New(strings.ReplaceAll(message, "<nil>", "what is not there"))
}

// looksOutside tells whether the expression may look at headers or the query.
func (w *where) looksOutside() bool {
	return strings.Contains(w.source, "header") || strings.Contains(w.source, "query")
}

// literal is a text in an expression, with its quotes.
var literal = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`")

// shown is the expression for people. Where it names a header or a query member that is a secret by its
// name, all other texts in it are hidden, for one of them may be the secret.
func (w *where) shown() string {
	secret := false
	for _, text := range literal.FindAllString(w.source, -1) {
		secret = secret || show.IsSecret(text[1:len(text)-1])
	}
	for _, name := range memberNames.FindAllStringSubmatch(w.source, -1) {
		secret = secret || show.IsSecret(name[1])
	}
	if !secret || !w.looksOutside() {
		return clip(w.source)
	}
	var b strings.Builder
	end := 0
	for _, at := range literal.FindAllStringIndex(w.source, -1) {
		if at[0] > 0 && w.source[at[0]-1] == '[' {
			continue // a name, as in header["X-Key"]
		}
		b.WriteString(w.source[end:at[0]+1] + show.Masked)
		end = at[1] - 1
	}
	return clip(b.String() + w.source[end:])
}

// memberNames are header.X and query.x.
var memberNames = regexp.MustCompile(`\b(?:header|query)\.(\w+)`)
