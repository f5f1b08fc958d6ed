package report_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// several is a check of so many posts: an add that is answered with the id, and removes that carry it. The
// last but one fails.
func several(posts int, id string) check.Result {
	r := check.Result{Check: check.Check{Clause: "E1", Family: "test", Name: "several"}, Outcome: check.Fail, Reason: "Expected a. It was b."}
	began := time.Now()
	for i := range posts {
		x := check.Exchange{What: "device remove", Act: schemas.Act{Kind: schemas.Device, Type: "remove"}, Number: i + 1, Result: sender.Result{
			Transcript: sender.Transcript{
				Method: "POST", URL: "http://erp/device", RequestBody: fmt.Appendf(nil, `{"serial":"S%d","externalId":"%s"}`, i+1, id), Status: 409,
				Started: began.Add(time.Duration(i) * time.Second), Took: time.Millisecond,
			},
		}}
		if i == 0 {
			x.What, x.Result.ExternalID, x.Result.Accepted = "device add", id, true
			x.Result.Transcript.RequestBody, x.Result.Transcript.Status = []byte(`{"serial":"S1"}`), 200
		}
		r.Exchanges = append(r.Exchanges, x)
	}
	r.Failure = &check.Failure{Expected: "a", Got: "b", Cure: "Replay the posts.", Exchange: &r.Exchanges[posts-2]}
	taken := r.Exchanges[0]
	taken.Number, taken.Cleanup, taken.What = posts+1, true, "the cleanup"
	r.Exchanges = append(r.Exchanges, taken)
	return r
}

func TestFewPostsAreShownAllTogether(t *testing.T) {
	text := report.Explain(settings().Target, several(4, "D-1"))
	for _, part := range []string{
		"again     # Your ERP answers other ids now: id1", "# post 1: device add. In the run: HTTP 200", "id1=$(curl ",
		"# post 3, THE ONE THAT FAILED: device remove. In the run: HTTP 409", `"serial":"S3","externalId":"'"$id1"'"`,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
	if strings.Contains(text, "S4") || strings.Contains(text, "the cleanup") || strings.Index(text, "S2") > strings.Index(text, "S3") {
		t.Errorf("not the posts up to the one that failed, in their order:\n%s", text)
	}
}

// TestTheSummaryIsForTheShell: only what a person pastes is for PowerShell; files keep the POSIX form.
func TestTheSummaryIsForTheShell(t *testing.T) {
	windows := settings()
	windows.Shell, windows.LeftoversFile = show.PowerShell, `C:\with space\left.json`
	one := several(4, "D-1")
	one.Leftovers = []leftovers.Leftover{{What: "a device"}}
	one.Exchanges[1].Result.Transcript.RequestBody = []byte("\xff\"externalId\":\"D-1\"}")
	forms := render(t, report.New(windows, []check.Result{one}))
	for _, part := range []string{
		"$answer = & { $post = [IO.Path]::GetTempFileName(); ", `; $answer; if ("$answer" -match '"externalId" *: *"([^"]*)"') { $id1 = $Matches[1] }`,
		`GetBytes('{"serial":"S3","externalId":"' + $id1 + '"}'))`, `cleanup 'C:\with space\left.json'`, `if its externalId is "D-1", put in what the ERP answers to post 1`,
	} {
		if !strings.Contains(forms["summary"], part) {
			t.Errorf("no %q in\n%s", part, forms["summary"])
		}
	}
	for _, name := range []string{"html", "junit", "json", "markdown"} {
		if text := html.UnescapeString(forms[name]); strings.Contains(text, "$post") || !strings.Contains(text, "id1=$(curl ") {
			t.Errorf("the %s is not for sh:\n%s", name, text)
		}
	}
}

func TestManyPostsAreShownWhereThereIsRoom(t *testing.T) {
	forms := render(t, report.New(settings(), []check.Result{several(9, "D-1")}))
	for _, part := range []string{"again     curl ", "S8", "post 8 of this check; it needs the 7 before it: --html=FILE"} {
		if !strings.Contains(forms["summary"], part) {
			t.Errorf("no %q in\n%s", part, forms["summary"])
		}
	}
	if strings.Contains(forms["summary"], "S7") {
		t.Errorf("all posts are shown:\n%s", forms["summary"])
	}
	script := report.ScriptOf(settings().Target, several(9, "D-1"))
	if strings.Count(script, "curl ") != 9 || strings.Count(script, "$id1") != 8 || !strings.Contains(script, "# post 9, to make sure afterwards") {
		t.Errorf("not all posts of the check:\n%s", script)
	}
	if page := html.UnescapeString(forms["html"]); !strings.Contains(page, ">all posts of this check") || !strings.Contains(page, script) ||
		!strings.Contains(page, "Post 8 of this check") {
		t.Error("the page does not have the script")
	}
	var suites struct {
		Out string `xml:"testsuite>testcase>system-out"`
	}
	if err := xml.Unmarshal([]byte(forms["junit"]), &suites); err != nil || suites.Out != script {
		t.Errorf("JUnit has %q, %v", suites.Out, err)
	}
	var said struct {
		Checks []struct {
			FailedPost int
			Script     string
		}
	}
	if err := json.Unmarshal([]byte(forms["json"]), &said); err != nil || said.Checks[0].FailedPost != 8 || said.Checks[0].Script != script {
		t.Errorf("JSON has %+v, %v", said.Checks, err)
	}
}

func TestAScriptShowsNoSecret(t *testing.T) {
	r := several(4, "D-1")
	for i := range r.Exchanges {
		r.Exchanges[i].Result.Transcript.RequestHeader = http.Header{"X-Api-Key": {secret}}
		r.Exchanges[i].Result.Transcript.AnswerBody = []byte(strings.Repeat("x", 105) + secret) // where a comment is cut
	}
	for name, text := range render(t, report.New(settings(), []check.Result{r})) {
		if strings.Contains(text, secret[:4]) {
			t.Errorf("the %s shows a secret:\n%s", name, text)
		}
	}
	if script := report.ScriptOf(settings().Target, r); !strings.HasPrefix(script, "# *** stands for a secret: fill it in.\n") {
		t.Errorf("got\n%s", script)
	}
}

func TestAnIDThatNoScriptCanHoldIsSaid(t *testing.T) {
	script := report.ScriptOf(settings().Target, several(3, "it's $(one)"))
	if strings.Contains(script, "id1") || !strings.Contains(script, `put in what the ERP answers to post 1 now`) {
		t.Errorf("got\n%s", script)
	}
}

func TestWhatAScriptCannotRepeatIsSaid(t *testing.T) {
	crowd := several(4, "D-1")
	for i := range crowd.Exchanges {
		crowd.Exchanges[i].Result.Transcript.Started = crowd.Exchanges[0].Result.Transcript.Started
	}
	if text := report.Explain(settings().Target, crowd); !strings.Contains(text, "(post 3 of this check, which sent posts at the same time: --html=FILE") {
		t.Errorf("got\n%s", text)
	}
	crowd.Failure.Exchange, crowd.Leftovers = nil, []leftovers.Leftover{{What: "a device"}}
	script := report.ScriptOf(settings().Target, crowd)
	for _, part := range []string{"at the same time", "still has things of this check"} {
		if !strings.Contains(script, part) {
			t.Errorf("no %q in\n%s", part, script)
		}
	}
	if text := report.Explain(settings().Target, crowd); !strings.Contains(text, "again     4 posts show this together: --html=FILE") {
		t.Errorf("got\n%s", text)
	}
}
