package report_test

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/scenarios/report"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender/target"
)

// What applies to every story is said once.
func TestTheSameSentenceIsSaidOnce(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	stories, err := scenarios.LoadFS(scenarios.Files(), "guitar.yaml", "leading-zeros.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []play.Target{{Control: "http://" + closed.Addr().String()}, {Target: target.Target{Base: "http://" + closed.Addr().String()}}} {
		result, err := play.Run(t.Context(), stories, play.Options{Target: to})
		if err != nil || result.Exit != play.ExitUnreachable {
			t.Fatalf("%v, %+v", err, result)
		}
		var out, junit bytes.Buffer
		if err := report.Text(&out, result, show.Sh); err != nil {
			t.Fatal(err)
		}
		reason := result.Cases[0].Reason
		if n := strings.Count(out.String(), reason); n != 1 || reason == "" {
			t.Errorf("it is said %d times:\n%s", n, out.String())
		}
		if err := report.JUnit(&junit, result); err != nil || strings.Count(junit.String(), "<error") != 2 || !strings.Contains(junit.String(), closed.Addr().String()) {
			t.Errorf("no reason in %s", junit.String())
		}
	}
}

// For the story of an issue, the report says what its outcome means.
func TestTheOutcomeOfAnIssueIsExplained(t *testing.T) {
	const issue = "version: 1\ntitle: x\nreproduces: The ERP takes a serial twice.\nworkOrders:\n  - {number: W-1, sku: S}\nsteps:\n  - device.set: {serial: SN-7}\n    expect: "
	for expect, want := range map[string]string{
		"accepted": "\n    reproduces: the reported problem is still there\n",
		"refused":  "\n    does not reproduce: the problem is fixed, or this is another ERP\n",
	} {
		result := played(t, issue+expect+"\n", play.Options{})
		if got := text(t, result); !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
		var junit bytes.Buffer
		if err := report.JUnit(&junit, result); err != nil || expect == "refused" && !strings.Contains(junit.String(), "or this is another ERP") {
			t.Errorf("got %s", junit.String())
		}
	}
}
