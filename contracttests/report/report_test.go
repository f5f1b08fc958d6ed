package report_test

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
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

// unanswered is a check that was skipped because the ERP gave no answer to an act.
func unanswered(clause string) check.Result {
	r := result(clause, "u "+clause, check.Skip, check.NoAnswer)
	r.Lead = check.Lead{Act: schemas.Act{Kind: schemas.Device, Type: "add"}}
	return r
}

// knownTo is how a run is told of known failures.
func knownTo(entries ...string) func(*report.Settings) {
	return func(s *report.Settings) { s.KnownFailing = entries }
}

// TestVerdict_EveryFormSaysTheSame holds for each kind of run what the verdict is, and that the terminal, the badge,
// JSON, JUnit, HTML and the exit code say the same.
func TestVerdict_EveryFormSaysTheSame(t *testing.T) {
	pass, na := result("E1", "p", check.Pass, ""), result("E4", "n", check.Skip, check.NotApplicable)
	blocked, late := result("E2", "b", check.Skip, check.Blocked), result("E8", "l", check.Skip, check.OutOfTime)
	behind := result("E2", "b", check.Skip, check.Blocked)
	behind.Lead = check.Lead{Clauses: []string{"E1"}}
	should := func(s *report.Settings) { s.FailOn = schemas.Should }
	for _, c := range []struct {
		about    string
		change   func(*report.Settings)
		results  []check.Result
		want     report.Verdict
		headline string // where it says more than the verdict
		why      string // a part of it
	}{
		{about: "nothing", want: report.Empty},
		{about: "only skipped", results: []check.Result{na}, want: report.Empty},
		{about: "only disabled", results: []check.Result{result("E1", "d", check.Disabled, "")}, want: report.Empty},
		{about: "passed", results: []check.Result{pass, na}, want: report.Green, why: "1 check passed."},
		{about: "a MUST", results: []check.Result{pass, failed("E1", "f")}, want: report.Red},
		{about: "a SHOULD", results: []check.Result{pass, failed("E7", "f")}, want: report.Green, why: "1 check passed, 1 below level MUST failed: E7."},
		{about: "a SHOULD that counts", change: should, results: []check.Result{failed("E7", "f")}, want: report.Red},
		{about: "the network", results: []check.Result{pass, result("E1", "e", check.Error, "")}, want: report.Unjudged},
		{about: "a MUST and the network", results: []check.Result{failed("E1", "f"), result("E1", "e", check.Error, "")}, want: report.Red},
		{about: "out of time", results: []check.Result{pass, late}, want: report.Unjudged},
		{about: "a MUST without an answer", results: []check.Result{pass, unanswered("E1"), failed("E8", "f")}, want: report.Unjudged,
			why: "1 check of level MUST could not be judged, because the ERP gave no answer to device add: E1."},
		{about: "a SHOULD without an answer", results: []check.Result{pass, unanswered("E7"), failed("E8", "f")}, want: report.Green},
		{about: "a SHOULD without an answer that counts", change: should, results: []check.Result{pass, unanswered("E7")}, want: report.Unjudged},
		{about: "blocked, and a failure that says why", results: []check.Result{pass, result("E1", "b", check.Skip, check.Blocked), failed("E7", "f")}, want: report.Green},
		{about: "blocked, and nothing that says why", results: []check.Result{pass, blocked}, want: report.Unjudged},
		{about: "nothing of a MUST judged", results: []check.Result{pass, blocked, failed("E8", "f")}, want: report.Unjudged, why: "Of E2 nothing could be judged"},
		{about: "known", change: knownTo("E1 f"), results: []check.Result{pass, failed("E1", "f")}, want: report.Green, headline: "GREEN but 1 known failure", why: "1 check passed."},
		{about: "known by clause", change: knownTo("E1"), results: []check.Result{pass, failed("E1", "f"), failed("E1", "g")}, want: report.Green, headline: "GREEN but 2 known failures"},
		{about: "a MUST behind what is known", change: knownTo("E1"), results: []check.Result{failed("E1", "f"), behind}, want: report.Green, headline: "GREEN but 1 known failure"},
		{about: "known but passes", change: knownTo("E1 p"), results: []check.Result{pass}, want: report.Red},
		{about: "known clause passes", change: knownTo("E1"), results: []check.Result{pass}, want: report.Red},
		{about: "known but skipped", change: knownTo("E4 n"), results: []check.Result{pass, na}, want: report.Green},
		{about: "nobody there", change: func(s *report.Settings) { s.Stopped = "Nobody is there." }, want: report.Unjudged, why: "Nobody is there."},
		{about: "interrupted", change: func(s *report.Settings) { s.Interrupted = true }, results: []check.Result{pass, late}, want: report.Interrupted},
		{about: "interrupted after a failure", change: func(s *report.Settings) { s.Interrupted = true }, results: []check.Result{failed("E1", "f"), late},
			want: report.Interrupted, why: "Until then 1 check failed, of level MUST: E1."},
	} {
		t.Run(c.about, func(t *testing.T) {
			s := settings()
			if c.change != nil {
				c.change(&s)
			}
			r := report.New(s, c.results)
			if r.Verdict != c.want || !strings.Contains(r.Why, c.why) || r.Why == "" {
				t.Fatalf("got %s (%s), want %s", r.Verdict, r.Why, c.want)
			}
			sameEverywhere(t, r, cmp.Or(c.headline, strings.ToUpper(string(c.want))))
		})
	}
}

