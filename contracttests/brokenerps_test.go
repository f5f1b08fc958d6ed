package contracttests_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
)

// The time that is too long for the slow one, and the patience with those that hang.
const (
	slow     = 150 * time.Millisecond
	inTime   = 100 * time.Millisecond
	patience = 2 * time.Second
)

// TestBrokenERPs proves the judge: the real binary catches each broken ERP by the clauses that it breaks
// and by no other, and each right one keeps every MUST. The slow one is judged in process, where five
// seconds can be made shorter.
func TestBrokenERPs(t *testing.T) {
	binary := buildErpkit(t)
	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{Slow: slow}) {
		t.Run(erp.Name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(erp.Handler())
			defer server.Close()
			var caught []string
			var why string
			var blamed []string
			if erp.Name == "slow" {
				report, err := contracttests.Run(t.Context(), contracttests.Target{Base: server.URL}, contracttests.Options{AnswerWithin: inTime})
				if err != nil {
					t.Fatal(err)
				}
				caught, why = failing(report)
				for _, result := range report.Results {
					blamed = append(blamed, blamedWrongly(string(result.Cause), result.Reason, caught)...)
				}
			} else {
				caught, blamed, why = verified(t, binary, erp, server.URL)
			}
			wanted := slices.Clone(erp.Breaks)
			slices.Sort(wanted)
			for _, wrong := range blamed {
				t.Errorf("%s: a skip names a clause that holds: %s", erp.Name, wrong)
			}
			if !slices.Equal(caught, wanted) {
				t.Errorf("%s (%s) breaks %v, but was caught by %v:\n%s", erp.Name, erp.About, wanted, caught, why)
			}
		})
	}
}

// buildErpkit builds the program as it is shipped, whatever this test is built with.
func buildErpkit(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "erpkit")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../cmd/erpkit")
	build.Env = append(os.Environ(), "GOFLAGS=-tags=nomsgpack")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("erpkit does not build: %v\n%s", err, out)
	}
	return binary
}

// verified lists the clauses of the checks that failed when the binary judged the ERP, and why. The exit
// code must fit: 1 when a MUST is broken, 0 for a right ERP.
func verified(t *testing.T, binary string, erp brokenerps.ERP, url string) (clauses, blamed []string, why string) {
	t.Helper()
	flag := "--url"
	if erp.OneURL {
		flag = "--single-url"
	}
	cmd := exec.CommandContext(t.Context(), binary, "verify", flag, url, "--json")
	if erp.Name == "hangs" {
		cmd.Args = append(cmd.Args, "--timeout", patience.String())
	}
	if erp.Master != "" {
		path := filepath.Join(t.TempDir(), "master.yaml")
		if err := os.WriteFile(path, []byte(erp.Master), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd.Args = append(cmd.Args, "--master", path)
	}
	out, err := cmd.Output()
	var report struct {
		Checks []struct{ Clause, Level, Name, Verdict, Cause, Reason string }
	}
	if bad := json.Unmarshal(out, &report); bad != nil {
		t.Fatalf("the binary gave no report: %v, %v\n%s", err, bad, out)
	}
	must := false
	for _, c := range report.Checks {
		if c.Verdict == string(check.Fail) || c.Verdict == string(check.Error) {
			why += fmt.Sprintf("  %s %s %s: %s\n", c.Verdict, c.Clause, c.Name, c.Reason)
		}
		if c.Verdict == string(check.Fail) {
			clauses = append(clauses, c.Clause)
			must = must || c.Level == "MUST"
		}
	}
	if code := cmd.ProcessState.ExitCode(); (code == 1) != must || (erp.Right && code != 0) {
		t.Errorf("the binary ended with %d, and a MUST is broken: %v\n%s", code, must, why)
	}
	for _, c := range report.Checks {
		blamed = append(blamed, blamedWrongly(c.Cause, c.Reason, clauses)...)
	}
	slices.Sort(clauses)
	return slices.Compact(clauses), blamed, why
}

// clauseID is a clause as a sentence names it; nothing in the data of a run looks like one.
var clauseID = regexp.MustCompile(`\b[CTPDIOFE][0-9]{1,2}\b`)

// blamedWrongly gives the reason of a blocked check if it names a clause that nothing broke.
func blamedWrongly(cause, reason string, caught []string) []string {
	for _, id := range clauseID.FindAllString(reason, -1) {
		if cause == string(check.Blocked) && !slices.Contains(caught, id) {
			return []string{reason}
		}
	}
	return nil
}

// failing lists the clauses of the checks that failed, and why.
func failing(report contracttests.Report) (clauses []string, why string) {
	for _, result := range report.Results {
		switch result.Outcome {
		case check.Fail:
			clauses = append(clauses, result.Check.Clause)
			why += fmt.Sprintf("  %s %s: %s\n", result.Check.Clause, result.Check.Name, result.Reason)
		case check.Error:
			why += fmt.Sprintf("  error in %s: %s\n", result.Check.Name, result.Reason)
		}
	}
	slices.Sort(clauses)
	return slices.Compact(clauses), why
}
