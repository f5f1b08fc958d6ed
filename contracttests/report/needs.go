package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
)

// Need is something that the master data would have to give, with the checks that were not run for want of it.
type Need struct {
	What   string   `json:"what"`
	Words  string   `json:"words"`
	Checks []string `json:"checks"`
}

// Needs lists what the master data lack, starting with what most checks need.
func (r *Report) Needs() []Need {
	var needs []Need
	for _, one := range r.Results {
		if one.Cause != check.NeedsData {
			continue
		}
		i := slices.IndexFunc(needs, func(n Need) bool { return n.What == one.Need })
		if i < 0 {
			i = len(needs)
			needs = append(needs, Need{What: one.Need, Words: one.Reason})
		}
		needs[i].Checks = append(needs[i].Checks, one.Check.Name)
	}
	slices.SortStableFunc(needs, func(a, b Need) int { return cmp.Compare(len(b.Checks), len(a.Checks)) })
	return needs
}

// withoutData counts the checks that were not run because there are no master data at all.
func (r *Report) withoutData() int {
	return len(r.some(func(one check.Result) bool { return one.Cause == check.NeedsData && one.Need == check.WholeData }))
}

// writeNeeds says what to add to the master data, or how to begin with them.
func (r *Report) writeNeeds(b *strings.Builder) {
	needs := r.Needs()
	if len(needs) == 0 {
		return
	}
	if r.withoutData() > 0 {
		fmt.Fprintf(b, "%s\n\n", r.Target.Hide(needs[0].Words))
		return
	}
	fmt.Fprintf(b, "%s not run, because the master data do not give:\n", number(r.skipped(check.NeedsData), "check"))
	for _, one := range needs {
		fmt.Fprintf(b, "  %3d  %s\n", len(one.Checks), one.What)
	}
	b.WriteString("\n")
}
