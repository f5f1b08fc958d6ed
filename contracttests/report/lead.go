package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// withBlockers adds to the reason of each blocked check the name of the check that blocks it. Only
// checks that failed in this run are named: a clause that holds is never blamed.
func withBlockers(results []check.Result) []check.Result {
	told := slices.Clone(results)
	for i := range told {
		if blockers := blockersOf(results, told[i]); len(blockers) > 0 {
			first := blockers[0].Check
			told[i].Reason += fmt.Sprintf(" See [%s] %q, which failed.", first.Clause, first.Name)
		}
	}
	return told
}

// blockersOf lists the checks that failed where the lead of a blocked one points, the plainest first:
// those that ask for one act, then by clause.
func blockersOf(results []check.Result, blocked check.Result) []check.Result {
	lead := blocked.Lead
	if blocked.Outcome != check.Skip || (lead.Act == schemas.Act{} && len(lead.Clauses) == 0) {
		return nil
	}
	var found []check.Result
	for _, one := range results {
		if one.Outcome == check.Fail && leadsTo(lead, one) {
			found = append(found, one)
		}
	}
	slices.SortStableFunc(found, func(a, b check.Result) int {
		if a.Check.First != b.Check.First {
			if a.Check.First {
				return -1
			}
			return 1
		}
		return cmp.Compare(placeOf(lead, a.Check.Clause), placeOf(lead, b.Check.Clause))
	})
	return found
}

// leadsTo tells whether a failure is one that the lead points at. A refusal of what cannot be, and a
// wrong answer to what was accepted, say nothing about whether the act can be done.
func leadsTo(lead check.Lead, failed check.Result) bool {
	if len(lead.Clauses) > 0 && !slices.Contains(lead.Clauses, failed.Check.Clause) {
		return false
	}
	if lead.Act == (schemas.Act{}) {
		return true
	}
	if failed.Failure == nil || failed.Failure.Exchange == nil {
		return strings.HasPrefix(failed.Check.Name, lead.Act.String()+" ")
	}
	x := failed.Failure.Exchange
	return x.Act == lead.Act && (len(lead.Clauses) > 0 || (!x.Wrong && !x.Result.Accepted))
}

// placeOf is the place of a clause in the lead, else in the contract.
func placeOf(lead check.Lead, clause string) int {
	if len(lead.Clauses) > 0 {
		return slices.Index(lead.Clauses, clause)
	}
	return slices.IndexFunc(schemas.Clauses(), func(c schemas.Clause) bool { return c.ID == clause })
}
