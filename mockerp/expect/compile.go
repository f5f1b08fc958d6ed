package expect

import (
	"cmp"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// mostSelections bounds one file: each selection is compared with every exchange.
const mostSelections = 500

// compiler collects the problems of one file.
type compiler struct {
	file       *yamlfile.File
	conditions *script.ConditionsReader
	problems   yamlfile.Problems
	selections int
}

func (c *compiler) refuse(pointer, format string, args ...any) {
	c.problems.Add(c.file.Problem(pointer, format, args...))
}

func (c *compiler) all() yamlfile.Problems {
	for _, p := range c.conditions.Problems() {
		c.problems.Add(p)
	}
	return c.problems
}

func (c *compiler) expectation(index int, from *entry) expectation {
	pointer := yamlfile.Pointer("expectations", index)
	e := expectation{name: from.Name, line: c.file.Line(pointer)}
	e.name = cmp.Or(e.name, defaultName(index))
	switch {
	case from.Order != nil:
		order := &orderForm{}
		for i := range from.Order {
			order.steps = append(order.steps, c.selection(pointer+yamlfile.Pointer("order", i)))
		}
		e.form = order
	case from.ScriptRules != "":
		e.form = rulesForm{}
	case from.Findings != "":
		e.form = c.findings(pointer, from)
	case from.Nth > 0:
		e.form = &nthForm{post: c.selection(pointer + "/post"), nth: from.Nth, has: c.selection(pointer + "/has")}
		c.needsSomething(pointer + "/has")
	default:
		e.form = c.count(pointer, from)
	}
	return e
}

func (c *compiler) count(pointer string, from *entry) *countForm {
	form := &countForm{post: c.selection(pointer + "/post"), most: noBound}
	switch {
	case from.Count != nil:
		form.least, form.most = *from.Count, *from.Count
	default:
		if from.AtLeast != nil {
			form.least = *from.AtLeast
		}
		if from.AtMost != nil {
			form.most = *from.AtMost
		}
	}
	if form.most != noBound && form.least > form.most {
		c.refuse(pointer+"/atMost", "atMost is below atLeast, so this can never pass: swap them")
	}
	return form
}

func (c *compiler) findings(pointer string, from *entry) *findingsForm {
	form := &findingsForm{clauses: from.Clauses}
	for _, word := range from.Levels {
		form.levels = append(form.levels, schemas.Level(word))
	}
	for i, id := range from.Clauses {
		c.clause(pointer+yamlfile.Pointer("clauses", i), id)
	}
	if from.In != nil {
		in := c.selection(pointer + "/in")
		form.in = &in
	}
	return form
}

// clause refuses an unknown clause: nothing could ever break it.
func (c *compiler) clause(pointer, id string) {
	if _, ok := schemas.ClauseByID(id); ok {
		return
	}
	var ids []string
	for _, clause := range schemas.Clauses() {
		ids = append(ids, clause.ID)
	}
	if near := schemas.Nearest(id, ids); near != "" {
		c.refuse(pointer, "there is no clause %q: did you mean %q?", id, near)
		return
	}
	c.refuse(pointer, "there is no clause %q: schemas/README.md lists them, and GET /api/v1/clauses", id)
}

// needsSomething refuses an empty selection where it would match every post.
func (c *compiler) needsSomething(pointer string) {
	if value, ok := c.file.Value(pointer); ok && len(c.file.Keys(pointer)) == 0 {
		if _, isObject := value.(map[string]any); isObject {
			c.refuse(pointer, "this is empty, so every post would match: say what the post must be like")
		}
	}
}

// sameNames refuses two expectations of one name: reports identify them by name.
func (c *compiler) sameNames(all []expectation) {
	first := make(map[string]int, len(all))
	for i := range all {
		line, taken := first[all[i].name]
		if !taken {
			first[all[i].name] = all[i].line
			continue
		}
		pointer := yamlfile.Pointer("expectations", i)
		if _, named := c.file.Value(pointer + "/name"); named {
			pointer += "/name"
		}
		c.refuse(pointer, "%q is already the name of the expectation on line %d: give each its own name", all[i].name, line)
	}
}
