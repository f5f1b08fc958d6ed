package script

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"sync"
	"text/template"
	"text/template/parse"
	"time"
)

// leaves are all templates of a script. For each answer that is being made at the same time there is a copy of them.
type leaves struct {
	root  *template.Template
	funcs template.FuncMap
	lives sync.Pool
}

// life is a copy of all templates whose functions know which answer they are called for.
type life struct {
	root   *template.Template
	making *making
}

// live are the functions that remember, or that chance or the clock have a part in. With the
// same seed and the same clock, the same posts get the same.
func live(l *life) template.FuncMap {
	return template.FuncMap{
		"counter": func(name string) int64 { return l.making.live.counter(name) },
		"now":     func(layout ...string) (string, error) { return l.making.now(layout) },
		"uuid":    func() string { return l.making.uuid() },
		"random":  func() float64 { return l.making.throws().Float64() },
		"randInt": func(from, to any) (int64, error) { return l.making.randInt(from, to) },
	}
}

// call looks at a function in a template before it runs.
func (t *treeChecker) call(command *parse.CommandNode) {
	for i, argument := range command.Args {
		function, ok := argument.(*parse.IdentifierNode)
		if !ok {
			continue
		}
		switch function.Ident {
		case "counter":
			t.counter(command.Args[i+1:])
		case "uuid", "random", "randInt":
			t.chance = true
		}
	}
}

// maxCounters is how many counters a script has.
const maxCounters = 100

// counter wants the name of a counter as text, for names that come out of posts would have
// no end.
func (t *treeChecker) counter(arguments []parse.Node) {
	if len(arguments) != 1 {
		t.refuse(t.pointer, `counter takes one name, in quotes: {{ counter "tickets" }}`)
		return
	}
	name, ok := arguments[0].(*parse.StringNode)
	if !ok {
		t.refuse(t.pointer, `the name of a counter is a text in quotes: {{ counter "tickets" }}`)
		return
	}
	if _, known := t.counters[name.Text]; !known {
		t.counters[name.Text] = len(t.counters)
	}
	if len(t.counters) > maxCounters {
		t.refuse(t.pointer, "a script has at most %d counters", maxCounters)
	}
}

func newLeaves(funcs template.FuncMap) *leaves {
	all := &leaves{root: template.New("").Option("missingkey=error").Funcs(funcs), funcs: funcs}
	all.lives.New = func() any { return all.newLife() }
	return all
}

// newLife copies the templates, so that their functions can be its own; nil when it cannot.
func (all *leaves) newLife() *life {
	copied, err := all.root.Clone()
	if err != nil {
		return nil // cannot be: nothing was executed
	}
	l := &life{root: copied}
	own := maps.Clone(all.funcs)
	maps.Copy(own, live(l))
	for name, function := range own {
		own[name] = l.bounded(name, function)
	}
	copied.Funcs(own)
	return l
}

var errNoLife = errors.New("the template cannot be copied")

// execute runs a template for an answer.
func (l *leaf) execute(to io.Writer, m *making) error {
	one, _ := l.leaves.lives.Get().(*life)
	if one == nil {
		return errNoLife
	}
	one.making = m
	defer func() {
		one.making = nil
		l.leaves.lives.Put(one)
	}()
	return one.root.ExecuteTemplate(to, l.name, m.data)
}

func (l *Live) counter(name string) int64 {
	return l.counters[l.Script().counters[name]].Add(1)
}

// throws gives the dice of this answer. The first throw is the same in every copy of a run.
func (m *making) throws() *rand.Rand {
	if m.dice == nil {
		m.dice = chain(dice(m.live.seed, m.post.Run, m.rule.key, m.live.begun+m.number, forTemplates))
	}
	return m.dice
}

// now gives the time in UTC, the same everywhere in one answer. The layout is Go's.
func (m *making) now(layout []string) (string, error) {
	if m.time.IsZero() {
		m.time = m.live.now().UTC()
	}
	switch len(layout) {
	case 0:
		return m.time.Format(time.RFC3339), nil
	case 1:
		return m.time.Format(layout[0]), nil
	}
	return "", errors.New(`now takes one layout, in quotes: {{ now "2006-01-02" }}`)
}

// uuid makes a UUID of version 4 (RFC 9562) of the dice.
func (m *making) uuid() string {
	high, low := m.throws().Uint64(), m.throws().Uint64()
	high = high&^0xf000 | 0x4000
	low = low&^(0xc0<<56) | 0x80<<56
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", high>>32, high>>16&0xffff, high&0xffff, low>>48, low&0xffffffffffff)
}

// randInt gives a whole number between two, both included.
func (m *making) randInt(from, to any) (int64, error) {
	least, isWhole := wholeOf(from)
	most, isWholeToo := wholeOf(to)
	if !isWhole || !isWholeToo || least > most || most-least < 0 || most-least+1 <= 0 {
		return 0, errors.New("randInt takes two whole numbers, the smaller one first: {{ randInt 1 6 }}")
	}
	return least + m.throws().Int64N(most-least+1), nil
}

func wholeOf(value any) (int64, bool) {
	switch v := value.(type) {
	case int:
		return int64(v), true
	case int64:
		return v, true
	}
	return 0, false
}
