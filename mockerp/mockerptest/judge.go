package mockerptest

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// longest is the longest of the times that a caller gave, or patience.
func longest(within []time.Duration) time.Duration {
	if len(within) == 0 {
		return patience
	}
	return slices.Max(within)
}

// NoFindings fails the test if anything that came so far breaks a MUST or a SHOULD of the contract, and says what and how to
// mend it. It fails too when nothing came: then nothing was shown.
func (m *Mock) NoFindings(t testing.TB) {
	t.Helper()
	all := m.Exchanges(t, journal.Filter{})
	if len(all) == 0 {
		t.Errorf("nothing came, so nothing was judged: post to %s first", m.URL())
		return
	}
	var wrong strings.Builder
	for _, x := range all {
		for _, f := range x.Findings {
			if f.Level != schemas.Note {
				wrong.WriteString(findingLine(x, &f))
			}
		}
	}
	if wrong.Len() > 0 {
		t.Errorf("the contract is broken:%s", wrong.String())
	}
}

func findingLine(x *traffic.Exchange, f *schemas.Finding) string {
	return fmt.Sprintf("\n  exchange %d, %s %s of %q: %s %s %s", x.ID, x.Kind, x.Type, x.Serial, f.Clause, f.Level, cmp.Or(f.Message, f.Hint))
}

// Expect holds what the default run received against a file of expectations, as erpkit expect does. It waits until all of them
// pass together, at most ten seconds or the time that is given; then the test fails with the report.
func (m *Mock) Expect(t testing.TB, file string, within ...time.Duration) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("the expectations cannot be read: %v", err)
	}
	door, err := client.New(client.Options{URL: m.ControlURL(), Token: m.token})
	if err != nil {
		t.Fatalf("the control door cannot be asked: %v", err)
	}
	report, err := door.Expect(context.Background(), "", text, longest(within))
	switch {
	case err != nil:
		t.Fatalf("%s: %v", file, err)
	case !report.OK:
		t.Errorf("%s:\n%s", file, report)
	}
}
