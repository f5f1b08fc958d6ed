package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// scope holds the names that a step can use.
type scope struct {
	outer *scope
	names map[string]named
	in    *Step // the group that owns these names; nil for the story
}

type named struct {
	makes made
	line  int
}

// checker walks through a story in order and checks the names.
type checker struct {
	*loader
	columns []string
	steps   int
	unsure  bool           // a verb is misspelt, so the number of stocks is unknown
	later   map[string]int // names that come later or elsewhere, with their lines
}

// names checks that every name is made once and before it is used. It also fills in stocks that were left out
// because there is only one.
func (l *loader) names() {
	c := &checker{loader: l, later: map[string]int{}}
	if len(l.story.Rows) > 0 {
		c.columns = l.story.Rows[0].Columns
	}
	all := slices.Concat(l.story.Steps, l.story.Finally)
	c.collect(all)
	top := &scope{names: map[string]named{}}
	c.begin(top)
	c.walk(top, l.story.Steps, 1)
	c.walk(top, l.story.Finally, 1)
	if c.steps > maxSteps {
		c.problems.Add(yamlfile.Problem{File: l.story.File, Message: fmt.Sprintf("the story has more than %d steps once everything is repeated: repeat less", maxSteps)})
	}
}

// maxSteps bounds the work of one run of a story.
const maxSteps = 10_000

func (c *checker) collect(steps []*Step) {
	for _, s := range steps {
		for _, name := range append(captured(s), s.As) {
			if _, known := c.later[name]; !known && name != "" {
				c.later[name] = s.Line
			}
		}
		c.collect(s.Steps)
	}
}

func captured(s *Step) []string {
	var all []string
	for _, capture := range s.Capture {
		all = append(all, capture.Name)
	}
	return all
}

// begin adds the names of what exists when the story begins.
func (c *checker) begin(top *scope) {
	for _, order := range c.story.WorkOrders {
		c.refs(top, order.Number, order.SKU, order.Source, order.ExternalID, order.ID)
	}
	for _, stock := range c.story.Stocks {
		c.refs(top, stock.Serial, stock.ExternalID)
		c.name(top, stock.Name, madeStock, stock.at, "/name")
		c.things(top, stock.Items, madeItem)
		c.things(top, stock.Reports, madeReport)
	}
}

func (c *checker) things(top *scope, things []Thing, makes made) {
	for _, thing := range things {
		c.refs(top, thing.ExternalID)
		c.refs(top, slices.Collect(maps.Values(thing.Args))...)
		c.name(top, thing.Name, makes, thing.at, "/name")
	}
}

// name adds a name to the scope, unless it is there already.
func (c *checker) name(in *scope, name string, makes made, at place, sub string) {
	if slices.Contains(reserved(), name) {
		c.refuse(at, sub, "%q cannot be a name: ${%s} means something else", name, name)
		return
	}
	if before, ok := in.find(name); ok {
		c.refuse(at, sub, "%q is already the name of what is on line %d: choose another", name, before.line)
		return
	}
	in.names[name] = named{makes, at.file.Line(at.pointer)}
}

func (s *scope) find(name string) (named, bool) {
	for ; s != nil; s = s.outer {
		if n, ok := s.names[name]; ok {
			return n, true
		}
	}
	return named{}, false
}

// all lists the usable names that stand for one of these.
func (s *scope) all(of ...made) []string {
	var names []string
	for ; s != nil; s = s.outer {
		for name, n := range s.names {
			if len(of) == 0 || slices.Contains(of, n.makes) {
				names = append(names, name)
			}
		}
	}
	sort.Strings(names)
	return names
}

// inGroup tells whether an enclosing group is repeated, or done by several stations.
func (s *scope) inGroup(is func(*Step) bool) bool {
	for ; s != nil; s = s.outer {
		if s.in != nil && is(s.in) {
			return true
		}
	}
	return false
}

func (c *checker) walk(in *scope, steps []*Step, times int) {
	for _, s := range steps {
		if c.steps += times; c.steps > maxSteps {
			return
		}
		if s.Verb != Group {
			c.step(in, s)
			continue
		}
		if s.Parallel > 1 && in.inGroup(func(g *Step) bool { return g.Parallel > 1 }) {
			c.refuse(s.at, "/parallel", "parallel is inside a group that is already parallel: remove one of them")
		}
		c.walk(&scope{outer: in, names: map[string]named{}, in: s}, s.Steps, times*s.Repeat*s.Parallel)
	}
}

// refuse reports a mistake at a member of the value at a place; "" means the whole value.
func (c *checker) refuse(at place, sub, format string, args ...any) {
	c.problems.Add(at.file.Problem(at.pointer+sub, format, args...))
}
