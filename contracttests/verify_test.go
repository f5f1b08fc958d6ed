package contracttests_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
)

func ExampleRun() {
	erp, err := brokenerps.Find("error-as-200", brokenerps.Tempo{})
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(erp.Handler())
	defer server.Close()
	r, err := contracttests.Run(context.Background(), contracttests.Target{Base: server.URL}, contracttests.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Verdict)
	fmt.Println(r.Badge())
	// Output:
	// red
	// erpkit contract 1: broken: T3
}

// verifyURL makes this test program a plain program that verifies the ERP at the address.
const verifyURL = "ERPKIT_TEST_VERIFY_URL"

// TestVerifyProcess is that program; on its own it does nothing.
func TestVerifyProcess(t *testing.T) {
	url := os.Getenv(verifyURL)
	if url == "" {
		t.Skip("this is the process of TestVerify")
	}
	target := contracttests.Target{Base: url, Headers: http.Header{"X-Api-Key": {"s3cret-key"}}}
	r, err := contracttests.Verify(t.Context(), target, contracttests.Options{Focus: os.Getenv("ERPKIT_TEST_FOCUS")}, os.Stdout)
	fmt.Println("OUTCOME", r.Verdict, "RESULTS", len(r.Results), "ERROR", err)
	if _, err := contracttests.Verify(t.Context(), target, contracttests.Options{}, os.Stdout); err == nil && len(r.Results) > 0 {
		t.Error("a second run in one process was taken")
	}
}

