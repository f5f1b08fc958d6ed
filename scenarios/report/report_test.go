package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/scenarios/report"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender/target"
)

const story = `version: 1
title: A story
reference: NP-1
workOrders:
  - {number: NXT-915, sku: "0007"}
steps:
  - device.set: {serial: SN-7}
    as: guitar
    say: The label is scanned.
    expect:
      body: {is: '{"externalId":"X-1","lot":7}'}
      status: 409
`

func played(t *testing.T, text string, opts play.Options) *play.Result {
	t.Helper()
	one, err := scenarios.Parse("story.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	result, err := play.Run(t.Context(), []*scenarios.Story{one}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func text(t *testing.T, r *play.Result) string {
	t.Helper()
	var b strings.Builder
	if err := report.Text(&b, r, show.Sh); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func server(t *testing.T, status int, body string) play.Target {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return play.Target{Target: target.Target{Base: s.URL}}
}

// The report of a failure has the lines of its step, the difference, and a curl line.
func TestAFailureIsToldInFull(t *testing.T) {
	got := text(t, played(t, story, play.Options{Target: server(t, 200, `{"externalId":"X-1","lot":8}`)}))
	for _, want := range []string{
		"failed       story  (1 post, ",
		"    story.yaml:7: device.set\n    The label is scanned.\n       7 |   - device.set: {serial: SN-7}\n       8 |     as: guitar\n",
		"    status:\n      - expected: 409\n      + came:     200\n",
		"        {\n          \"externalId\": \"X-1\",\n      -   \"lot\": 7\n      +   \"lot\": 8\n        }\n",
		"    The ERP accepted the post (HTTP 200) and gave it the id \"X-1\".\n",
		"    Repeat it with:\n    curl -sS -i --globoff --http1.1", `"serial":"SN-7"`,
		"1 story: 1 failed, in ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// The story of an issue either reproduces or does not.
func TestReproduces(t *testing.T) {
	issue := strings.Replace(story, "title:", "reproduces: The ERP takes a serial twice.\ntitle:", 1)
	if got := text(t, played(t, issue, play.Options{})); !strings.Contains(got, "does not reproduce  story") || !strings.Contains(got, "    The ERP takes a serial twice.\n") {
		t.Errorf("got\n%s", got)
	}
	passes := issue[:strings.Index(issue, "    expect")]
	if got := text(t, played(t, passes, play.Options{})); !strings.HasPrefix(got, "reproduces   story") {
		t.Errorf("got\n%s", got)
	}
}

// Nothing that an ERP or a file says can steer a terminal.
func TestNothingSteersTheTerminal(t *testing.T) {
	evil := "\x1b[2J\x1b]0;x\a\u202e\r"
	body, _ := json.Marshal(map[string]string{"message": evil})
	wrong := strings.Replace(story, "The label is scanned.", `"a\e[31mb\u202e"`, 1)
	result := played(t, strings.NewReplacer("status: 409", "status: 500", "body: {is: '{\"externalId\":\"X-1\",\"lot\":7}'}", "message: zzz").Replace(wrong), play.Options{Target: server(t, 500, string(body))})
	var live bytes.Buffer
	show := report.Live(&live)
	for i := range result.Cases[0].Steps {
		show(play.Event{Kind: play.StepDone, Case: result.Cases[0], Step: &result.Cases[0].Steps[i], Total: 1})
	}
	show(play.Event{Kind: play.CaseEnds, Case: result.Cases[0], Done: 1, Total: 1})
	for _, shown := range []string{text(t, result), live.String()} {
		if strings.ContainsAny(shown, "\x1b\a\r\u202e") || !strings.Contains(shown, `\x1b[2J`) {
			t.Errorf("got %q", shown)
		}
	}
	if !strings.HasPrefix(live.String(), "         story.yaml:7: message: expected something with") || !strings.HasSuffix(live.String(), "s)\n") {
		t.Errorf("got %q", live.String())
	}
}

func TestSecretsAreMasked(t *testing.T) {
	target := server(t, 409, "{}")
	target.Base = strings.Replace(target.Base, "http://", "http://user:hush-hush@", 1) + "?token=hush-hush"
	target.Headers = http.Header{"X-Api-Key": {"hush-hush"}}
	passes := story[:strings.Index(story, "    expect")]
	for _, opts := range []play.Options{{Target: target}, {Target: target, DryRun: true}} {
		result := played(t, passes, opts)
		var asJSON, junit bytes.Buffer
		if err := errors.Join(report.JSON(&asJSON, result), report.JUnit(&junit, result)); err != nil {
			t.Fatal(err)
		}
		for _, shown := range []string{text(t, result), asJSON.String(), junit.String()} {
			if strings.Contains(shown, "hush-hush") {
				t.Errorf("a secret is shown in\n%s", shown)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	table := strings.Replace(story, "steps:", "tags: [x]\ntable: [{a: 1}, {a: 2}]\nsteps:", 1)
	var b bytes.Buffer
	if err := report.JSON(&b, played(t, table, play.Options{})); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version, Exit int
		OK            bool
		Counts        map[string]int
		Stories       []struct {
			Name, File, Title, Reference string
			Outcome                      string `json:"verdict"`
			Row                          map[string]int
			Steps                        []struct {
				Line     int
				Verb     string
				Name     string
				Failures []struct{ What, Expected, Came string }
				Post     struct {
					Kind, Type string
					Sent       bool
					Result     struct {
						Accepted   bool
						Transcript struct{ Curl string }
					}
				}
			}
		}
		Coverage  struct{ Seen, Of int }
		Leftovers []any
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != 1 || got.OK || got.Exit != 1 || got.Counts["failed"] != 2 || got.Coverage.Of != 42 || got.Coverage.Seen != 1 || got.Leftovers == nil {
		t.Errorf("got %+v", got)
	}
	second := got.Stories[1]
	if second.Row["a"] != 2 || second.Reference != "NP-1" || second.Outcome != "failed" || second.File != "story.yaml" {
		t.Errorf("got %+v", second)
	}
	step := second.Steps[0]
	if step.Line != 9 || step.Verb != "device.set" || step.Name != "guitar" || step.Failures[0].What != "status" || !step.Post.Sent ||
		step.Post.Kind != "device" || step.Post.Type != "add" || !step.Post.Result.Accepted || !strings.HasPrefix(step.Post.Result.Transcript.Curl, "curl ") {
		t.Errorf("got %+v", step)
	}
}

func TestJUnit(t *testing.T) {
	result := played(t, strings.Replace(story, "steps:", "table: [{a: 1}, {a: 2}]\nsteps:", 1), play.Options{})
	result.Cases = append(result.Cases, result.Cases[1], result.Cases[1], result.Cases[1])
	result.Cases[2].Outcome, result.Cases[2].Reason = play.Unreachable, "nobody \x00 there"
	result.Cases[3].Outcome, result.Cases[3].Reason = play.Skipped, "left out"
	result.Cases[4].Outcome = play.Passed
	var b bytes.Buffer
	if err := report.JUnit(&b, result); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Name    string `xml:"name,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 5 || got.Failures != 2 || got.Errors != 1 || got.Skipped != 1 || len(got.Suites) != 1 || got.Suites[0].Name != "A story" {
		t.Errorf("got %+v", got)
	}
	first := got.Suites[0].Cases[0]
	if first.Name != "story [1: a=1]" || !strings.HasPrefix(first.Failure.Message, "story.yaml:8: status: expected 409, came 200") || !strings.Contains(first.Failure.Text, "curl -sS") {
		t.Errorf("got %+v", first)
	}
}

// What makes the exit code wrong without a story that fails is in the JUnit report, too.
func TestJUnit_HasAProblemForEveryExitCode(t *testing.T) {
	result := played(t, story, play.Options{})
	for name, test := range map[string]struct {
		change func(*play.Result)
		failed error
		want   string
	}{
		"nothing was played": {func(r *play.Result) { r.Cases, r.Exit = nil, play.ExitNothing }, nil, `<error message="No story was played, so nothing was shown."`},
		"master data are short": {func(r *play.Result) {
			r.Cases[0].Outcome, r.Cases[0].Lacks, r.Cases[0].Reason = play.Skipped, true, "no part"
		}, nil, `<error message="no part"`},
		"too little was seen": {func(r *play.Result) { r.Cases[0].Outcome = play.Passed }, errors.New("only 7 %"), `<failure message="only 7 %"`},
	} {
		one := *result
		one.Cases = slices.Clone(result.Cases)
		for i := range one.Cases {
			one.Cases[i].Steps = nil
		}
		test.change(&one)
		var b bytes.Buffer
		if err := report.JUnit(&b, &one, test.failed); err != nil || !strings.Contains(b.String(), test.want) {
			t.Errorf("%s: %v: there is no %s in %s", name, err, test.want, b.String())
		}
	}
}

func TestDryRunListsEveryPost(t *testing.T) {
	passes := story[:strings.Index(story, "    expect")] + "    expect: accepted\n  - item.attach: {sku: x}\n"
	off := strings.Replace(passes, "steps:", "settings: {itemAttach: false}\nsteps:", 1)
	got := text(t, played(t, off, play.Options{DryRun: true, Target: play.Target{Target: target.Target{Base: "https://erp.example.com/api"}}}))
	for _, want := range []string{
		"  line 8    device.set\n    POST https://erp.example.com/api/device\n    {\"type\":\"add\"", "  line 12   item.attach: not sent (C2)",
		"Dry run: 1 post of 1 story, nothing was sent.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestNothingPlayedIsNoSuccess(t *testing.T) {
	result, err := play.Run(t.Context(), nil, play.Options{})
	if err != nil || !strings.Contains(text(t, result), "nothing was shown") {
		t.Errorf("got %v", err)
	}
	if err := report.Check(t.Context(), scenarios.Files(), "missing.yaml", play.Options{}); err == nil {
		t.Error("a missing file passed")
	}
	if err := report.Check(t.Context(), scenarios.Files(), "erp-without-ids.yaml", play.Options{Target: server(t, 200, "")}); err == nil {
		t.Error("a story that was left out passed")
	}
}

func TestLeftoversAreTold(t *testing.T) {
	passes := story[:strings.Index(story, "    expect")]
	result := played(t, passes, play.Options{Target: server(t, 200, ""), Keep: true, Leftovers: t.TempDir() + "/left.json"})
	got := text(t, result)
	for _, want := range []string{"1 things were added to the ERP and are still there:\n  story: device SN-7. ", "Remove them with: erpkit cleanup " + result.LeftoversFile} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	cleaned, err := play.Cleanup(t.Context(), result.LeftoversFile, play.CleanupOptions{})
	var b strings.Builder
	if err != nil || report.Cleanup(&b, "left.json", cleaned, show.Sh) != nil || b.String() != "removed      story: device SN-7\n1 of 1 removed.\n" {
		t.Errorf("got %v\n%s", err, b.String())
	}
}
