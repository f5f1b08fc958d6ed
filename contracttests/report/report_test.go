package report_test

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
	"github.com/erpkit/erpkit/sender/target"
)

func Example() {
	c := check.Check{Clause: "E7", Family: "repeats", Name: "device: the same add twice is booked once"}
	r := report.New(report.Settings{FailOn: schemas.Should, Started: time.Now()}, []check.Result{{Check: c, Outcome: check.Fail}})
	fmt.Println(r.Verdict)
	fmt.Println(r.Badge())
	// Output:
	// red
	// erpkit contract 1: broken: E7
}

const secret = "s3cret-key"

// failed is a check that failed, with an exchange full of what must not reach a report as it is.
func failed(clause, name string) check.Result {
	x := check.Exchange{What: "device add", Act: schemas.Act{Kind: schemas.Device, Type: "add"}, Result: sender.Result{
		Status: 409, Words: "no",
		Transcript: sender.Transcript{
			Method: "POST", URL: "http://user:hidden@erp/device", RequestHeader: http.Header{"X-Api-Key": {secret}},
			RequestBody: []byte(`{"serial":"</script><b>"}`), Status: 409, AnswerBody: []byte("<script>alert('" + secret + "')</script>\x1b[31m"),
		},
	}}
	return check.Result{
		Check: check.Check{Clause: clause, Family: "test", Name: name}, Outcome: check.Fail, Reason: "Expected a. It was b.",
		Failure: &check.Failure{Expected: "a", Got: "b " + secret, Cure: "do c", Exchange: &x}, Exchanges: []check.Exchange{x},
	}
}

func result(clause, name string, v check.Outcome, cause check.SkipCause) check.Result {
	return check.Result{Check: check.Check{Clause: clause, Family: "test", Name: name}, Outcome: v, Cause: cause, Reason: string(v) + " because"}
}

func settings() report.Settings {
	return report.Settings{
		Tool: "v1", Run: "RUN", Started: time.Now(),
		Target: target.Target{Base: "http://erp", Headers: http.Header{"X-Api-Key": {secret}}},
	}
}

func TestOutcome(t *testing.T) {
	pass, na := result("E1", "p", check.Pass, ""), result("E4", "n", check.Skip, check.NotApplicable)
	blocked, late := result("E2", "b", check.Skip, check.Blocked), result("E8", "l", check.Skip, check.OutOfTime)
	for _, c := range []struct {
		about   string
		change  func(*report.Settings)
		results []check.Result
		want    report.Verdict
	}{
		{"nothing", nil, nil, report.Empty},
		{"only skipped", nil, []check.Result{na}, report.Empty},
		{"only disabled", nil, []check.Result{result("E1", "d", check.Disabled, "")}, report.Empty},
		{"passed", nil, []check.Result{pass, na}, report.Green},
		{"a MUST", nil, []check.Result{pass, failed("E1", "f")}, report.Red},
		{"a SHOULD", nil, []check.Result{pass, failed("E7", "f")}, report.Green},
		{"a SHOULD that counts", func(s *report.Settings) { s.FailOn = schemas.Should }, []check.Result{failed("E7", "f")}, report.Red},
		{"the network", nil, []check.Result{pass, result("E1", "e", check.Error, "")}, report.Unjudged},
		{"a MUST and the network", nil, []check.Result{failed("E1", "f"), result("E1", "e", check.Error, "")}, report.Red},
		{"out of time", nil, []check.Result{pass, late}, report.Unjudged},
		{"blocked, and a failure that says why", nil, []check.Result{blocked, failed("E7", "f")}, report.Green},
		{"blocked, and nothing that says why", nil, []check.Result{pass, blocked}, report.Unjudged},
		{"known", func(s *report.Settings) { s.KnownFailing = []string{"E1 f"} }, []check.Result{pass, failed("E1", "f")}, report.Green},
		{"known by clause", func(s *report.Settings) { s.KnownFailing = []string{"E1"} }, []check.Result{pass, failed("E1", "f")}, report.Green},
		{"known but passes", func(s *report.Settings) { s.KnownFailing = []string{"E1 p"} }, []check.Result{pass}, report.Red},
		{"known clause passes", func(s *report.Settings) { s.KnownFailing = []string{"E1"} }, []check.Result{pass}, report.Red},
		{"known but skipped", func(s *report.Settings) { s.KnownFailing = []string{"E4 n"} }, []check.Result{pass, na}, report.Green},
	} {
		s := settings()
		if c.change != nil {
			c.change(&s)
		}
		if r := report.New(s, c.results); r.Verdict != c.want || r.Why == "" {
			t.Errorf("%s: got %s (%s), want %s", c.about, r.Verdict, r.Why, c.want)
		}
	}
}

