package report

import (
	"cmp"
	_ "embed"
	"html/template"
	"io"
	"slices"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

//go:embed page.html
var pageText string

// page is what the template shows. All texts have the target's secrets masked.
type page struct {
	Badge, Verdict, Tone, Why, Tally, Took, Started, Tool, Contract, Run string
	URLs                                                                 []pageURL
	Sections                                                             []pageSection
	Details                                                              []pageCell // what is broken first
	Leftovers                                                            []string
}

type pageURL struct{ Kind, URL string }

type pageSection struct {
	Name  string
	Cells []pageCell
}

type pageCell struct {
	Clause  schemas.Clause
	Word    string
	Sign    string
	Results []pageResult
}

type pageResult struct {
	Name, Outcome, Tone, Reason, Expected, Got, Answer, Cure, Curl, Script, Took string
	Follows                                                                      string // the failure that explains it
	Posts, Failed                                                                int
	Open, Known                                                                  bool
}

// HTML writes the report as one page that needs nothing else: it loads nothing, and runs nothing.
func (r *Report) HTML(out io.Writer) error {
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	return t.Execute(out, r.page())
}

func (r *Report) page() page {
	p := page{
		Badge: r.Badge(), Verdict: r.Headline(), Tone: verdictTone(r.Verdict), Why: r.Target.Hide(r.Why), Tally: r.tally(),
		Took: r.Took.Round(10 * time.Millisecond).String(), Started: r.Started.UTC().Format("2006-01-02 15:04 UTC"),
		Tool: r.Tool, Contract: contractVersion, Run: r.Run,
	}
	for _, kind := range schemas.Kinds() {
		if url, offered := r.Target.URL(kind); offered {
			p.URLs = append(p.URLs, pageURL{string(kind), r.Target.Hide(show.URL(url))})
		}
	}
	for _, cell := range r.grid() {
		if len(p.Sections) == 0 || p.Sections[len(p.Sections)-1].Name != cell.Clause.Section {
			p.Sections = append(p.Sections, pageSection{Name: cell.Clause.Section})
		}
		last := &p.Sections[len(p.Sections)-1]
		last.Cells = append(last.Cells, r.pageCell(cell))
	}
	p.Details = r.details(p.Sections)
	for _, left := range r.Leftovers() {
		p.Leftovers = append(p.Leftovers, r.Target.Hide(left))
	}
	return p
}

// details are the clauses that have checks: those that are broken first, causes before what follows from them.
func (r *Report) details(sections []pageSection) []pageCell {
	broken := r.broken()
	place := func(c pageCell) int {
		if at := slices.Index(broken, c.Clause.ID); at >= 0 {
			return at
		}
		return len(broken)
	}
	var cells []pageCell
	for _, section := range sections {
		cells = append(cells, section.Cells...)
	}
	slices.SortStableFunc(cells, func(a, b pageCell) int { return cmp.Compare(place(a), place(b)) })
	return cells
}

func (r *Report) pageCell(cell gridCell) pageCell {
	p := pageCell{Clause: cell.Clause, Word: cell.word(), Sign: cell.sign()}
	for _, one := range cell.Results {
		p.Results = append(p.Results, r.pageResult(one))
	}
	return p
}

func (r *Report) pageResult(one check.Result) pageResult {
	hide := r.Target.Hide
	p := pageResult{
		Name: one.Check.Name, Outcome: string(one.Outcome), Tone: outcomeTone(one), Reason: hide(one.Reason),
		Took: one.Took.Round(time.Millisecond).String(), Posts: len(one.Exchanges),
		Open: one.Outcome == check.Fail || one.Outcome == check.Error, Known: r.known.lists(one.Check),
	}
	if cause, follows := r.causeOf(one); follows {
		p.Follows = Entry(cause)
	}
	if f := one.Failure; f != nil {
		p.Expected, p.Got, p.Cure = hide(f.Expected), hide(f.Got), f.Cure
		p.Script, p.Failed = script(r.Target, one), failedPost(one)
		if f.Exchange != nil {
			p.Answer, p.Curl = hide(answerLine(*f.Exchange)), curl(r.Target, *f.Exchange)
		}
	}
	return p
}

func verdictTone(o Verdict) string {
	return map[Verdict]string{Green: "holds", Red: "broken", Unjudged: "unjudged", Empty: "unjudged", Interrupted: "unjudged"}[o]
}

func outcomeTone(one check.Result) string {
	switch {
	case one.Outcome == check.Pass:
		return "holds"
	case one.Outcome == check.Fail:
		return "broken"
	case one.Outcome == check.Error || unjudged(one):
		return "unjudged"
	}
	return "none"
}
