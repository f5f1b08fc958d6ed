package script

import (
	"slices"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// maxCompared bounds how many values are compared, for a hostile script.
const maxCompared = 5_000_000

// unreachable refuses rules that can never answer, for an earlier rule that is never used
// up takes all their posts. It sees the obvious cases only.
func (c *compiler) unreachable(rules []*rule) {
	left := maxCompared
	for later, r := range rules {
		for _, before := range rules[:later] {
			if left -= before.when.weight() * r.when.weight(); left < 0 {
				return
			}
			if before.limit() == 0 && before.certain() && before.when.covers(&r.when) {
				c.refuse(yamlfile.Pointer("rules", later),
					"%q can never answer: %q on line %d comes first, matches the same posts and is never used up; move this rule above it, or give that one times",
					r.name, before.name, before.line)
				break
			}
		}
	}
}

// weight is what comparing with a rule costs, about.
func (w *when) weight() int {
	sum := 1 + weightOf(w.conditions)
	if w.rare == nil {
		return sum
	}
	if w.rare.runs != nil {
		sum += 1 + len(w.rare.runs.values)
	}
	return sum + weightOf(w.rare.headers) + weightOf(w.rare.query)
}

func weightOf(conditions []condition) (sum int) {
	for i := range conditions {
		sum += 1 + len(conditions[i].values)
		if conditions[i].pattern != nil {
			sum += 20
		}
	}
	return sum
}

// covers tells whether every post that matches the other also matches this one.
func (w *when) covers(other *when) bool {
	if !within(w.kinds, other.kinds) || !within(w.types, other.types) {
		return false
	}
	return w.rare.covers(other.rare) && coverAll(w.conditions, other.conditions)
}

// within tells whether all of the narrow list is in the wide one. An empty list is all.
func within[T comparable](wide, narrow []T) bool {
	if len(wide) == 0 {
		return true
	}
	if len(narrow) == 0 {
		return false
	}
	return !slices.ContainsFunc(narrow, func(one T) bool { return !slices.Contains(wide, one) })
}
