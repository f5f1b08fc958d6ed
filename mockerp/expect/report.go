package expect

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
)

// Outcome is how an expectation, or a whole file, ended.
type Outcome string

// The outcomes. CannotTell means that the outcome depends on exchanges that were dropped.
const (
	Passes     Outcome = "holds" // programs read this word, so it stays
	Fails      Outcome = "fails"
	CannotTell Outcome = "cannot-tell"
)

// reportVersion is the version of the report as JSON; members are only ever added.
const reportVersion = 1

// Report has the outcomes of a file. OK is true only when all expectations pass and no exchange
// of the run was dropped.
type Report struct {
	Version int     `json:"version"`
	OK      bool    `json:"ok"`
	Outcome Outcome `json:"verdict"`
	// Why says why the outcome is CannotTell; "" otherwise.
	Why string `json:"why,omitempty"`
	Run string `json:"run"`
	// Exchanges is how many exchanges of the run were checked, NoPosts how many of them were not
	// posts of the contract, such as a wrong path.
	Exchanges int `json:"exchanges"`
	NoPosts   int `json:"noPosts"`
	// Dropped is how many exchanges of the run the journal dropped, Cut how many it kept in part.
	Dropped uint64 `json:"dropped"`
	Cut     int    `json:"cut"`
	Items   []Item `json:"items"`
}

// Item is the outcome of one expectation.
type Item struct {
	Name    string  `json:"name"`
	Line    int     `json:"line"`
	OK      bool    `json:"ok"`
	Outcome Outcome `json:"verdict"`
	Wanted  string  `json:"wanted"`
	Got     string  `json:"got"`
	// Missing is what still has to come for it to pass; "" when nothing can help.
	Missing string `json:"missing,omitempty"`
	// Nearest is the exchange that comes closest to what is missing, or the one that differs.
	Nearest *Nearest `json:"nearest,omitempty"`
	// Exchanges are the ids of the first exchanges that Got is about.
	Exchanges []uint64 `json:"exchanges"`
}

// item gives the outcome; if exchanges are missing, only one that they could not change.
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
		i.Outcome = Passes
	case !complete && !s.sure:
		i.Outcome = CannotTell
	}
	return i
}

// judge sets the outcome of the whole file.
func (r *Report) judge() {
	r.Outcome = Passes
	switch {
	case len(r.Items) == 0:
		r.Outcome, r.Why = CannotTell, "The file has no expectation, so this proves nothing: write one."
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
	r.OK = r.Outcome == Passes
}

// String is the report for a person: of a failure it shows only what is missing and what differs.
func (r Report) String() string {
	var b strings.Builder
	passed, failed := 0, 0
	for i := range r.Items {
		r.Items[i].write(&b)
		switch r.Items[i].Outcome {
		case Passes:
			passed++
		case Fails:
			failed++
		}
	}
	fmt.Fprintf(&b, "%d of %s", passed, show.Count(len(r.Items), "expectation passed", "expectations passed"))
	if failed > 0 {
		fmt.Fprintf(&b, ", %d failed", failed)
	}
	if unknown := len(r.Items) - passed - failed; unknown > 0 {
		fmt.Fprintf(&b, ", %d could not be judged", unknown)
	}
	fmt.Fprintf(&b, " (run %s, %s", r.Run, received(r.Exchanges))
	if r.NoPosts > 0 {
		fmt.Fprintf(&b, ", %d of them not a post of the contract", r.NoPosts)
	}
	b.WriteString(")\n")
	if r.Why != "" {
		b.WriteString(r.Why + "\n")
	}
	return b.String()
}

func (i *Item) write(b *strings.Builder) {
	word := map[Outcome]string{Passes: "ok", Fails: "FAIL", CannotTell: "?"}[i.Outcome]
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
