package report_test

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
)

// because is a failure that explains those of other clauses.
func because(r check.Result, kind schemas.Kind, explains ...string) check.Result {
	r.Check.Kinds, r.Check.Explains = []schemas.Kind{kind}, explains
	return r
}

// firsts gives the first failure of each form of a report, as its clause.
func firsts(t *testing.T, r report.Report) map[string]string {
	t.Helper()
	forms := render(t, r)
	found := map[string]string{}
	for form, first := range map[string]string{
		"summary": `(?m)^([A-Z]\d+) MUST  `, "badge": `broken: ([A-Z]\d+)`, "html": `<span class="tag broken">([A-Z]\d+) `, "junit": `name="\[([A-Z]\d+)[^>]*>\s*<failure`,
	} {
		if match := regexp.MustCompile(first).FindStringSubmatch(forms[form]); match != nil {
			found[form] = match[1]
		}
	}
	var said struct {
		Broken []string
		Checks []struct{ Clause, ExplainedBy string }
	}
	if err := json.Unmarshal([]byte(forms["json"]), &said); err != nil {
		t.Fatal(err)
	}
	found["json"], found["json checks"] = said.Broken[0], said.Checks[0].Clause
	found["why"] = regexp.MustCompile(`: ([A-Z]\d+)`).FindStringSubmatch(r.Why)[1]
	return found
}

// In every form of a report a cause stands before what follows from it.
func TestReport_CausesComeFirst(t *testing.T) {
	device, operation := schemas.Device, schemas.Operation
	for _, c := range []struct {
		about   string
		results []check.Result
		want    []string
	}{
		{"the order of the contract", []check.Result{failed("E1", "a"), failed("D4", "b")}, []string{"D4", "E1"}},
		{"a cause", []check.Result{failed("D4", "a"), failed("E1", "b"), because(failed("E3", "c"), device, "D4", "E1")}, []string{"E3", "D4", "E1"}},
		{"a cause of a cause", []check.Result{because(failed("D4", "a"), device, "E1"), because(failed("E3", "b"), device, "E2"), because(failed("E2", "c"), device, "D4")},
			[]string{"E3", "E2", "D4"}},
		{"a cause in another kind", []check.Result{because(failed("E1", "a"), device), because(failed("E3", "b"), operation, "E1")}, []string{"E1", "E3"}},
		{"a device explains its reports", []check.Result{because(failed("E1", "a"), operation), because(failed("E3", "b"), device, "E1")}, []string{"E3", "E1"}},
		{"two that explain each other", []check.Result{because(failed("E2", "a"), device, "D4"), because(failed("D4", "b"), device, "E2")}, []string{"D4", "E2"}},
		{"one that passes explains nothing", []check.Result{failed("E1", "a"), because(failed("E2", "b"), device), because(result("E3", "c", check.Pass, ""), device, "E1")},
			[]string{"E1", "E2"}},
	} {
		pass := result("T1", "p", check.Pass, "")
		r := report.New(settings(), slices.Concat([]check.Result{pass}, c.results, []check.Result{pass}))
		for form, first := range firsts(t, r) {
			if first != c.want[0] {
				t.Errorf("%s: the %s begins with %s, want %v", c.about, form, first, c.want)
			}
		}
		if got := strings.TrimPrefix(r.Badge(), "erpkit contract 1: broken: "); got != strings.Join(c.want, ", ") {
			t.Errorf("%s: got %s, want %v", c.about, got, c.want)
		}
	}
}

func TestReport_SaysFromWhatAFailureFollows(t *testing.T) {
	forms := render(t, report.New(settings(), []check.Result{failed("D4", "wants an id"), because(failed("E3", "an id as number"), schemas.Device, "D4")}))
	for form, want := range map[string]string{
		"summary": `D4 MUST  wants an id: follows likely from [E3] "an id as number"`, "junit": "follows   likely from [E3]", "json": `"explainedBy": "E3 an id as number"`,
		"html": `<a href="#D4">D4</a> wants an id <span class="soft">likely from E3 an id as number`, "markdown": "- D4 wants an id, likely from E3 an id as number",
	} {
		if strings.Count(forms[form], want) != 1 {
			t.Errorf("the %s says it %d times:\n%s", form, strings.Count(forms[form], want), forms[form])
		}
	}
}

// What the MES does says nothing about an ERP: no form shows that the ERP holds it.
func TestReport_TheMESIsNotJudged(t *testing.T) {
	pass := result("C5", "one URL", check.Pass, "")
	pass.Check.Also = []string{"C1", "C2", "C3", "C4", "T5", "T6", "T7"}
	forms := render(t, report.New(settings(), []check.Result{pass, result("E1", "p", check.Pass, "")}))
	forms["html"] = html.UnescapeString(forms["html"])
	if forms["badge"] != "erpkit contract 1: 1 clause holds" || !strings.Contains(forms["summary"], "+T5 -T6 -T7") ||
		!strings.Contains(forms["summary"], "-C1 -C2 -C3 -C4 -C5") {
		t.Errorf("got %s and\n%s", forms["badge"], forms["summary"])
	}
	var said struct {
		Clauses []struct{ ID, Verdict string }
	}
	if err := json.Unmarshal([]byte(forms["json"]), &said); err != nil {
		t.Fatal(err)
	}
	for _, clause := range said.Clauses {
		ofMES := clause.ID[0] == 'C' || clause.ID == "T6" || clause.ID == "T7"
		if ofMES && (clause.Verdict != "none" || strings.Contains(forms["html"], `+ `+clause.ID+"<")) {
			t.Errorf("%s is shown as %s", clause.ID, clause.Verdict)
		}
	}
	if !strings.Contains(forms["html"], "+ T5<") || !strings.Contains(forms["html"], "- T6<") {
		t.Error("the page does not show the clauses as the summary does")
	}
}
