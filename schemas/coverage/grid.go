package coverage

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Outcome is a way in which a post can end.
type Outcome string

// The six outcomes.
const (
	AcceptedWithID    Outcome = "accepted with id"
	AcceptedWithoutID Outcome = "accepted without id"
	RefusedWithWords  Outcome = "refused with message"
	RefusedSilently   Outcome = "refused without message"
	ServerError       Outcome = "server error"
	NoAnswer          Outcome = "no answer"
)

// Outcomes lists the outcomes in the order of the columns.
func Outcomes() []Outcome {
	return []Outcome{AcceptedWithID, AcceptedWithoutID, RefusedWithWords, RefusedSilently, ServerError, NoAnswer}
}

// OutcomeOf returns the outcome for a status (0: no whole answer, T6), and whether the MES found
// an id (T4) or a message (T5) in the answer.
func OutcomeOf(status int, hasID, hasMessage bool) Outcome {
	switch {
	case status == 0:
		return NoAnswer
	case status >= 500:
		return ServerError
	case status >= 400 && hasMessage:
		return RefusedWithWords
	case status >= 400:
		return RefusedSilently
	case hasID:
		return AcceptedWithID
	}
	return AcceptedWithoutID
}

// Grid counts posts by act and outcome. It is not safe for concurrent use. Make one with New.
type Grid struct {
	cells map[schemas.Act]map[Outcome]int
	other int
}

// New makes an empty grid.
func New() *Grid {
	g := &Grid{cells: map[schemas.Act]map[Outcome]int{}}
	for _, act := range schemas.Acts() {
		g.cells[act] = map[Outcome]int{}
	}
	return g
}

// Add counts one post. It counts a post that is none of the seven acts separately.
func (g *Grid) Add(kind schemas.Kind, typ string, outcome Outcome) { g.AddMany(kind, typ, outcome, 1) }

// AddMany counts n posts with the same act and outcome.
func (g *Grid) AddMany(kind schemas.Kind, typ string, outcome Outcome, n int) {
	row, known := g.cells[schemas.Act{Kind: kind, Type: typ}]
	if !known || !slices.Contains(Outcomes(), outcome) {
		g.other += n
		return
	}
	row[outcome] += n
}

// Merge adds the counts of another grid.
func (g *Grid) Merge(other *Grid) {
	for act, row := range other.cells {
		for outcome, n := range row {
			g.cells[act][outcome] += n
		}
	}
	g.other += other.other
}

// Count is how often an act had this outcome.
func (g *Grid) Count(act schemas.Act, outcome Outcome) int { return g.cells[act][outcome] }

// Seen is how many cells were seen at least once, and how many there are.
func (g *Grid) Seen() (seen, of int) {
	for _, act := range schemas.Acts() {
		for _, outcome := range Outcomes() {
			if of++; g.cells[act][outcome] > 0 {
				seen++
			}
		}
	}
	return seen, of
}

// Percent is Seen in whole percent, rounded down.
func (g *Grid) Percent() int {
	seen, of := g.Seen()
	return 100 * seen / of
}

// String is the table for a terminal; a dot stands for an empty cell.
func (g *Grid) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-19s", "")
	for _, outcome := range Outcomes() {
		fmt.Fprintf(&b, "  %s", outcome)
	}
	b.WriteByte('\n')
	for _, act := range schemas.Acts() {
		fmt.Fprintf(&b, "%-19s", act)
		for _, outcome := range Outcomes() {
			cell := "."
			if n := g.cells[act][outcome]; n > 0 {
				cell = fmt.Sprint(n)
			}
			fmt.Fprintf(&b, "  %*s", len(outcome), cell)
		}
		b.WriteByte('\n')
	}
	seen, of := g.Seen()
	fmt.Fprintf(&b, "%d of %d cells seen (%d %%)", seen, of, g.Percent())
	if g.other > 0 {
		fmt.Fprintf(&b, "; %d other posts", g.other)
	}
	return b.String() + "\n"
}

// cell is one cell in JSON.
type cell struct {
	schemas.Act
	Outcome Outcome `json:"outcome"`
	Count   int     `json:"count"`
}

// MarshalJSON writes every cell, including empty ones, and the sums.
func (g *Grid) MarshalJSON() ([]byte, error) {
	out := struct {
		Seen    int    `json:"seen"`
		Of      int    `json:"of"`
		Percent int    `json:"percent"`
		Other   int    `json:"other"`
		Cells   []cell `json:"cells"`
	}{Percent: g.Percent(), Other: g.other}
	out.Seen, out.Of = g.Seen()
	for _, act := range schemas.Acts() {
		for _, outcome := range Outcomes() {
			out.Cells = append(out.Cells, cell{act, outcome, g.cells[act][outcome]})
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote, and computes the sums again.
func (g *Grid) UnmarshalJSON(text []byte) error {
	var in struct {
		Other int    `json:"other"`
		Cells []cell `json:"cells"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	*g = *New()
	g.other = in.Other
	for _, c := range in.Cells {
		if row, known := g.cells[c.Act]; known {
			row[c.Outcome] = c.Count
		} else {
			g.other += c.Count
		}
	}
	return nil
}
