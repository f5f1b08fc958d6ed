package contracttests_test

import (
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/sender/master/mastertest"
)

// roundsVariable says how many rounds TestOneVerdict plays with each number of checks at once.
const roundsVariable = "ERPKIT_ROUNDS"

// TestOneVerdict judges every ERP again: the clauses that it breaks are the same each time, whichever check comes first.
// TestBrokenERPs has the default of checks at once; here of forty-eight one is judged with one at a time, and the next with many.
// With ERPKIT_ROUNDS every one is judged so often with the default and with one.
//
//	ERPKIT_ROUNDS=20 go test ./contracttests -run TestOneVerdict -timeout 3h
func TestOneVerdict(t *testing.T) {
	const many = 40
	rounds, err := strconv.Atoi(os.Getenv(roundsVariable))
	for i, erp := range brokenerps.Catalogue(brokenerps.Tempo{Slow: slow}) {
		inFlight := []int{[]int{1, many}[i%2]}
		if err == nil {
			inFlight = slices.Repeat([]int{0, 1}, rounds)
		} else if i%48 > 1 { // a few of them: all together take minutes
			continue
		}
		t.Run(erp.Name, func(t *testing.T) {
			t.Parallel()
			wanted := slices.Sorted(slices.Values(erp.Breaks))
			for round, n := range inFlight {
				got := judgementOf(t, judgedOnce(t, erp, n)).report
				if caught := got.caught(); !slices.Equal(caught, wanted) {
					t.Errorf("run %d, %d in flight: %s (%s) breaks %v, but was caught by %v:\n%s", round+1, n, erp.Name, erp.About, wanted, caught, got.why())
				}
			}
		})
	}
}

// started starts an ERP with empty books, and says how it is reached.
func started(t *testing.T, erp brokenerps.ERP) contracttests.Target {
	t.Helper()
	server := httptest.NewServer(erp.Handler())
	t.Cleanup(server.Close)
	at := contracttests.Target{Base: server.URL}
	if erp.OneURL {
		at = contracttests.Target{Single: server.URL}
	}
	if erp.Master != "" {
		at.Master = mastertest.Read(t, erp.Master)
	}
	return at
}

// judgedOnce judges an ERP with empty books.
func judgedOnce(t *testing.T, erp brokenerps.ERP, inFlight int) contracttests.Report {
	t.Helper()
	target := started(t, erp)
	opts := contracttests.Options{InFlight: inFlight}
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
	for _, result := range report.Results {
		if result.Outcome == check.Error {
			t.Errorf("%s ended as an error: %s", result.Check.Name, result.Reason)
		}
	}
	return report
}
