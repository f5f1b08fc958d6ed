package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/report"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/golden"
)

// TestReport_Forms holds every form of one report, letter by letter: with a cause and what follows from it, several
// checks that fail in the same way, what is known, what could not be judged, and what is left.
func TestReport_Forms(t *testing.T) {
	s := settings()
	s.Started = time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC)
	s.KnownFailing = []string{"E7 should"}
	blocked := result("D5", "a new id counts", check.Skip, check.Blocked)
	blocked.Lead = check.Lead{Clauses: []string{"E3"}}
	r := report.New(s, append(mixed(), because(failed("E3", "an id as number"), schemas.Device, "D4"), because(failed("D4", "wants an id"), schemas.Device), blocked))
	r.Took = 1500 * time.Millisecond
	files := map[string]string{"summary": "txt", "json": "json", "junit": "xml", "html": "html", "markdown": "md", "script": "sh"}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	for form, text := range render(t, r) {
		if end, kept := files[form]; kept {
			golden.Compare(t, filepath.Join("testdata", "report."+end), []byte(strings.ReplaceAll(text, "\r", "")))
		}
	}
}
