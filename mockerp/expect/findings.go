package expect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// findingsForm expects that there are no findings.
type findingsForm struct {
	levels  []schemas.Level // empty: all
	clauses []string        // empty: all
	in      *selection      // nil: everything that came
}

func (f *findingsForm) wanted() string {
	words := []string{"no finding"}
	if len(f.levels) > 0 {
		words = append(words, "of level "+strings.Trim(fmt.Sprint(f.levels), "[]"))
	}
	if len(f.clauses) > 0 {
		words = append(words, "on clause "+strings.Join(f.clauses, ", "))
	}
	if f.in != nil {
		words = append(words, fmt.Sprintf("in posts (%s)", f.in))
	}
	return strings.Join(words, " ")
}

func (f *findingsForm) follow() follower { return &findingsFollower{form: f} }

// counts tells whether a finding fails the expectation.
func (f *findingsForm) counts(found schemas.Finding) bool {
	return (len(f.levels) == 0 || slices.Contains(f.levels, found.Level)) &&
		(len(f.clauses) == 0 || slices.Contains(f.clauses, found.Clause))
}

type findingsFollower struct {
	form     *findingsForm
	looked   int
	with     named // exchanges that have such a finding
	findings int
	first    string // described in words
}

func (f *findingsFollower) see(p *seen) {
	if p.isLook() || f.form.in != nil && !f.form.in.matches(p) {
		return
	}
	f.looked++
	before := f.findings
	for _, found := range p.x.Findings {
		if !f.form.counts(found) {
			continue
		}
		if f.findings++; f.findings == 1 {
			f.first = fmt.Sprintf("%s %s at %s: %s", found.Level, found.Clause, cmp.Or(found.Pointer, "the whole body"), found.Message)
		}
	}
	if f.findings > before {
		f.with.add(p.x.ID)
	}
}

// stand fails when nothing came: that proves nothing.
func (f *findingsFollower) stand([]script.Use) standing {
	switch {
	case f.looked == 0:
		return standing{got: "no exchange to look at, so this proves nothing", missing: "a post to look at"}
	case f.findings == 0:
		return standing{ok: true, got: "none in " + received(f.looked)}
	}
	return standing{
		got:  fmt.Sprintf("%s in %s. First: %s", show.Count(f.findings, "finding", "findings"), &f.with, f.first),
		ids:  f.with.ids,
		sure: true, // a dropped exchange cannot undo a finding
	}
}

func received(n int) string { return show.Count(n, "exchange", "exchanges") }
