package report_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
)

// earlier is the report of a run with these results, as it is read again.
func earlier(t *testing.T, s report.Settings, results ...check.Result) *report.Earlier {
	t.Helper()
	return read(t, render(t, report.New(s, results))["json"])
}

func read(t *testing.T, text string) *report.Earlier {
	t.Helper()
	e, err := report.ReadEarlier(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

type compared struct {
	New, Mended, Still, Flaky, Unjudged []string
	NotComparable                       []struct{ Check, Why string }
}

func comparisonIn(t *testing.T, r report.Report) compared {
	t.Helper()
	var full struct{ Comparison *compared }
	if err := json.Unmarshal([]byte(render(t, r)["json"]), &full); err != nil || full.Comparison == nil {
		t.Fatalf("%v: there is no comparison", err)
	}
	return *full.Comparison
}

func flaky(r check.Result) check.Result { r.Flaky = true; return r }

func TestCompare_TellsWhatIsNew(t *testing.T) {
	pass := func(clause, name string) check.Result { return result(clause, name, check.Pass, "") }
	s := settings()
	s.Profile = "standard"
	s.Earlier = earlier(t, s,
		pass("E1", "breaks"), failed("E2", "mended"), failed("E3", "still"), flaky(failed("D1", "sometimes")), pass("D2", "cannot be judged"),
		pass("D3", "is gone"), pass("D4", "passes"), result("I1", "was blocked", check.Skip, check.Blocked), pass("I3", "is flaky and passes"))
	r := report.New(s, []check.Result{
		failed("E1", "breaks"), pass("E2", "mended"), failed("E3", "still"), failed("D1", "sometimes"), result("D2", "cannot be judged", check.Skip, check.Blocked),
		pass("D4", "passes"), failed("I1", "was blocked"), pass("I2", "is added"), flaky(pass("I3", "is flaky and passes")),
	})
	got := comparisonIn(t, r)
	for what, lists := range map[string][2][]string{
		"new": {got.New, {"E1 breaks", "I1 was blocked"}}, "mended": {got.Mended, {"E2 mended"}}, "still": {got.Still, {"E3 still"}},
		"flaky": {got.Flaky, {"D1 sometimes", "I3 is flaky and passes"}}, "unjudged": {got.Unjudged, {"D2 cannot be judged"}},
	} {
		if slices.Sort(lists[0]); !slices.Equal(lists[0], lists[1]) {
			t.Errorf("%s: got %v, want %v", what, lists[0], lists[1])
		}
	}
	if n := got.NotComparable; len(n) != 2 || n[0].Check != "I2 is added" || n[0].Why != "only in this run" || n[1].Check != "D3 is gone" || n[1].Why != "only in the earlier run" {
		t.Errorf("got %+v", n)
	}
	if r.Verdict != report.Red || strings.Contains(r.Why, "E3") || strings.Contains(r.Why, "D1") {
		t.Errorf("got %s: %s", r.Verdict, r.Why)
	}
	summary := render(t, r)["summary"]
	for _, want := range []string{"Compared with the run of ", "  2 fails, and did not:\n", "        E1 breaks\n", "  1 mended:\n", "  1 not comparable, only in this run:\n"} {
		if !strings.Contains(summary, want) {
			t.Errorf("there is no %q in %s", want, summary)
		}
	}
}

// The page and the Markdown have what the terminal has. What an earlier report says is text, whatever it says.
func TestCompare_InPageAndMarkdown(t *testing.T) {
	s := settings()
	s.Earlier = earlier(t, s, result("E1", "breaks", check.Pass, ""), failed("E2", "mended"), failed("E3", "<script>*gone*"))
	forms := render(t, report.New(s, []check.Result{failed("E1", "breaks"), result("E2", "mended", check.Pass, "")}))
	for form, wants := range map[string][]string{
		"html":     {"Compared with the run of ", "1 fails, and did not<", "<li>E1 breaks</li>", "1 mended<", "<li>E3 &lt;script&gt;*gone*</li>"},
		"markdown": {"### Compared with the run of ", "- **1 fails, and did not:** E1 breaks\n", "- **1 mended:** E2 mended\n", `only in the earlier run:** E3 &#60;script&#62;\*gone\*`},
	} {
		for _, want := range wants {
			if !strings.Contains(forms[form], want) {
				t.Errorf("there is no %q in the %s: %s", want, form, forms[form])
			}
		}
	}
	s.Earlier = earlier(t, s, result("E1", "a", check.Pass, ""))
	for form, text := range render(t, report.New(s, []check.Result{result("E1", "a", check.Pass, "")})) {
		if (form == "html" || form == "markdown" || form == "summary") && !strings.Contains(strings.ToLower(text), "nothing has changed, and nothing fails") {
			t.Errorf("the %s does not say that nothing has changed: %s", form, text)
		}
	}
}

func TestCompare_OnlyWhatIsNewCounts(t *testing.T) {
	s := settings()
	s.Earlier = earlier(t, s, failed("E1", "old"), result("E2", "p", check.Pass, ""), flaky(result("D1", "sometimes", check.Skip, check.Blocked)))
	for about, test := range map[string]struct {
		results []check.Result
		want    report.Verdict
	}{
		"as it was":         {[]check.Result{failed("E1", "old"), result("E2", "p", check.Pass, "")}, report.Green},
		"mended":            {[]check.Result{result("E1", "old", check.Pass, ""), result("E2", "p", check.Pass, "")}, report.Green},
		"another is broken": {[]check.Result{failed("E1", "old"), failed("E2", "p")}, report.Red},
		"a check more":      {[]check.Result{failed("E1", "old"), failed("E1", "new")}, report.Red},
		"flaky before":      {[]check.Result{result("E2", "p", check.Pass, ""), failed("D1", "sometimes")}, report.Green},
		"the network":       {[]check.Result{failed("E1", "old"), result("E2", "p", check.Error, "")}, report.Unjudged},
	} {
		r := report.New(s, test.results)
		if r.Verdict != test.want {
			t.Errorf("%s: got %s (%s), want %s", about, r.Verdict, r.Why, test.want)
		}
		if junit := render(t, r)["junit"]; strings.Contains(junit, "<failure") == (test.want == report.Green) {
			t.Errorf("%s: JUnit does not say the same: %s", about, junit)
		}
	}
}

func TestCompare_OtherProfileAndOtherContract(t *testing.T) {
	s := settings()
	s.Profile = "smoke"
	old := earlier(t, s, failed("E1", "both"), failed("E3", "of smoke"))
	s.Profile, s.Earlier = "full", old
	r := report.New(s, []check.Result{failed("E1", "both"), result("E2", "of full", check.Pass, "")})
	if got := comparisonIn(t, r); len(got.Still) != 1 || len(got.NotComparable) != 2 || got.NotComparable[0].Why != "only in this run: the profile then was smoke, and is full now" || r.Verdict != report.Green {
		t.Errorf("got %+v, %s", got, r.Verdict)
	}
	old.Contract = "0"
	r = report.New(s, []check.Result{failed("E1", "both")})
	if got := comparisonIn(t, r); len(got.New)+len(got.Still) != 0 || len(got.NotComparable) != 2 || !strings.Contains(got.NotComparable[0].Why, "version 0") || r.Verdict != report.Red {
		t.Errorf("got %+v, %s", got, r.Verdict)
	}
}

func TestReadEarlier_SaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "it is no JSON report",
		"<html>":                             "it is no JSON report",
		"{}":                                 "version, contract or checks are missing",
		`{"version": 1, "contract": "1"}`:    "version, contract or checks are missing",
		`{"version": 1, "checks": {"a": 1}}`: "it is no JSON report",
		`{"version": 9, "contract": "1", "checks": []}`: "its version is 9",
	} {
		if _, err := report.ReadEarlier(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}
