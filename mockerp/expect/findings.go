package expect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

// findingsForm expects that nothing was found.
type findingsForm struct {
	levels  []schemas.Level // none is all
	clauses []string        // none is all
	in      *selection      // nil is everything that came
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

// counts tells whether a finding is one of those that may not be there.
func (f *findingsForm) counts(found schemas.Finding) bool {
	return (len(f.levels) == 0 || slices.Contains(f.levels, found.Level)) &&
		(len(f.clauses) == 0 || slices.Contains(f.clauses, found.Clause))
}

type findingsFollower struct {
	form     *findingsForm
	looked   int
	with     named // exchanges that have such a finding
	findings int
	first    string // in words
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
			f.first = fmt.Sprintf("%s %s at %s: %s", found.Level, found.Clause, place(found.Pointer), found.Message)
		}
	}
	if f.findings > before {
		f.with.add(p.x.ID)
	}
}

func place(pointer string) string {
	if pointer == "" {
		return "the whole body"
	}
	return pointer
}

// stand: where nothing came, nothing was shown.
func (f *findingsFollower) stand([]script.Use) standing {
	switch {
	case f.looked == 0:
		return standing{got: "no exchange to look at, so nothing is shown", missing: "a post to look at"}
	case f.findings == 0:
		return standing{ok: true, got: "none in " + received(f.looked)}
	}
	return standing{
		got:  fmt.Sprintf("%s in %s. First: %s", findings(f.findings), &f.with, f.first),
		ids:  f.with.ids,
		sure: true, // nothing that was dropped can take a finding away
	}
}

func findings(n int) string {
	if n == 1 {
		return "1 finding"
	}
	return fmt.Sprintf("%d findings", n)
}

func received(n int) string {
	if n == 1 {
		return "1 exchange"
	}
	return fmt.Sprintf("%d exchanges", n)
}
