package script

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// anchor is one condition by which an index can find a rule: the values that a member may have, or how its text begins.
type anchor struct {
	path    []string
	place   string // the path and letters as one text
	letters int
	values  []any
}

// newIndex makes the index of rules. A rule is found by that of its conditions which the fewest others share: where all
// rules ask for one sku and each for another serial, it is the serial.
func newIndex(rules []*rule) index {
	anchors, shared := make([][]anchor, len(rules)), map[string]int{}
	for i, r := range rules {
		anchors[i] = r.when.anchors()
		for _, a := range anchors[i] {
			for _, value := range a.values {
				shared[a.place+keyOfValue(value)]++
			}
		}
	}
	made, probes := index{scopes: map[scope][]int{}}, map[string]*probe{}
	for i, r := range rules {
		best, ok := rarest(anchors[i], shared)
		if !ok {
			made.place(i, &r.when)
			continue
		}
		if probes[best.place] == nil {
			probes[best.place] = &probe{
				path: best.path, letters: best.letters,
				texts: map[string][]int{}, numbers: map[string][]int{}, words: map[any][]int{},
			}
			made.probes = append(made.probes, probes[best.place])
		}
		for _, value := range best.values {
			probes[best.place].place(i, value)
		}
	}
	return made
}

// rarest is the anchor whose values the fewest rules ask for; ok is false when there is none.
func rarest(anchors []anchor, shared map[string]int) (best anchor, ok bool) {
	least := 0
	for _, a := range anchors {
		sum := 0
		for _, value := range a.values {
			sum += shared[a.place+keyOfValue(value)]
		}
		if !ok || sum < least {
			best, least, ok = a, sum, true
		}
	}
	return best, ok
}

// place lets a rule be found by the kinds and types that it is about.
func (x *index) place(rule int, w *when) {
	kinds, types := slices.Clone(w.kinds), slices.Clone(w.types)
	if len(kinds) == 0 {
		kinds = append(kinds, "")
	}
	if len(types) == 0 {
		types = append(types, "")
	}
	for _, kind := range kinds {
		for _, word := range types {
			at := scope{kind, word}
			x.scopes[at] = appendOnce(x.scopes[at], rule)
		}
	}
}

// place lets a rule be found by one value.
func (p *probe) place(rule int, value any) {
	switch v := value.(type) {
	case string:
		p.longest = max(p.longest, len(v))
		p.texts[v] = appendOnce(p.texts[v], rule)
	case json.Number:
		p.longest = max(p.longest, len(v))
		key := string(appendKey(nil, string(v), p.longest))
		p.numbers[key] = appendOnce(p.numbers[key], rule)
	default:
		p.words[v] = appendOnce(p.words[v], rule)
	}
}

// appendOnce appends a rule; the same value may be written twice, as 1 and 1.0.
func appendOnce(rules []int, rule int) []int {
	if len(rules) > 0 && rules[len(rules)-1] == rule {
		return rules
	}
	return append(rules, rule)
}

// anchors are the conditions by which a rule can be found.
func (w *when) anchors() (list []anchor) {
	for i := range w.conditions {
		c := &w.conditions[i]
		switch {
		case len(c.values) > 0 && !slices.ContainsFunc(c.values, notPlain):
			list = append(list, anchor{path: c.path, place: c.name + "\x00", values: c.values})
		case c.begins != "":
			n := len(c.begins)
			list = append(list, anchor{path: c.path, place: c.name + "\x00" + strconv.Itoa(n), letters: n, values: []any{c.begins}})
		}
	}
	return list
}

// notPlain tells a value by which nothing can be found.
func notPlain(value any) bool {
	switch value.(type) {
	case nil, bool, string, json.Number:
		return false
	}
	return true
}

// keyOfValue is a value as one text, the same for values that are the same.
func keyOfValue(value any) string {
	switch v := value.(type) {
	case string:
		return "text " + v
	case json.Number:
		return "number " + string(appendKey(nil, string(v), len(v)))
	}
	return fmt.Sprint(value)
}
