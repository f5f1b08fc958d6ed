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
)

// roundsVariable says how many rounds TestOneVerdict plays; 20 are for a long night.
const roundsVariable = "ERPKIT_ROUNDS"

// TestOneVerdict judges every ERP again, in other runs and with one, few and many checks at once: the clauses that it
// breaks are the same each time.
//
//	ERPKIT_ROUNDS=20 go test ./contracttests -run TestOneVerdict -timeout 3h
func TestOneVerdict(t *testing.T) {
	rounds := 2
	if n, err := strconv.Atoi(os.Getenv(roundsVariable)); err == nil && n > 0 {
		rounds = n
	}
	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{Slow: slow}) {
		t.Run(erp.Name, func(t *testing.T) {
			t.Parallel()
			wanted := slices.Sorted(slices.Values(erp.Breaks))
			for round := range rounds {
				for _, inFlight := range atOnceIn(round, rounds) {
					got := judgementOf(t, judgedOnce(t, erp, inFlight))
					if caught := got.report.caught(); !slices.Equal(caught, wanted) {
						t.Errorf("round %d, %d in flight: %s (%s) breaks %v, but was caught by %v:\n%s", round, inFlight, erp.Name, erp.About, wanted, caught, got.report.why())
						continue
					}
					got.expectFirst(t, erp)
				}
			}
		})
	}
}

// atOnceIn says how many checks run at once in a round. TestBrokenERPs has the default, so two rounds have one and many;
// more have both one and the default.
func atOnceIn(round, rounds int) []int {
	const many = 40
	switch {
	case rounds > 2:
		return []int{0, 1}
	case round == 0:
		return []int{1}
	}
	return []int{many}
}

// judgedOnce judges an ERP with empty books.
func judgedOnce(t *testing.T, erp brokenerps.ERP, inFlight int) contracttests.Report {
	t.Helper()
	server := httptest.NewServer(erp.Handler())
	defer server.Close()
	target := contracttests.Target{Base: server.URL}
	if erp.OneURL {
		target = contracttests.Target{Single: server.URL}
	}
	if erp.Master != "" {
		target.Master = masterOf(t, erp.Master)
	}
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