// render gives all forms of a report.
func render(t *testing.T, r report.Report) map[string]string {
	t.Helper()
	forms := map[string]string{"badge": r.Badge()}
	for name, write := range map[string]func(*strings.Builder) error{
		"summary": func(b *strings.Builder) error { return r.Summary(b) },
		"json":    func(b *strings.Builder) error { return r.JSON(b) },
		"junit":   func(b *strings.Builder) error { return r.JUnit(b) },
		"html":    func(b *strings.Builder) error { return r.HTML(b) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		forms[name] = b.String()
	}
	return forms
}

func mixed() []check.Result {
	left := result("E1", "p", check.Pass, "")
	left.Leftovers = []leftovers.Leftover{{What: "device SN-1", Why: "It said no.", Asked: true}, {What: "device SN-2", Why: "No time."}}
	return []check.Result{
		left, failed("E1", "f1"), failed("E1", "f2"), failed("E1", "f3"), failed("E1", "f4"), failed("E7", "should"),
		result("E2", "e", check.Error, ""), result("E4", "n", check.Skip, check.NotApplicable), result("O1", "d", check.Disabled, ""),
	}
}

func TestNoFormShowsASecret(t *testing.T) {
	for name, text := range render(t, report.New(settings(), mixed())) {
		if strings.Contains(text, secret) || strings.Contains(text, "hidden@") {
			t.Errorf("the %s shows a secret:\n%s", name, text)
		}
	}
}

func TestTheBadgeCounts(t *testing.T) {
	one := []check.Result{result("E1", "p", check.Pass, "")}
	for want, results := range map[string][]check.Result{
		"erpkit contract 1: 1 clause holds": one,
		"erpkit contract 1: 2 clauses hold": append(one, result("E2", "q", check.Pass, "")),
	} {
		r := report.New(settings(), results)
		if got := r.Badge(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSummary(t *testing.T) {
	forms := render(t, report.New(settings(), mixed()))
	for _, part := range []string{
		"E1 MUST  f1", "clause    Accepts", "expected  a", "but       b ***", "cure      do c", "again     curl ", "X-Api-Key: ***",
		"… and 1 failure more of E1", "1 thing still in the ERP, which was asked to remove it (run RUN):\n  device SN-1: It said no.", "1 thing still in the ERP, which was not asked to remove it (run RUN):\n  device SN-2: No time.", "!E1", "?E2", "-E4", "RED: 4 checks failed, of level MUST: E1.",
		"1 pass, 5 fail, 1 error, 1 skip, 1 disabled",
	} {
		if !strings.Contains(forms["summary"], part) {
			t.Errorf("the summary has no %q:\n%s", part, forms["summary"])
		}
	}
	if strings.ContainsAny(forms["summary"], "\x1b\x07") {
		t.Error("the summary lets an answer steer the terminal")
	}
	if strings.Count(forms["badge"], "\n") != 0 || forms["badge"] != "erpkit contract 1: broken: E1" {
		t.Errorf("the badge is %q", forms["badge"])
	}
}

func TestJUnit(t *testing.T) {
	s := settings()
	s.KnownFailing = []string{"E1 f2"}
	var read struct {
		Suites []struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Skipped  int `xml:"skipped,attr"`
			Cases    []struct {
				Name    string `xml:"name,attr"`
				Failure string `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(render(t, report.New(s, mixed()))["junit"]), &read); err != nil {
		t.Fatal(err)
	}
	if got := read.Suites[0]; got.Tests != 9 || got.Failures != 3 || got.Errors != 1 || got.Skipped != 4 || len(got.Cases) != 9 {
		t.Errorf("got %+v", got)
	}
	if c := read.Suites[0].Cases[0]; !strings.Contains(c.Failure, "again     curl") || c.Name != "[E1] f1" {
		t.Errorf("got %+v", c)
	}
}

func TestThePageNeedsNothingElse(t *testing.T) {
	page := render(t, report.New(settings(), mixed()))["html"]
	if found := regexp.MustCompile(`(?i)<script|<link|<img|<iframe|src=|@import|url\(|\bon[a-z]+=`).FindString(page); found != "" {
		t.Errorf("the page has %q", found)
	}
	for _, part := range []string{
		`name="viewport"`, "light-dark(", "<details open><summary><span class=\"tag broken\">fail</span> f1", `href="#E1"`,
		"&lt;script&gt;", "device SN-1", "do c",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	for _, clause := range schemas.Clauses() {
		if !strings.Contains(page, " "+clause.ID+"<") {
			t.Errorf("the grid has no %s", clause.ID)
		}
	}
}

func TestReadKnown(t *testing.T) {
	checks := []check.Check{{Clause: "E1", Name: "device add is accepted"}, {Clause: "E7", Name: "twice"}}
	got, err := report.ReadKnown(strings.NewReader("# ours\nE7\n\nE1  device add is accepted # later\n"), checks)
	if err != nil || fmt.Sprint(got) != "[E7 E1 device add is accepted]" {
		t.Errorf("got %q, %v", got, err)
	}
	_, err = report.ReadKnown(strings.NewReader("E1 device add\nX1\n"), checks)
	if err == nil || !strings.Contains(err.Error(), "line 1") || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v", err)
	}
}

func TestAWriterThatFails(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	r := report.New(settings(), mixed())
	for name, err := range map[string]error{"summary": r.Summary(full), "json": r.JSON(full), "junit": r.JUnit(full), "html": r.HTML(full)} {
		if err == nil {
			t.Errorf("the %s was written to a full disk without an error", name)
		}
	}
}
