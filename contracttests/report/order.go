package report

import (
	"cmp"
	"slices"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// explains tells whether one failure is why another check fails: that check is about a clause that the first
// one explains, and about the same kind of thing. All that is said of items and reports is said of a device too.
func explains(cause, effect check.Result) bool {
	return cause.Outcome == check.Fail && effect.Outcome == check.Fail && cause.Check.Clause != effect.Check.Clause &&
		slices.Contains(cause.Check.Explains, effect.Check.Clause) && related(cause.Check.Kinds, effect.Check.Kinds)
}

// related tells whether two checks share a kind; a check without kinds is about all.
func related(cause, effect []schemas.Kind) bool {
	return len(cause) == 0 || len(effect) == 0 || slices.Contains(cause, schemas.Device) ||
		slices.ContainsFunc(cause, func(kind schemas.Kind) bool { return slices.Contains(effect, kind) })
}

// clausesOf lists the clauses of failures, each once: causes before what follows from them, else in the order of
// the contract.
func clausesOf(failures []check.Result) []string {
	var left, ordered []string
	for _, clause := range schemas.Clauses() {
		if slices.ContainsFunc(failures, func(r check.Result) bool { return r.Check.Clause == clause.ID }) {
			left = append(left, clause.ID)
		}
	}
	for len(left) > 0 {
		first := max(0, slices.IndexFunc(left, func(id string) bool { return !explained(id, left, failures) }))
		ordered = append(ordered, left[first])
		left = slices.Delete(left, first, first+1)
	}
	return ordered
}

// explained tells whether a failure of one of the clauses explains one of the clause.
func explained(id string, by []string, failures []check.Result) bool {
	for _, effect := range failures {
		if effect.Check.Clause == id && slices.ContainsFunc(failures, func(cause check.Result) bool {
			return slices.Contains(by, cause.Check.Clause) && explains(cause, effect)
		}) {
			return true
		}
	}
	return false
}

// ordered gives the failures first, in the order of their clauses, then all else as it was.
func ordered(results []check.Result) []check.Result {
	order := clausesOf(failuresOf(results))
	place := func(r check.Result) int {
		if r.Outcome != check.Fail {
			return len(order)
		}
		return slices.Index(order, r.Check.Clause)
	}
	sorted := slices.Clone(results)
	slices.SortStableFunc(sorted, func(a, b check.Result) int { return cmp.Compare(place(a), place(b)) })
	return sorted
}

func failuresOf(results []check.Result) []check.Result {
	return slices.DeleteFunc(slices.Clone(results), func(one check.Result) bool { return one.Outcome != check.Fail })
}
