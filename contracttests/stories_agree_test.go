package contracttests_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests"
	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/scenarios/report"
	"github.com/erpkit/erpkit/schemas/show"
)

// TestStories_ExpectWhatVerifyExpects plays every story that comes along against every right ERP, as erpkit run does:
// a story fails only where it names a clause that verify says the ERP breaks, and then it fails.
func TestStories_ExpectWhatVerifyExpects(t *testing.T) {
	names, err := fs.Glob(scenarios.Files(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, erp := range brokenerps.Catalogue(brokenerps.Tempo{}) {
		if !erp.Right {
			continue
		}
		t.Run(erp.Name, func(t *testing.T) {
			t.Parallel()
			at := started(t, erp)
			r, err := contracttests.Run(t.Context(), at, contracttests.Options{})
			if err != nil {
				t.Fatal(err)
			}
			broken := judgementOf(t, r).report.caught()
			played := 0
			for _, name := range names {
				if agree(t, name, at, broken) {
					played++
				}
			}
			if played < 8 {
				t.Errorf("only %d stories were played", played)
			}
		})
	}
}

// ofERP is a clause about ERPs, as the text about a story names it.
var ofERP = regexp.MustCompile(`\bE[0-9]+\b`)

// agree plays one story and compares what comes of it with the clauses that the ERP breaks. It tells whether the story
// can be played there.
func agree(t *testing.T, name string, at contracttests.Target, broken []string) (played bool) {
	t.Helper()
	stories, err := scenarios.LoadFS(scenarios.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	result, err := play.Run(t.Context(), stories, play.Options{Target: play.Target{Target: at}, Prefix: play.NewPrefix(), PrefixWorkOrders: true})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	named := slices.ContainsFunc(ofERP.FindAllString(stories[0].About, -1), func(id string) bool { return slices.Contains(broken, id) })
	var text strings.Builder
	if err := report.Text(&text, result, show.Sh); err != nil {
		t.Fatal(err)
	}
	played = slices.ContainsFunc(result.Cases, func(c play.Case) bool { return c.Outcome != play.Skipped })
	if failed := result.Exit != play.ExitPassed; played && failed != named {
		t.Errorf("%s fails: %v, and it names one of the clauses %v that verify says the ERP breaks: %v\n%s", name, failed, broken, named, text.String())
	}
	return played
}
