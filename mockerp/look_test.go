package mockerp_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// TestERPDoor_ALookIsNoReport: what is not a POST is answered and recorded, and judged as nothing (T1): it neither
// breaks an expectation nor fulfils one.
func TestERPDoor_ALookIsNoReport(t *testing.T) {
	f, err := expect.Parse("expect.yaml", []byte("version: 1\nexpectations:\n  - findings: none\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, look := range map[string]func(*testing.T, *mockerptest.Mock){
		"browser":   func(t *testing.T, m *mockerptest.Mock) { exchange(t, "GET", m.URL()+"/", "", "") },
		"icon":      func(t *testing.T, m *mockerptest.Mock) { exchange(t, "GET", m.URL()+"/favicon.ico", "", "") },
		"probe":     func(t *testing.T, m *mockerptest.Mock) { exchange(t, "HEAD", m.URL()+"/device", "", "") },
		"preflight": func(t *testing.T, m *mockerptest.Mock) { exchange(t, "OPTIONS", m.URL()+"/device", "", "") },
		"TLS hello": func(t *testing.T, m *mockerptest.Mock) { raw(t, erpAddr(m), "\x16\x03\x01\x02\x00\x01\x00", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			m := mockerptest.Start(t)
			look(t, m)
			x := m.Exchanges(t, journal.Filter{})
			if len(x) != 1 || x[0].Answer.Status < 400 || x[0].Decision.By != "door" || len(x[0].Findings) > 0 {
				t.Fatalf("the journal has %+v", x)
			}
			if report := expect.Check(f, x, nil, 0); report.OK {
				t.Errorf("a look alone fulfils that nothing was found: %s", report)
			}
			post(t, m.URL()+"/device", device("add", "SN-1", ""))
			if report := expect.Check(f, m.Exchanges(t, journal.Filter{}), nil, 0); !report.OK {
				t.Errorf("a look breaks that nothing was found: %s", report)
			}
		})
	}
}

// TestERPDoor_TellsATLSHelloAtOnce: in the journal, without waiting for more of it.
func TestERPDoor_TellsATLSHelloAtOnce(t *testing.T) {
	m := mockerptest.Start(t) // its read time-out is ten seconds, of which net/http waits five
	conn := dial(t, m)
	started := time.Now()
	if _, err := io.WriteString(conn, "\x16\x03\x01"); err != nil {
		t.Fatal(err)
	}
	x := m.WaitFor(t, 1, journal.Filter{}).Exchanges[0]
	if took := time.Since(started); took > 3*time.Second || !strings.Contains(x.Decision.Why, "began with TLS") || x.Request.Remote != conn.LocalAddr().String() {
		t.Errorf("after %s the journal has %+v", took, x)
	}
}
