package report

import (
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/contracttests/check"
)

// open are checks that could not be judged for one reason.
type open struct {
	Why   string // with the secrets of the target masked
	Names []string
}

// open lists what could not be judged: by the cause that is in the way, else by the reason; the most first.
func (r *Report) open() []open {
	var groups []open
	at := map[string]int{}
	for _, one := range r.Results {
		if one.Outcome != check.Error && (one.Outcome != check.Skip || one.Cause == check.NotApplicable) {
			continue
		}
		why := oneLine(one.Reason)
		if blockers := blockersOf(r.Results, one); len(blockers) > 0 {
			why = fmt.Sprintf("Mend %s %q, and run again.", blockers[0].Check.Clause, blockers[0].Check.Name)
		}
		key := varying.ReplaceAllString(why, "#")
		if _, known := at[key]; !known {
			at[key] = len(groups)
			groups = append(groups, open{Why: r.Target.Hide(why)})
		}
		group := &groups[at[key]]
		group.Names = append(group.Names, Entry(one.Check))
	}
	slices.SortStableFunc(groups, func(a, b open) int { return len(b.Names) - len(a.Names) })
	return groups
}
