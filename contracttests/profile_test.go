package contracttests_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
)

// smokeOn runs the profile smoke and gives the report with the number of its posts.
func smokeOn(t *testing.T, url string) (contracttests.Report, int) {
	t.Helper()
	r, err := contracttests.Run(t.Context(), contracttests.Target{Base: url}, contracttests.Options{Profile: contracttests.Smoke})
	if err != nil {
		t.Fatal(err)
	}
	posts := 0
	for _, one := range r.Results {
		posts += len(one.Exchanges)
	}
	return r, posts
}

func TestProfile_SmokeAsksForEveryMustWithFewPosts(t *testing.T) {
	r, posts := smokeOn(t, mockerptest.Start(t).URL())
	if r.Verdict != report.Green || posts >= 60 {
		t.Errorf("got %s (%s) with %d posts", r.Verdict, r.Why, posts)
	}
	t.Logf("smoke: %d checks, %d posts", len(r.Results), posts)
	for _, c := range list(t, contracttests.Options{}) {
		if c.Level() != schemas.Must {
			continue
		}
		if !slices.ContainsFunc(r.Results, func(one check.Result) bool { return one.Check.Clause == c.Clause && one.Outcome == check.Pass }) {
			t.Errorf("smoke has no check of %s, of which standard has %q", c.Clause, c.Name)
		}
	}
	for _, one := range r.Results {
		if one.Check.Level() != schemas.Must || one.Outcome != check.Pass {
			t.Errorf("%s %s: %s, %s", one.Check.Clause, one.Check.Name, one.Outcome, one.Reason)
		}
	}
}

// Every check that a long one stands for belongs to standard, under its own name: lists of known failures use that
// name.
func TestProfile_SmokeIsAPartOfStandard(t *testing.T) {
	all := list(t, contracttests.Options{})
	parts := 0
	for _, c := range list(t, contracttests.Options{Profile: contracttests.Smoke}) {
		known := slices.ContainsFunc(all, func(other check.Check) bool { return other.Name == c.Name && other.Clause == c.Clause })
		if known {
			parts++
		}
		if known != (c.Part != "") || !known && c.Family != "smoke" {
			t.Errorf("%s is no check of standard, nor one that stands for some", c.Name)
		}
	}
	if parts < 40 {
		t.Errorf("smoke stands for %d checks", parts)
	}
	if _, err := contracttests.List(contracttests.Options{Profile: "all"}); err == nil || !strings.Contains(err.Error(), "smoke, standard or full") {
		t.Errorf("got %v", err)
	}
}

// failedOf lists the clauses of the checks that failed, and why.
func failedOf(r contracttests.Report) (clauses []string, why string) {
	for _, one := range r.Results {
		if one.Outcome == check.Fail {
			clauses, why = append(clauses, one.Check.Clause), why+one.Check.Name+": "+one.Reason+"\n"
		}
	}
	return clauses, why
}

// Smoke finds most of the ERPs that break a MUST, blames none that is right, and names a clause that is broken.
func TestProfile_SmokeCatchesMostOfWhatBreaksAMust(t *testing.T) {
	broken, caught, named := 0, 0, 0
	var missed []string
	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{}) {
		if erp.OneURL || erp.Master != "" || erp.Name == "hangs" || erp.Name == "slow" {
			continue
		}
		must := slices.ContainsFunc(erp.Breaks, func(id string) bool {
			clause, _ := schemas.ClauseByID(id)
			return clause.Level == schemas.Must
		})
		if !must && !erp.Right || erp.Mixes { // smoke does not ask what things share
			continue
		}
		server := httptest.NewServer(erp.Handler())
		r, _ := smokeOn(t, server.URL)
		server.Close()
		clauses, why := failedOf(r)
		switch {
		case erp.Right:
			if r.Verdict != report.Green {
				t.Errorf("%s is right and got %s: %s\n%s", erp.Name, r.Verdict, r.Why, why)
			}
			continue
		case r.Verdict == report.Red:
			caught++
			if slices.ContainsFunc(clauses, func(id string) bool { return slices.Contains(erp.Breaks, id) }) {
				named++
			}
		default:
			missed = append(missed, erp.Name)
		}
		broken++
	}
	t.Logf("smoke catches %d of %d ERPs that break a MUST, %d by a clause that they break; it misses %s", caught, broken, named, strings.Join(missed, ", "))
	if caught*3 < broken*2 || named < caught {
		t.Errorf("that is too little")
	}
}
