package play_test

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/target"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A story stops at the first step that fails, and still does its finally, without the steps about things that
// never existed.
func TestFinallyIsDoneAfterAFailure(t *testing.T) {
	result := run(t, set+`  - item.attach: {sku: a}
    as: attached
  - item.attach: {sku: b}
    as: second
    expect: refused
  - item.attach: {sku: c}
    as: never
finally:
  - item.detach: never
  - item.detach: second
  - item.detach: attached
  - item.detach: attached
  - device.remove:
  - check: {items: 0}
`, play.Options{})
	if got := failures(result); got != "item.attach: outcome: expected refused, came accepted (HTTP 200)" {
		t.Fatalf("got %q", got)
	}
	var did []string
	for _, s := range result.Cases[0].Steps {
		if s.Finally && s.Left == "" {
			did = append(did, string(s.Step.Verb))
		}
	}
	if want := []string{"item.detach", "item.detach", "device.remove", "check"}; !slices.Equal(did, want) {
		t.Fatalf("finally did %v, want %v", did, want)
	}
}

func TestAFailureInFinallyCounts(t *testing.T) {
	result := run(t, set+"finally:\n  - device.remove:\n    expect: {status: 299}\n", play.Options{})
	if result.Exit != play.ExitFailed || !result.Cases[0].Failed()[0].Finally {
		t.Fatalf("got %d %q", result.Exit, failures(result))
	}
}

// If the MES itself cannot do a step, the story fails with the reason.
func TestWhatCannotBeDone(t *testing.T) {
	for step, words := range map[string]string{
		"  - device.set: {on: guitar, serial: SN-8}\n":                        "has the serial",
		"  - device.change: {serial: SN-7}\n":                                 "already",
		"  - item.attach: {sku: x}\n    as: i\n    expect: refused\n":         "",
		"  - device.remove:\n  - device.remove:\n":                            "has no serial any more (step 2 removed it)",
		"  - post: {kind: device, body: \"${guitar.answer}${guitar.sku}\"}\n": "",
	} {
		result := run(t, set+step, play.Options{})
		if got := failures(result); result.Exit != play.ExitFailed || !strings.Contains(got, words) {
			t.Errorf("%s: wanted %q, got %q", step, words, got)
		}
	}
}

func TestRowsAreCasesOfTheirOwn(t *testing.T) {
	story := strings.Replace(set, "SN-7", "\"${row.serial}\"", 1)
	story = strings.Replace(story, "steps:", "table:\n  - {serial: A, status: 200}\n  - {serial: B, status: 201}\nsteps:", 1) + "    expect: {status: \"${row.status}\"}\n"
	result := run(t, story, play.Options{})
	if len(result.Cases) != 2 || result.Cases[0].Outcome != play.Passed || result.Cases[1].Outcome != play.Failed {
		t.Fatalf("got %+v", result.Cases)
	}
	if result.Cases[1].Name != "story [2: serial=B]" {
		t.Errorf("the row is called %q", result.Cases[1].Name)
	}
}

func TestStationsAndTurnsAreNumbered(t *testing.T) {
	e := newERP(t, nil)
	run(t, head+"steps:\n  - parallel: 2\n    repeat: 2\n    steps:\n      - device.set: {serial: \"SN-${station}-${turn}\"}\n        as: one\n      - device.remove: one\n", play.Options{Target: e.target()})
	seen := e.seen()
	slices.Sort(seen)
	want := []string{"add SN-1-1", "add SN-1-2", "add SN-2-1", "add SN-2-2", "remove SN-1-1", "remove SN-1-2", "remove SN-2-1", "remove SN-2-2"}
	if !slices.Equal(seen, want) {
		t.Fatalf("got %v", seen)
	}
}

// Stations really work at the same time: each of them waits for all others.
func TestStationsWorkAtOnce(t *testing.T) {
	arrived, all := make(chan struct{}, 8), make(chan struct{})
	e := newBare(t, func(w http.ResponseWriter, r *http.Request) {
		if arrived <- struct{}{}; len(arrived) == 8 {
			close(all)
		}
		select {
		case <-all:
		case <-r.Context().Done():
		}
	})
	result := run(t, head+"timeout: 10s\nsteps:\n  - device.set: {}\n    parallel: 8\n    together: {accepted: 8}\n", play.Options{Target: play.Target{Target: target.Target{Base: e}}, Keep: true})
	if failures(result) != "" {
		t.Fatal(failures(result))
	}
}

