package report_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
)

// A blocked check names the one that really failed in the run, and none where none did.
func TestABlockedCheckNamesWhatFailed(t *testing.T) {
	add, remove := schemas.Act{Kind: schemas.Device, Type: "add"}, schemas.Act{Kind: schemas.Device, Type: "remove"}
	wrong := failed("E6", "a refusal without a message")
	x := *wrong.Failure.Exchange
	x.Wrong = true
	wrong.Failure.Exchange = &x
	slow := result("E8", "device remove is answered in time", check.Fail, "")
	slow.Failure = &check.Failure{}
	first := failed("E1", "device add is accepted")
	first.Check.First = true
	all := []check.Result{result("E1", "device remove is accepted", check.Pass, ""), wrong, failed("D4", "never given"), first, slow}
	for _, c := range []struct {
		about   string
		lead    check.Lead
		results []check.Result
		want    string
	}{
		{"the check of the act itself goes before others", check.Lead{Act: add}, all, `See [E1] "device add is accepted", which failed.`},
		{"a check without a post is known by its name", check.Lead{Act: remove}, all, `See [E8] "device remove is answered in time", which failed.`},
		{"a clause", check.Lead{Clauses: []string{"F4", "D4"}}, all, `See [D4] "never given", which failed.`},
		{"a clause that holds", check.Lead{Act: remove, Clauses: []string{"E1"}}, all[:1], ""},
		{"a refusal that was due", check.Lead{Act: add}, all[:2], ""},
		{"no lead", check.Lead{}, all, ""},
	} {
		blocked := result("E2", "b", check.Skip, check.Blocked)
		blocked.Lead = c.lead
		r := report.New(settings(), append([]check.Result{blocked}, c.results...))
		at := slices.IndexFunc(r.Results, func(one check.Result) bool { return one.Check.Name == "b" })
		got := strings.TrimSpace(strings.TrimPrefix(r.Results[at].Reason, "skip because"))
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.about, got, c.want)
		}
		if named := strings.Contains(render(t, r)["json"], "blockedBy"); named != (c.want != "") {
			t.Errorf("%s: the JSON report has blockedBy: %v", c.about, named)
		}
		if blocked.Reason != "skip because" {
			t.Error("the result of the caller was changed")
		}
	}
}