// verify runs Verify in a process of its own.
func verify(t *testing.T, url, focus string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run", "^TestVerifyProcess$")
	cmd.Env = append(os.Environ(), verifyURL+"="+url, "ERPKIT_TEST_FOCUS="+focus)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

func TestVerify(t *testing.T) {
	all := len(list(t, contracttests.Options{}))
	for name, wanted := range map[string][]string{
		"right":          {"OUTCOME green RESULTS " + fmt.Sprint(all), "GREEN: "},
		"number-as-id":   {"OUTCOME red RESULTS " + fmt.Sprint(all), "RED: ", "E3 MUST", "again     curl ", "also      6 more checks", "X-Api-Key: ***", "!E3"},
		"forgets-new-id": {"RED: ", "D5 MUST", "again     # ", "THE ONE THAT FAILED", "            curl ", "X-Api-Key: ***", "!D5"},
	} {
		erp, err := brokenerps.Find(name, brokenerps.Tempo{})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(erp.Handler())
		defer server.Close()
		out := verify(t, server.URL, "")
		for _, part := range wanted {
			if !strings.Contains(out, part) {
				t.Errorf("%s: the output has no %q:\n%s", name, part, out)
			}
		}
		if strings.Contains(out, "s3cret") || strings.Contains(out, "Running Suite") {
			t.Errorf("%s: a secret, or Ginkgo's own words, are in the output:\n%s", name, out)
		}
	}
}

func TestVerifyOfNothingIsNotGreen(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if out := verify(t, server.URL, ""); !strings.Contains(out, "check the path") {
		t.Errorf("a wrong address was not told:\n%s", out)
	}
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	right := httptest.NewServer(erp.Handler())
	defer right.Close()
	if out := verify(t, right.URL, "no such check"); !strings.Contains(out, "OUTCOME empty") {
		t.Errorf("a run of nothing was:\n%s", out)
	}
}

func list(t *testing.T, opts contracttests.Options) []check.Check {
	t.Helper()
	checks, err := contracttests.List(opts)
	if err != nil {
		t.Fatal(err)
	}
	return checks
}

func TestSelection(t *testing.T) {
	for _, c := range list(t, contracttests.Options{Level: schemas.Should}) {
		if c.Level() != schemas.Should {
			t.Errorf("%s is %s", c.Name, c.Level())
		}
	}
	for _, c := range list(t, contracttests.Options{Focus: "^E7|leading zeros"}) {
		if c.Clause != "E7" && !strings.Contains(c.Name, "leading zeros") {
			t.Errorf("%s was chosen", c.Name)
		}
	}
	for _, wrong := range []contracttests.Options{{Focus: "("}, {Level: "HIGH"}, {FailOn: schemas.Note}} {
		if _, err := contracttests.List(wrong); err == nil {
			t.Errorf("%+v was taken", wrong)
		}
	}
}

// What decides the outcome: level, known failures, kinds that are not offered.
func TestOutcomes(t *testing.T) {
	judge := func(name string, target contracttests.Target, opts contracttests.Options) contracttests.Report {
		erp, err := brokenerps.Find(name, brokenerps.Tempo{})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(erp.Handler())
		t.Cleanup(server.Close)
		target.Base = server.URL
		r, err := contracttests.Run(t.Context(), target, opts)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	none := contracttests.Target{}
	for _, c := range []struct {
		about string
		got   contracttests.Report
		want  report.Verdict
	}{
		{"a SHOULD alone is green", judge("right-without-ids", none, contracttests.Options{}), report.Green},
		{"a SHOULD counts when it is asked for", judge("right-without-ids", none, contracttests.Options{FailOn: schemas.Should}), report.Red},
		{"a known failure is green", judge("error-as-200", none, contracttests.Options{KnownFailing: []string{"T3"}}), report.Green},
		{"a known failure that passes is red", judge("right", none, contracttests.Options{KnownFailing: []string{"T3"}}), report.Red},
		{"a broken kind that is not offered", judge("no-take-back", contracttests.Target{Skip: []schemas.Kind{schemas.Operation}}, contracttests.Options{}), report.Green},
		{"a run without time", judge("right", none, contracttests.Options{MaxTime: 1}), report.Unjudged},
	} {
		if c.got.Verdict != c.want {
			t.Errorf("%s: got %s, %s", c.about, c.got.Verdict, c.got.Why)
		}
	}
}

// A second run on the same ERP gives the same verdicts.
func TestASecondRunIsTheSame(t *testing.T) {
	erp, err := brokenerps.Find("books-anything", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(erp.Handler())
	defer server.Close()
	var verdicts [2]string
	for i := range verdicts {
		r, err := contracttests.Run(t.Context(), contracttests.Target{Base: server.URL}, contracttests.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range r.Results {
			verdicts[i] += fmt.Sprintf("%s %s\n", one.Outcome, one.Check.Name)
		}
	}
	if verdicts[0] != verdicts[1] {
		t.Errorf("the first run said\n%s\nthe second\n%s", verdicts[0], verdicts[1])
	}
}

func TestJSONShape(t *testing.T) {
	erp, err := brokenerps.Find("html-errors", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(erp.Handler())
	defer server.Close()
	target := contracttests.Target{Base: server.URL, Headers: http.Header{"Authorization": {"Bearer s3cret-key"}}}
	r, err := contracttests.Run(t.Context(), target, contracttests.Options{Version: "v1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := r.JSON(&text); err != nil {
		t.Fatal(err)
	}
	var read struct {
		Version  int
		Tool     struct{ Version string }
		Contract string
		Target   struct{ URLs map[string]string }
		Started  string
		Checks   []struct {
			Clause, Level, Name, Verdict, Reason string
			Exchanges                            []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(text.String()), &read); err != nil {
		t.Fatal(err)
	}
	if read.Version != 1 || read.Tool.Version != "v1.2.3" || read.Contract == "" || len(read.Target.URLs) != 3 || len(read.Checks) != len(r.Results) {
		t.Errorf("got %+v", read)
	}
	failed := 0
	for _, c := range read.Checks {
		if c.Verdict == "fail" {
			failed++
			if c.Clause != "E6" || c.Level != "SHOULD" || c.Reason == "" || len(c.Exchanges) == 0 || c.Exchanges[0]["transcript"] == nil {
				t.Errorf("got %+v", c)
			}
		}
	}
	if failed == 0 || strings.Contains(text.String(), "s3cret") {
		t.Errorf("%d checks failed; secrets shown: %v", failed, strings.Contains(text.String(), "s3cret"))
	}
}