func TestTheExitClasses(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + listener.Addr().String()
	listener.Close()
	needsScript := strings.Replace(set, "title:", "needs: script\nerp: {rules: [{answer: {status: 200}}]}\ntitle:", 1)
	for name, c := range map[string]struct {
		story string
		opts  play.Options
		want  int
		v     play.Outcome
	}{
		"passed":      {set, play.Options{}, play.ExitPassed, play.Passed},
		"failed":      {set + "    expect: refused\n", play.Options{}, play.ExitFailed, play.Failed},
		"unreachable": {set, play.Options{Target: play.Target{Target: target.Target{Base: nobody}}}, play.ExitUnreachable, play.Unreachable},
		"nothing":     {needsScript, play.Options{Target: newERP(t, nil).target()}, play.ExitNothing, play.Skipped},
	} {
		result := run(t, c.story, c.opts)
		if result.Exit != c.want || result.Cases[0].Outcome != c.v {
			t.Errorf("%s: exit %d, %s %s", name, result.Exit, result.Cases[0].Outcome, result.Cases[0].Reason)
		}
	}
	none, err := play.Run(t.Context(), nil, play.Options{})
	if err != nil || none.Exit != play.ExitNothing {
		t.Errorf("no stories: %v, %v", none, err)
	}
}

// An ERP that goes away during a run is distinguished from one that answers wrongly.
func TestTheERPGoesAway(t *testing.T) {
	var e *erp
	e = newERP(t, func(http.ResponseWriter, map[string]any) bool {
		e.Listener.Close() // new connections are refused from now on
		e.Config.SetKeepAlivesEnabled(false)
		return false
	})
	result := run(t, set+"  - device.change: {serial: SN-8}\n", play.Options{Target: e.target()})
	if result.Exit != play.ExitUnreachable || len(result.Leftovers) != 1 {
		t.Fatalf("exit %d, %d leftovers, %s", result.Exit, len(result.Leftovers), failures(result))
	}
}

func TestFailFastAndProgress(t *testing.T) {
	stories := parse(t, set+"    expect: refused\n")
	stories = append(stories, parse(t, set)...)
	var told []string
	result, err := play.Run(t.Context(), stories, play.Options{FailFast: true, Progress: func(e play.Event) {
		told = append(told, string(e.Kind)+" "+string(e.Case.Outcome))
	}})
	if err != nil || result.Cases[1].Outcome != play.Skipped || result.Exit != play.ExitFailed {
		t.Fatalf("got %v, %v", result, err)
	}
	want := []string{"case-begins ", "step-done ", "case-ends failed", "case-begins ", "case-ends skipped"}
	if !slices.Equal(told, want) {
		t.Fatalf("told %q", told)
	}
}

func TestWrongOptionsAreToldAtOnce(t *testing.T) {
	_, err := play.Run(context.Background(), parse(t, set), play.Options{
		Parallel: 100, Prefix: "a b", MaxTime: -time.Second,
		Target: play.Target{Target: target.Target{Base: "http://erp.example.com", Single: "ftp://x", Kinds: map[schemas.Kind]string{schemas.Device: "http://10.0.0.1/device"}}},
	})
	for _, words := range []string{
		"100 stories cannot be played at once", "cannot be negative", "the prefix \"a b\"", "cannot both be given",
		"the base URL leads to erp.example.com, which is not this machine", "the single URL: ", "the URL for device leads to 10.0.0.1",
	} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q is not told in %v", words, err)
		}
	}
	if _, err := play.Run(context.Background(), nil, play.Options{Prefix: "R1-"}); err == nil {
		t.Error("a prefix on the mock was taken")
	}
}

// Only this machine may be posted to unless a host is named.
func TestHostsMustBeAllowed(t *testing.T) {
	for _, c := range []struct {
		url    string
		allow  []string
		wanted bool
	}{
		{"http://127.0.0.1:1", nil, true}, {"http://127.8.9.1:1", nil, true}, {"http://[::1]:1", nil, true}, {"http://LOCALHOST:1", nil, true},
		{"http://erp.test:1", nil, false}, {"http://erp.test:1", []string{"ERP.test"}, true}, {"http://erp.test:1", []string{"erp.test:1"}, true},
		{"http://erp.test:1", []string{"erp.test:2", "test", "other.erp.test"}, false}, {"http://127.0.0.1.evil.test:1", nil, false},
		{"http://localhost.evil.test:1", nil, false}, {"http://127.0.0.1@evil.test:1", nil, false}, {"http://0.0.0.0:1", nil, false},
	} {
		_, err := play.Run(t.Context(), nil, play.Options{Target: play.Target{Target: target.Target{Base: c.url}, AllowHosts: c.allow}})
		if (err == nil) != c.wanted {
			t.Errorf("%s with %v: %v", c.url, c.allow, err)
		}
	}
}
