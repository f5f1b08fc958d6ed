package families_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/families"
	"github.com/erpkit/erpkit/schemas/golden"
	"github.com/erpkit/erpkit/sender/master/mastertest"
	"github.com/erpkit/erpkit/sender/target"
)

// TestVerdicts holds what the checks say of ERPs: outcome, clause, number of posts, sentence, cure, and where to look. Each
// file of testdata/verdicts is named after an ERP of the catalogue, and lists checks by their names; to hold one
// more, add a line with its name and run the test with -update. The files all-of-ERP and smoke-of-ERP hold every check.
func TestVerdicts(t *testing.T) {
	files, err := filepath.Glob("testdata/verdicts/*.txt")
	if err != nil || len(files) < 50 {
		t.Fatalf("there are %d files of verdicts (%v)", len(files), err)
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(name, func(t *testing.T) {
			erpName, checks := checksOf(t, path, name)
			erp, err := brokenerps.Find(erpName, brokenerps.Tempo{})
			if err != nil {
				t.Fatal(err)
			}
			golden.Compare(t, path, []byte(told(judged(t, erp, checks))))
		})
	}
}

// checksOf gives the ERP that a file is about, and the checks that it holds.
func checksOf(t *testing.T, path, name string) (erp string, checks []check.Check) {
	t.Helper()
	if of, all := strings.CutPrefix(name, "all-of-"); all {
		return of, families.All()
	}
	if of, smoke := strings.CutPrefix(name, "smoke-of-"); smoke {
		return of, families.Smoke()
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Split(string(text), "\n")
	return name, slices.DeleteFunc(families.All(), func(c check.Check) bool { return !slices.Contains(names, c.Name) })
}

// judged runs checks against an ERP, one after another, so that each run gives the same.
func judged(t *testing.T, erp brokenerps.ERP, checks []check.Check) []check.Result {
	t.Helper()
	server := httptest.NewServer(erp.Handler())
	defer server.Close()
	to := target.Target{Base: server.URL}
	if erp.OneURL {
		to = target.Target{Single: server.URL}
	}
	opts := check.Options{Name: "RUN", NoLookahead: true}
	if erp.Master != "" {
		opts.Master = mastertest.Read(t, erp.Master)
	}
	runner, err := check.NewRunner(to, checks, opts)
	if err != nil {
		t.Fatal(err)
	}
	return runner.Run(t.Context())
}

// chance is what differs from run to run: UUIDs, addresses, times, and names by the place of the check.
var chance = regexp.MustCompile(`(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|127\.0\.0\.1:[0-9]+|[0-9.]+[mµ]?s\b|RUN(-[0-9]+)+`)

// told says what came of checks, each under its name.
func told(results []check.Result) string {
	var out strings.Builder
	for _, r := range results {
		outcome := strings.TrimSpace(string(r.Outcome) + " " + string(r.Cause))
		wrong := 0
		for _, x := range r.Exchanges {
			if x.Wrong {
				wrong++
			}
		}
		fmt.Fprintf(&out, "%s\n\t%s %s, %d posts, %d of them wrong\n", r.Check.Name, r.Check.Clause, outcome, len(r.Exchanges), wrong)
		if r.Reason != "" {
			fmt.Fprintf(&out, "\t%s\n", r.Reason)
		}
		if len(r.Lead.Clauses) > 0 || r.Lead.Act.Type != "" {
			fmt.Fprintf(&out, "\tlook at %s %v\n", r.Lead.Act, r.Lead.Clauses)
		}
		if f := r.Failure; f != nil {
			fmt.Fprintf(&out, "\tcure: %s\n", f.Cure)
		}
		if f := r.Failure; f != nil && f.Exchange != nil {
			fmt.Fprintf(&out, "\tshown by post %d: %s\n", f.Exchange.Number, f.Exchange.What)
		}
	}
	return chance.ReplaceAllString(out.String(), "…")
}
