package report

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
)

// cause is one thing to mend: failures that share clause, answer and cure, and what follows from them.
type cause struct {
	// Failures are the best example first: the one that needs the fewest posts.
	Failures []check.Result
	// Follow are failures that it explains, and Blocked counts the checks that were not run because of it.
	Follow  []check.Result
	Blocked int
	counts  bool // it turns the run red, or what follows from it does
}

func (c *cause) example() check.Result { return c.Failures[0] }

// weight orders causes by what follows from them. A failure that follows says more than a check that was not run, for which
// several causes may stand.
func (c *cause) weight() int { return 10*len(c.Follow) + c.Blocked }

// findCauses tells the causes among the failures from what follows from them. The first is the one to mend first: of
// those that turn the run red, the one with most consequences. order is the results as ordered gives them.
func (r *Report) findCauses(order []check.Result) []cause {
	failures := failuresOf(order)
	var causes []cause
	at, ways := map[string]int{}, map[string]int{} // the cause of a failure, by the entry of its check; of what is alike
	for i, one := range failures {
		if root := rootOf(failures[:i], one); root != "" {
			at[Entry(one.Check)] = at[root]
			c := &causes[at[root]]
			c.Follow, c.counts = append(c.Follow, one), c.counts || r.counts(one)
			continue
		}
		way := alike(one)
		place, known := ways[way]
		if !known {
			place, causes = len(causes), append(causes, cause{})
			ways[way] = place
		}
		at[Entry(one.Check)] = place
		causes[place].Failures = append(causes[place].Failures, one)
		causes[place].counts = causes[place].counts || r.counts(one)
	}
	for _, one := range order {
		if blockers := blockersOf(failures, one); len(blockers) > 0 {
			causes[at[Entry(blockers[0].Check)]].Blocked++
		}
	}
	for i := range causes {
		slices.SortStableFunc(causes[i].Failures, func(a, b check.Result) int { return cmp.Compare(failedPost(a), failedPost(b)) })
	}
	slices.SortStableFunc(causes, func(a, b cause) int {
		if a.counts != b.counts {
			return map[bool]int{true: -1, false: 1}[a.counts]
		}
		return cmp.Compare(b.weight(), a.weight())
	})
	return causes
}

// rootOf is the entry of the first of the failures before that explains one; "" is none.
func rootOf(before []check.Result, one check.Result) string {
	for _, earlier := range before {
		if explains(earlier, one) {
			return Entry(earlier.Check)
		}
	}
	return ""
}

// varying is what differs between answers to posts of one kind: numbers, and words with digits in them.
var varying = regexp.MustCompile(`[\pL\pN_-]*\pN[\pL\pN_-]*`)

// alike is the same text for failures that one change mends: those of one clause that are answered in the same way, with
// the same cure. A refusal in the same words is one thing to mend, whatever cures the checks propose.
func alike(one check.Result) string {
	f := one.Failure
	if f == nil {
		return one.Check.Clause + one.Reason
	}
	parts := []string{f.Cure, ""}
	if x := f.Exchange; x != nil && aboutForm(one.Check.Clause) {
		parts[1] = formOf(*x)
	} else if x != nil {
		parts[1] = varying.ReplaceAllString(answerLine(*x), "#")
		if x.Refused() {
			parts[0] = ""
		}
	}
	return strings.Join(append(parts, one.Check.Clause), "\n")
}

// aboutForm tells whether a clause is about the form of an answer, whatever it says.
func aboutForm(clause string) bool { return slices.Contains([]string{"T3", "T4", "E3", "E6"}, clause) }

// formOf says of which form an answer is.
func formOf(x check.Exchange) string {
	if object, ok := x.Body(); ok {
		return strings.Join(slices.Sorted(maps.Keys(object)), " ")
	}
	return x.Result.Transcript.AnswerHeader.Get("Content-Type")
}

// causesFirst orders the results: the causes, what follows from them, and all else as it was.
func causesFirst(order []check.Result, causes []cause) []check.Result {
	var own []check.Result
	isCause := map[string]bool{}
	for _, c := range causes {
		own = append(own, c.Failures...)
		for _, one := range c.Failures {
			isCause[Entry(one.Check)] = true
		}
	}
	return append(own, slices.DeleteFunc(slices.Clone(order), func(one check.Result) bool { return isCause[Entry(one.Check)] })...)
}

// causeOf gives the failure that explains another one.
func (r *Report) causeOf(effect check.Result) (check.Check, bool) {
	for _, c := range r.causes {
		if slices.ContainsFunc(c.Follow, func(one check.Result) bool { return Entry(one.Check) == Entry(effect.Check) }) {
			i := slices.IndexFunc(r.Results, func(one check.Result) bool { return explains(one, effect) })
			return r.Results[i].Check, true
		}
	}
	return check.Check{}, false
}

// consequence is a failure with the one from which it likely follows.
type consequence struct {
	check.Result
	from check.Check
}

// following are the failures that are likely gone when their causes are mended, in the order in which they are told.
func (r *Report) following() []consequence {
	var all []consequence
	for _, one := range r.Results {
		if from, follows := r.causeOf(one); follows {
			all = append(all, consequence{one, from})
		}
	}
	return all
}

// broken lists the clauses of failures, each once, in the order in which they are told.
func broken(failures []check.Result) []string {
	var clauses []string
	for _, one := range failures {
		if !slices.Contains(clauses, one.Check.Clause) {
			clauses = append(clauses, one.Check.Clause)
		}
	}
	return clauses
}

// broken lists the clauses of all failures, causes first.
func (r *Report) broken() []string { return broken(failuresOf(r.Results)) }
