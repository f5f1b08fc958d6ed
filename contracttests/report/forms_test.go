package report_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
)

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
		"also      3 more checks fail in the same way: f2; f3; f4\n", "E7 SHOULD  ", "1 thing still in the ERP, which was asked to remove it (run RUN):\n  device SN-1: It said no.", "1 thing still in the ERP, which was not asked to remove it (run RUN):\n  device SN-2: No time.", "!E1", "?E2", "-E4", "RED: 4 checks failed, of level MUST: E1.",
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

// TestThePageNeedsNothingElse: it loads nothing, and the one script that runs is the one whose hash it gives.
func TestThePageNeedsNothingElse(t *testing.T) {
	page := render(t, report.New(settings(), mixed()))["html"]
	scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(page, -1)
	if len(scripts) != 1 {
		t.Fatalf("the page has %d scripts", len(scripts))
	}
	hash := sha256.Sum256([]byte(scripts[0][1]))
	if policy := "script-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"; !strings.Contains(html.UnescapeString(page), policy) {
		t.Errorf("the page does not allow its own script: no %s", policy)
	}
	rest := strings.Replace(page, scripts[0][0], "", 1)
	if found := regexp.MustCompile(`(?i)<script|<link|<img|<iframe|src=|@import|url\(|\bon[a-z]+=`).FindString(rest); found != "" {
		t.Errorf("the page has %q", found)
	}
	for _, part := range []string{
		`name="viewport"`, "light-dark(", `<summary><span class="tag broken">fail</span> f1`, `href="#E1"`, `id="E1"`, "@media print", `href="#open"`,
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
