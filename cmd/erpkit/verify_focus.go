package main

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// nothingChosen says why --focus and --level leave no check, and what was probably meant; "" if there are checks.
func nothingChosen(o contracttests.Options) string {
	if chosen, err := contracttests.List(o); err != nil || len(chosen) > 0 {
		return ""
	}
	wide := o
	wide.Level = ""
	if others, err := contracttests.List(wide); err == nil && len(others) > 0 {
		if o.Focus == "" {
			return fmt.Sprintf("no check is of level %s: erpkit verify --list shows them all", o.Level)
		}
		return fmt.Sprintf("--focus %q has no check of level %s, but %d of another: leave out --level, or look at erpkit verify --list --focus %q",
			o.Focus, o.Level, len(others), o.Focus)
	}
	wide.Focus = ""
	all, err := contracttests.List(wide)
	if err != nil {
		return ""
	}
	hint := ""
	if near := nearestCheck(o.Focus, all); near != "" {
		hint = fmt.Sprintf("did you mean %q? ", near)
	}
	return fmt.Sprintf("--focus %q matches no clause, level or name of a check: %serpkit verify --list shows them all", o.Focus, hint)
}

// nearestCheck returns the clause or check name that a misspelt focus probably meant: the nearest spelling, or
// else the name that shares the most words. "" if none is near.
func nearestCheck(focus string, checks []check.Check) string {
	var known []string
	for _, clause := range schemas.Clauses() {
		known = append(known, clause.ID)
	}
	for i := range checks {
		known = append(known, checks[i].Name)
	}
	if near := schemas.Nearest(focus, known); near != "" {
		return near
	}
	best, most := "", 0
	for i := range checks {
		if n := sharedWords(focus, checks[i].Name); n > most {
			best, most = checks[i].Name, n
		}
	}
	return best
}

// sharedWords counts the words of four letters or more that the focus and the name share.
func sharedWords(focus, name string) int {
	n := 0
	name = strings.ToLower(name)
	for _, word := range strings.Fields(strings.ToLower(focus)) {
		if len(word) >= 4 && strings.Contains(name, word) {
			n++
		}
	}
	return n
}
