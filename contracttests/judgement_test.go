package contracttests_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// judgement is what verify says of an ERP, in all its forms.
type judgement struct {
	forms  map[string]string
	report reportSaid
}

// reportSaid is the JSON report.
type reportSaid struct {
	Badge  string
	Broken []string
	Checks []checkSaid
}

type checkSaid struct{ Clause, Level, Name, Verdict, Cause, Reason string }

func (j *judgement) read(t *testing.T) {
	t.Helper()
	if err := json.Unmarshal([]byte(j.forms["json"]), &j.report); err != nil {
		t.Fatalf("there is no report: %v\n%s", err, j.forms["json"])
	}
}

// firstOf finds the first clause that is broken in each form of a report: all, and those that turn the run red.
var firstOf = map[string]*regexp.Regexp{
	"summary": regexp.MustCompile(`(?m)^([A-Z]\d+) (?:MUST|SHOULD|MAY)  `),
	"html":    regexp.MustCompile(`<span class="tag broken">([A-Z]\d+) `),
	"junit":   regexp.MustCompile(`name="\[([A-Z]\d+)[^>]*>\s*<failure`),
}

var firstOfBadge = regexp.MustCompile(`broken: ([A-Z]\d+)`)

// expectFirst holds that each form of the report begins with the clause that is broken, not with what follows from it.
func (j *judgement) expectFirst(t *testing.T, erp brokenerps.ERP) {
	t.Helper()
	if len(erp.Breaks) == 0 {
		return
	}
	first, red := erp.Breaks[0], ""
	for _, id := range erp.Breaks {
		if clause, _ := schemas.ClauseByID(id); red == "" && clause.Level == schemas.Must {
			red = id
		}
	}
	for form, got := range map[string][2]string{
		"summary": {j.first("summary"), first}, "page": {j.first("html"), first}, "JSON report": {j.report.Broken[0], first},
		"list of checks": {j.report.Checks[0].Clause, first}, "JUnit report": {j.first("junit"), red}, "badge": {match(firstOfBadge, j.report.Badge), red},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: the %s begins with %q, want %q of %v", erp.Name, form, got[0], got[1], erp.Breaks)
		}
	}
	if t.Failed() {
		t.Log("\n" + j.report.why())
	}
}

func (j *judgement) first(form string) string { return match(firstOf[form], j.forms[form]) }

func match(pattern *regexp.Regexp, text string) string {
	if found := pattern.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// caught lists the clauses that are broken, by name.
func (r reportSaid) caught() []string { return slices.Sorted(slices.Values(r.Broken)) }

// why lists the failures.
func (r reportSaid) why() (why string) {
	for _, c := range r.Checks {
		if c.Verdict == string(check.Fail) || c.Verdict == string(check.Error) {
			why += fmt.Sprintf("  %s %s %s: %s\n", c.Verdict, c.Clause, c.Name, c.Reason)
		}
	}
	return why
}

// clauseID is a clause as a sentence names it; nothing in the data of a run looks like one.
var clauseID = regexp.MustCompile(`\b[CTPDIOFE][0-9]{1,2}\b`)

// blamedWrongly gives the reasons of blocked checks that name a clause that nothing broke.
func (r reportSaid) blamedWrongly() (wrong []string) {
	for _, c := range r.Checks {
		reason := strings.ReplaceAll(c.Reason, "sees no reason (T5)", "") // what the MES makes of the answer blames nobody
		for _, id := range clauseID.FindAllString(reason, -1) {
			if c.Cause == string(check.Blocked) && !slices.Contains(r.Broken, id) {
				wrong = append(wrong, c.Reason)
			}
		}
	}
	return wrong
}
