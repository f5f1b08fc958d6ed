package contracttests_test

import (
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
)

// TestReport_LeadsAFirstDraftToGreen: who mends only what the report names first, each time, needs as many rounds as there
// are mistakes, and ends with every SHOULD kept.
func TestReport_LeadsAFirstDraftToGreen(t *testing.T) {
	left := brokenerps.Mistakes()
	var mended []string
	for len(left) > 0 {
		r := judgedDraft(t, mended)
		first := r.Results[0]
		if first.Outcome != check.Fail {
			t.Fatalf("%d mistakes are left, and the report sees none: %s", len(left), r.Why)
		}
		at := slices.IndexFunc(left, func(m brokenerps.Mistake) bool { return m.Clause == first.Check.Clause })
		if at < 0 {
			t.Fatalf("round %d: what is named first is no mistake that is left: %s %s\n%s", len(mended)+1, first.Check.Clause, first.Check.Name, first.Reason)
		}
		mended = append(mended, left[at].Name)
		left = slices.Delete(left, at, at+1)
	}
	if len(mended) != 10 || mended[0] != "wants-order-id" || mended[1] != "number-ids" {
		t.Errorf("mended %v: what most follows from must come first", mended)
	}
	if r := judgedDraft(t, mended); r.Verdict != "green" || slices.ContainsFunc(r.Results, func(one check.Result) bool { return one.Outcome == check.Fail }) {
		t.Errorf("in the end: %s %s", r.Verdict, r.Why)
	}
}

func judgedDraft(t *testing.T, mended []string) contracttests.Report {
	t.Helper()
	server := httptest.NewServer(brokenerps.Draft(mended...).Handler())
	defer server.Close()
	r, err := contracttests.Run(t.Context(), contracttests.Target{Base: server.URL}, contracttests.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
