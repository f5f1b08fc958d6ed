package contracttests_test

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
)

// The time that is too long for the slow ones, and the patience with those that hang.
const (
	slow     = 150 * time.Millisecond
	inTime   = 100 * time.Millisecond
	patience = 3 * time.Second
)

// TestBrokenERPs proves the judge: each broken ERP is caught by the clauses that it breaks and by no
// other, each right one keeps every MUST.
func TestBrokenERPs(t *testing.T) {
	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{Slow: slow}) {
		t.Run(erp.Name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(erp.Handler())
			defer server.Close()
			target := contracttests.Target{Base: server.URL}
			if erp.OneURL {
				target = contracttests.Target{Single: server.URL}
			}
			opts := contracttests.Options{}
			switch erp.Name {
			case "slow":
				opts.AnswerWithin = inTime
			case "hangs":
				target.Timeout = patience
			}
			report, err := contracttests.Run(t.Context(), target, opts)
			if err != nil {
				t.Fatal(err)
			}
			caught, why := failing(report)
			wanted := slices.Clone(erp.Breaks)
			slices.Sort(wanted)
			if !slices.Equal(caught, wanted) {
				t.Errorf("%s (%s) breaks %v, but was caught by %v:\n%s", erp.Name, erp.About, wanted, caught, why)
			}
		})
	}
}

// failing lists the clauses of the checks that failed, and why.
func failing(report contracttests.Report) (clauses []string, why string) {
	for _, result := range report.Results {
		switch result.Verdict {
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
