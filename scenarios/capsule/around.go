package capsule

import (
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Around chooses which posts become the story. The zero Around chooses all posts. If several members are set, each
// must match.
type Around struct {
	// Run is an isolated ERP: a story is about one run.
	Run string
	// Serial is the serial of a device, old or new, or of an item. Clause is the clause of a finding in the post or in
	// its answer.
	Serial, WorkOrder, Clause string
}

// String describes the choice in words.
func (a Around) String() string {
	var words []string
	for _, one := range [][2]string{{"serial", a.Serial}, {"work order", a.WorkOrder}, {"clause", a.Clause}} {
		if one[1] != "" {
			words = append(words, one[0]+" "+one[1])
		}
	}
	if len(words) == 0 {
		return "all that was recorded"
	}
	return strings.Join(words, " and ")
}

// all tells whether every post of a run is chosen.
func (a Around) all() bool { return a.Serial == "" && a.WorkOrder == "" && a.Clause == "" }

// means tells whether a decoded post itself matches.
func (a Around) means(r *post) bool {
	return (a.Run == "" || a.Run == r.Run) &&
		(a.Serial == "" || slices.Contains(r.serials(), a.Serial)) &&
		(a.WorkOrder == "" || schemas.Text(r.payload, "workorderNumber") == a.WorkOrder) &&
		(a.Clause == "" || slices.Contains(r.clauses(), a.Clause))
}

func (r *post) serials() []string {
	item, _ := r.payload["item"].(map[string]any)
	return []string{schemas.Text(r.payload, "serial"), schemas.Text(r.payload, "oldSerial"), schemas.Text(item, "serial")}
}

// clauses are the clauses that the post or its answer breaks, notes excluded.
func (r *post) clauses() []string {
	return append(clausesOf(r.Findings), r.answerClauses()...)
}

func (r *post) answerClauses() []string {
	if r.lost || r.heard.Status == 0 {
		return nil
	}
	return clausesOf(understood(r).Findings)
}

// clausesOf lists the broken clauses in order. It leaves out notes and ids that are no clause of the contract,
// which somebody may have written into JSON lines.
func clausesOf(findings []schemas.Finding) []string {
	var all []string
	for _, f := range findings {
		if _, known := schemas.ClauseByID(f.Clause); known && f.Level != schemas.Note && !slices.Contains(all, f.Clause) {
			all = append(all, f.Clause)
		}
	}
	slices.Sort(all)
	return all
}
