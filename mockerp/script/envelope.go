package script

import (
	"net/http"
	"slices"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// rare is what few rules ask for: a rule without any of it has none, and costs no more.
type rare struct {
	headers, query []condition
	runs           *condition // nil: any
	post, match    *numbers   // nil: any
	where          *where     // nil: anything
}

// meets tells whether a post fulfils what is asked of its headers, its query, its run and its
// number there. The number among the matches and the expression are looked at last, when the
// post is counted.
func (w *rare) meets(p *Post) bool {
	for i := range w.headers {
		if !w.headers[i].holdsAny(p.Header[w.headers[i].name]) {
			return false
		}
	}
	for i := range w.query {
		if !w.query[i].holdsAny(p.Query[w.query[i].name]) {
			return false
		}
	}
	return (w.runs == nil || w.runs.fitsText(p.Run)) && w.post.holds(p.Seq)
}

// holdsAny is about what can be there several times: one value must fit.
func (c *condition) holdsAny(values []string) bool {
	if c.absent || len(values) == 0 {
		return c.absent && len(values) == 0
	}
	return slices.ContainsFunc(values, c.fitsText)
}

// fitsText is fits without an allocation.
func (c *condition) fitsText(value string) bool {
	wanted := func(one any) bool { return one == value }
	if len(c.values) > 0 && !slices.ContainsFunc(c.values, wanted) {
		return false
	}
	return c.pattern == nil || len(value) <= maxMatched && c.pattern.MatchString(value)
}

// rare reads the conditions on what is around the payload; nil when there are none.
func (c *compiler) rare(pointer string, from fileWhen, w *when) *rare {
	var r rare
	for _, name := range c.file.Keys(pointer + "/headers") {
		at := pointer + "/headers" + yamlfile.Pointer(name)
		canonical := http.CanonicalHeaderKey(name)
		if slices.ContainsFunc(r.headers, func(other condition) bool { return other.name == canonical }) {
			c.refuseName(at, "the header %s appears twice: upper and lower case are the same in headers", canonical)
		}
		if canonical == "Host" {
			c.refuseName(at, "Host is not a header of a post here: ask for another one, or for the run")
		}
		r.headers = append(r.headers, c.textCondition(at, canonical))
	}
	for _, name := range c.file.Keys(pointer + "/query") {
		r.query = append(r.query, c.textCondition(pointer+"/query"+yamlfile.Pointer(name), name))
	}
	if from.Run != nil {
		runs := c.textCondition(pointer+"/run", "run")
		r.runs = &runs
	}
	r.post, r.match = c.count(pointer + "/count")
	if from.Where != "" {
		r.where = c.where(pointer+"/where", from.Where, c.kindsOf(*w))
	}
	if r.headers == nil && r.query == nil && r.runs == nil && r.post == nil && r.match == nil && r.where == nil {
		return nil
	}
	return &r
}

// textCondition reads a condition on a value that is always text.
func (c *compiler) textCondition(pointer, name string) condition {
	r := conditionReader{compiler: c, name: name, is: text, condition: condition{name: name}}
	return r.read(pointer)
}

// covers tells whether every post that fulfils the other conditions fulfils these, in an
// obvious way. A nil is without conditions.
func (w *rare) covers(other *rare) bool {
	if w == nil {
		return true
	}
	if other == nil {
		other = &rare{}
	}
	if w.post != nil || w.match != nil || w.where != nil && (other.where == nil || w.where.source != other.where.source || w.where.usesCount) {
		return false
	}
	if w.runs != nil && (other.runs == nil || !w.runs.covers(other.runs)) {
		return false
	}
	return coverAll(w.headers, other.headers) && coverAll(w.query, other.query)
}

// coverAll tells whether each condition is covered by one of the others on the same name.
func coverAll(mine, others []condition) bool {
	for i := range mine {
		covered := slices.ContainsFunc(others, func(o condition) bool { return o.name == mine[i].name && mine[i].covers(&o) })
		if !covered {
			return false
		}
	}
	return true
}
