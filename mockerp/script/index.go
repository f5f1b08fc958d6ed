package script

import (
	"slices"

	"github.com/erpkit/erpkit/schemas"
)

// index finds the rules that may be about a post, so that not every rule is asked for every post. It is made once
// of the conditions of a script. It may find a rule that is not about the post after all, and never misses one that is.
type index struct {
	probes []*probe
	scopes map[scope][]int // the rules that no probe finds
}

// scope is a kind and a type of post; "" is any.
type scope struct {
	kind schemas.Kind
	word string
}

// probe finds rules by one member: by its value, or by how its text begins. The rules are in the order of the script.
type probe struct {
	path    []string
	letters int // how many bytes of the text count; 0 is all of it
	longest int // of the texts and numbers that it knows
	texts   map[string][]int
	numbers map[string][]int
	words   map[any][]int // true, false and nil
}

// find gives the rules that may be about a post. Each of them is found at one place only.
func (x *index) find(p *Post) candidates {
	var found candidates
	found.add(x.scopes[scope{}])
	if p.Kind != "" {
		found.add(x.scopes[scope{kind: p.Kind}])
	}
	if p.Type != "" {
		found.add(x.scopes[scope{word: p.Type}])
		if p.Kind != "" {
			found.add(x.scopes[scope{p.Kind, p.Type}])
		}
	}
	for _, one := range x.probes {
		if value, there := follow(p.Payload, one.path); there {
			found.add(one.rules(value))
		}
	}
	found.ready()
	return found
}

// rules are those that ask for such a value.
func (p *probe) rules(value any) []int {
	switch v := value.(type) {
	case string:
		switch {
		case p.letters > 0 && len(v) >= p.letters:
			return p.texts[v[:p.letters]]
		case p.letters > 0 || len(v) > p.longest:
			return nil
		}
		return p.texts[v]
	case nil, bool:
		return p.words[v]
	}
	if words, ok := schemas.NumberText(value); ok && len(p.numbers) > 0 {
		var room [64]byte
		return p.numbers[string(appendKey(room[:0], words, p.longest))]
	}
	return nil
}

// candidates are rules in the order of the script, out of lists that are in it.
type candidates struct {
	lists [8][]int
	n     int
	more  []int // of lists for which there was no room
}

func (c *candidates) add(rules []int) {
	switch {
	case len(rules) == 0:
	case c.n < len(c.lists)-1:
		c.lists[c.n] = rules
		c.n++
	default:
		c.more = append(c.more, rules...)
	}
}

// ready is called when all are added.
func (c *candidates) ready() {
	if len(c.more) > 0 {
		slices.Sort(c.more)
		c.lists[c.n] = c.more
		c.n++
	}
}

// next is the next rule; -1 is none.
func (c *candidates) next() int {
	least, from := -1, -1
	for i := range c.n {
		if list := c.lists[i]; len(list) > 0 && (from < 0 || list[0] < least) {
			least, from = list[0], i
		}
	}
	if from >= 0 {
		c.lists[from] = c.lists[from][1:]
	}
	return least
}
