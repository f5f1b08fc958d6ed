package expect

import (
	"fmt"
	"strings"
)

// Outcome is what can be said of expectations.
type Outcome string

// The outcomes. CannotTell is for what exchanges would decide that are not there any more.
const (
	Holds      Outcome = "holds"
	Fails      Outcome = "fails"
	CannotTell Outcome = "cannot-tell"
)

// reportVersion is the version of the report as JSON; members are only ever added.
const reportVersion = 1

// Report says how the expectations of a file stand. OK is true only when all of them hold and
// nothing of the run was dropped.
type Report struct {
	Version int     `json:"version"`
	OK      bool    `json:"ok"`
	Outcome Outcome `json:"verdict"`
	// Why says why it cannot be told; "" otherwise.
	Why string `json:"why,omitempty"`
	Run string `json:"run"`
	// Exchanges is how many exchanges of the run were looked at, NoPosts how many of them were no
	// post of the contract, such as a wrong path.
	Exchanges int `json:"exchanges"`
	NoPosts   int `json:"noPosts"`
	// Dropped is how many exchanges of the run are not there any more, Cut how many are there in part.
	Dropped uint64 `json:"dropped"`
	Cut     int    `json:"cut"`
	Items   []Item `json:"items"`
}

// Item is how one expectation stands.
type Item struct {
	Name    string  `json:"name"`
	Line    int     `json:"line"`
	OK      bool    `json:"ok"`
	Outcome Outcome `json:"verdict"`
	Wanted  string  `json:"wanted"`
	Got     string  `json:"got"`
	// Missing is what would have to come for it to hold; "" when there is nothing such.
	Missing string `json:"missing,omitempty"`
	// Nearest is the exchange that comes closest to what is missing, or the one that differs.
	Nearest *Nearest `json:"nearest,omitempty"`
	// Exchanges are the ids that Got is about, at most some.
	Exchanges []uint64 `json:"exchanges"`
}

// item gives the outcome: where exchanges are missing, only what they cannot change is told.
func (e *expectation) item(s standing, complete bool) Item {
	i := Item{
		Name: e.name, Line: e.line, OK: s.ok && (complete || s.sure), Outcome: Fails, Wanted: e.form.wanted(), Got: s.got,
		Missing: s.missing, Nearest: s.nearest, Exchanges: s.ids,
	}
	if i.Exchanges == nil {
		i.Exchanges = []uint64{}
	}
	switch {
	case i.OK:
		i.Outcome = Holds
	case !complete && !s.sure:
		i.Outcome = CannotTell
	}
	return i
}

// judge gives the outcome of the whole.
func (r *Report) judge() {
	r.Outcome = Holds
	switch {
	case len(r.Items) == 0:
		r.Outcome, r.Why = CannotTell, "There is no expectation in the file, so nothing is shown: write one."
	case r.Dropped > 0:
		r.Outcome, r.Why = CannotTell, fmt.Sprintf("%s of this run were dropped from the journal to keep it within its bounds, "+
			"so nobody can vouch for the run: let the journal keep more (--max-exchanges, --max-journal-bytes), or reset the run before the test.",
			received(int(min(r.Dropped, 1<<31))))
	case r.Cut > 0:
		r.Outcome, r.Why = CannotTell, fmt.Sprintf("%s of this run were too large for the journal, which kept them in part, "+
			"so nobody can vouch for the run: let the journal keep more bytes (--max-journal-bytes).", received(r.Cut))
	}
	for i := range r.Items {
		if r.Items[i].Outcome == Fails {
			r.Outcome = Fails
		}
	}
	r.OK = r.Outcome == Holds
}

// String is the report for a person: of what does not hold only what is missing and what differs.
func (r Report) String() string {
	var b strings.Builder
	held, failed := 0, 0
	for i := range r.Items {
		r.Items[i].write(&b)
		switch r.Items[i].Outcome {
		case Holds:
			held++
		case Fails:
			failed++
		}
	}
	fmt.Fprintf(&b, "%d of %s", held, expectations(len(r.Items)))
	if failed > 0 {
		fmt.Fprintf(&b, ", %d failed", failed)
	}
	if unknown := len(r.Items) - held - failed; unknown > 0 {
		fmt.Fprintf(&b, ", %d cannot be told", unknown)
	}
	fmt.Fprintf(&b, " (run %s, %s", r.Run, received(r.Exchanges))
	if r.NoPosts > 0 {
		fmt.Fprintf(&b, ", %d of them no post of the contract", r.NoPosts)
	}
	b.WriteString(")\n")
	if r.Why != "" {
		b.WriteString(r.Why + "\n")
	}
	return b.String()
}

func expectations(n int) string {
	if n == 1 {
		return "1 expectation held"
	}
	return fmt.Sprintf("%d expectations held", n)
}

func (i *Item) write(b *strings.Builder) {
	word := map[Outcome]string{Holds: "ok", Fails: "FAIL", CannotTell: "?"}[i.Outcome]
	fmt.Fprintf(b, "%-5s %s\n", word, i.Name)
	if i.OK {
		return
	}
	line := func(name, text string) { fmt.Fprintf(b, "      %-8s %s\n", name, text) }
	line("wanted", i.Wanted)
	line("got", i.Got)
	if i.Missing != "" {
		line("missing", i.Missing)
	}
	if i.Nearest != nil {
		line("nearest", fmt.Sprintf("exchange %d", i.Nearest.Exchange))
		for _, d := range i.Nearest.Differs {
			line("", fmt.Sprintf("%s: wanted %s, got %s", d.Member, d.Wanted, d.Got))
		}
	}
}
