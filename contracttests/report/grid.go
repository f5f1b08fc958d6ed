package report

import (
	"slices"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// gridCell is one clause in the grid of a report.
type gridCell struct {
	Clause schemas.Clause
	// Outcome is the worst of the clause's own checks: fail, error, pass, skip, disabled; "" if it has none.
	Outcome check.Outcome
	// Blocked tells that checks of the clause could not be judged.
	Blocked bool
	Results []check.Result
	also    bool // checks of other clauses that have to do with it passed
}

// grid gives every clause of the contract with what its checks say.
func (r *Report) grid() []gridCell {
	var cells []gridCell
	for _, clause := range schemas.Clauses() {
		cell := gridCell{Clause: clause}
		for _, one := range r.Results {
			if one.Check.Clause == clause.ID {
				cell.add(one)
			} else if one.Outcome == check.Pass && slices.Contains(one.Check.Also, clause.ID) {
				cell.also = true
			}
		}
		cells = append(cells, cell)
	}
	return cells
}

func (c *gridCell) add(one check.Result) {
	c.Results = append(c.Results, one)
	c.Blocked = c.Blocked || unjudged(one)
	if rank(one.Outcome) > rank(c.Outcome) {
		c.Outcome = one.Outcome
	}
}

// unjudged tells whether a skip leaves the clause open: not if there is nothing to judge, or if the master data
// lack what one check needs.
func unjudged(one check.Result) bool {
	switch {
	case one.Outcome != check.Skip || one.Cause == check.NotApplicable:
		return false
	case one.Cause == check.NeedsData:
		return one.Need == check.WholeData
	}
	return true
}

// rank orders verdicts by how much they say about a clause.
func rank(v check.Outcome) int {
	return map[check.Outcome]int{check.Disabled: 1, check.Skip: 2, check.Pass: 3, check.Error: 4, check.Fail: 5}[v]
}

// ofMES are the clauses that say what the MES does and nothing about an ERP, so that none can be seen to hold them.
func ofMES() []string { return []string{"C1", "C2", "C3", "C4", "C5", "T6", "T7"} }

// sign is the cell in one character.
func (c gridCell) sign() string {
	switch {
	case c.Outcome == check.Fail:
		return "!"
	case c.Outcome == check.Error || c.Blocked:
		return "?"
	case slices.Contains(ofMES(), c.Clause.ID):
		return "-"
	case c.Outcome == check.Pass || (c.Outcome == "" && c.also):
		return "+"
	}
	return "-"
}

// word is the cell in one word: holds, broken, unjudged or none.
func (c gridCell) word() string {
	return map[string]string{"+": "holds", "!": "broken", "?": "unjudged", "-": "none"}[c.sign()]
}