// sameEverywhere holds the forms of a report against its verdict.
func sameEverywhere(t *testing.T, r report.Report, headline string) {
	t.Helper()
	forms := render(t, r)
	code := map[report.Verdict]int{report.Green: 0, report.Red: 1, report.Unjudged: 3, report.Empty: 4, report.Interrupted: 130}[r.Verdict]
	if r.Verdict.ExitCode() != code {
		t.Errorf("the exit code is %d, want %d", r.Verdict.ExitCode(), code)
	}
	words := map[report.Verdict]string{
		report.Green: "hold", report.Red: "broken: | a known failure passes", report.Unjudged: "could not be judged",
		report.Empty: "nothing was run", report.Interrupted: "interrupted",
	}[r.Verdict]
	if !regexp.MustCompile(words).MatchString(forms["badge"]) || strings.Contains(headline, "known") != strings.Contains(forms["badge"], "but") {
		t.Errorf("the badge is %q", forms["badge"])
	}
	if !strings.Contains(forms["summary"], "\n"+headline+": ") || !strings.Contains(forms["html"], ">"+headline+"</span>") ||
		!strings.HasPrefix(forms["markdown"], "## "+headline+"\n") || !strings.Contains(forms["json"], fmt.Sprintf("\"outcome\": %q,\n  \"headline\": %q", r.Verdict, headline)) {
		t.Errorf("the summary, the page, Markdown or JSON does not say %q", headline)
	}
	var file struct {
		Suite struct {
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(forms["junit"]), &file); err != nil {
		t.Fatal(err)
	}
	read := file.Suite
	if (code != 0) != (read.Failures > 0) {
		t.Errorf("JUnit has %d failures and %d errors, and the verdict is %s", read.Failures, read.Errors, r.Verdict)
	}
}

// render gives all forms of a report.
func render(t *testing.T, r report.Report) map[string]string {
	t.Helper()
	forms := map[string]string{"badge": r.Badge()}
	for name, write := range map[string]func(*strings.Builder) error{
		"summary":  func(b *strings.Builder) error { return r.Summary(b) },
		"json":     func(b *strings.Builder) error { return r.JSON(b) },
		"junit":    func(b *strings.Builder) error { return r.JUnit(b) },
		"html":     func(b *strings.Builder) error { return r.HTML(b) },
		"markdown": func(b *strings.Builder) error { return r.Markdown(b) },
		"script":   func(b *strings.Builder) error { return r.Script(b) },
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

// A known failure that passes turns the run red, so a build server must show it: also of a whole clause, and beside
// other failures.
func TestJUnit_AKnownFailureThatPassesIsAFailure(t *testing.T) {
	s := settings()
	knownTo("E4 p", "E7", "E8 late")(&s)
	r := report.New(s, []check.Result{result("E4", "p", check.Pass, ""), result("E7", "q", check.Pass, ""), failed("E1", "f"), failed("E8", "late")})
	got := render(t, r)["junit"]
	for _, want := range []string{
		`name="[E4] p" time="0.000">
      <failure message="E4 p is listed as known to fail, and passes: take it off the list">`,
		`classname="known-failing" name="E7" time="0.000">
      <failure message="E7 is listed as known to fail, and passes: take it off the list">`,
		`failures="3" errors="0" skipped="1"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s in %s", want, got)
		}
	}
	r = report.New(s, []check.Result{result("E4", "p", check.Pass, ""), result("E1", "e", check.Error, "")})
	if got = render(t, r)["junit"]; !strings.Contains(got, `failures="1" errors="1"`) {
		t.Errorf("got %s", got)
	}
}

func TestWriteKnown_IsReadAgain(t *testing.T) {
	s := settings()
	knownTo("E2", "E3 still", "E4 mended", "E5 not asked", "E6")(&s)
	results := []check.Result{
		failed("E1", "new"), failed("E7", "below the level"), failed("E2", "one"), failed("E2", "two"), failed("E3", "still"),
		result("E4", "mended", check.Pass, ""), result("E6", "blocked", check.Skip, check.Blocked),
	}
	r := report.New(s, results)
	var list strings.Builder
	if err := r.WriteKnown(&list); err != nil {
		t.Fatal(err)
	}
	checks := []check.Check{{Clause: "E5", Name: "not asked"}}
	for _, one := range results {
		checks = append(checks, one.Check)
	}
	got, err := report.ReadKnown(strings.NewReader(list.String()), checks)
	slices.Sort(got)
	if want := []string{"E1 new", "E2", "E3 still", "E5 not asked", "E6"}; err != nil || !slices.Equal(got, want) {
		t.Fatalf("got %v, %v, want %v: %s", got, err, want, list.String())
	}
	s.KnownFailing = got
	if again := report.New(s, results); again.Verdict == report.Red {
		t.Errorf("with its own list the run is red: %s", again.Why)
	}
}
