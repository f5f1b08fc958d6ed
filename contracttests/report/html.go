package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

var (
	//go:embed page.html
	pageText string
	//go:embed page.js
	pageScript string
)

// page is what the template shows. All texts have the target's secrets masked.
type page struct {
	Badge, Verdict, Tone, Why, Tally, Took, Started, Tool, Contract, Run, ScriptHash string

	Script    template.JS // our own: it searches in the page, which is whole without it
	URLs      []string
	Compared  *pageCompared // nil without an earlier run
	Causes    []pageFailure
	Following []pageFailure
	Open      []open
	Sections  []pageSection
	Details   []pageCell // what is broken first
	Leftovers []string
}

type pageCompared struct {
	Title, Nothing string
	Groups         []changes
}

type pageSection struct {
	Name  string
	Cells []pageCell
}

type pageCell struct {
	Clause  schemas.Clause
	Word    string
	Sign    string
	Results []pageFailure
}

// HTML writes the report as one page that needs nothing else: it loads nothing, and all of it can be read without a script.
func (r *Report) HTML(out io.Writer) error {
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	return t.Execute(out, r.page())
}

func (r *Report) page() page {
	hash := sha256.Sum256([]byte(pageScript))
	p := page{
		Badge: r.Badge(), Verdict: r.Headline(), Tone: verdictTone(r.Verdict), Why: r.Target.Hide(r.Why), Tally: r.tally(),
		Took: r.Took.Round(10 * time.Millisecond).String(), Started: r.Started.UTC().Format("2006-01-02 15:04 UTC"),
		Tool: r.Tool, Contract: contractVersion, Run: r.Run, URLs: r.urls(), Open: r.open(),
		Script: template.JS(pageScript), ScriptHash: "sha256-" + base64.StdEncoding.EncodeToString(hash[:]), //nolint:gosec // embedded, nothing from outside
	}
	p.Compared = r.pageCompared()
	for i := range r.causes {
		p.Causes = append(p.Causes, r.pageCause(&r.causes[i]))
	}
	for _, one := range r.following() {
		p.Following = append(p.Following, r.pageFailure(one.Result))
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

func (r *Report) pageCompared() *pageCompared {
	c := r.compare()
	if c == nil {
		return nil
	}
	p := pageCompared{Title: r.Target.Hide(c.title()), Groups: c.groups(), Nothing: nothingNew}
	for _, group := range p.Groups {
		for i, entry := range group.Checks {
			group.Checks[i] = r.Target.Hide(entry)
		}
	}
	return &p
}

// urls are where the posts went, by kind.
func (r *Report) urls() []string {
	var list []string
	for _, kind := range schemas.Kinds() {
		if url, offered := r.Target.URL(kind); offered {
			list = append(list, string(kind)+": "+r.Target.Hide(show.URL(url)))
		}
	}
	return list
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
	slices.SortStableFunc(cells, func(a, b pageCell) int { return place(a) - place(b) })
	return cells
}

func (r *Report) pageCell(cell gridCell) pageCell {
	p := pageCell{Clause: cell.Clause, Word: cell.word(), Sign: cell.sign()}
	for _, one := range cell.Results {
		p.Results = append(p.Results, r.pageFailure(one))
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
