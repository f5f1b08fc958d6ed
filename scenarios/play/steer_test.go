package play_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/sender/target"
)

// runsOf lists the runs that a mock has.
func runsOf(t *testing.T, mock *mockerptest.Mock) []string {
	t.Helper()
	answer, err := http.Get(mock.ControlURL() + "/api/v1/runs")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var list struct{ Runs []struct{ Name string } }
	if err := json.NewDecoder(answer.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, one := range list.Runs {
		names = append(names, one.Name)
	}
	return names
}

func otherScript(t *testing.T) mockerptest.Option {
	t.Helper()
	parsed, err := script.Parse("other", []byte("version: 1\nrules:\n  - {answer: {status: 418}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	return mockerptest.WithScript(parsed)
}

// Every story that ships plays on a mock that is steered as on the mock inside the process, whatever script that
// mock plays otherwise; nothing of it stays there.
func TestSteeredMockPlaysTheSame(t *testing.T) {
	mock := mockerptest.Start(t, otherScript(t))
	stories, err := scenarios.LoadFS(scenarios.Files())
	if err != nil {
		t.Fatal(err)
	}
	own, err := play.Run(t.Context(), stories, play.Options{Parallel: 4})
	if err != nil {
		t.Fatal(err)
	}
	there, err := play.Run(t.Context(), stories, play.Options{Parallel: 4, Target: play.Target{Control: mock.ControlURL() + "/"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(there.Notes) > 0 || len(there.Leftovers) > 0 || there.Coverage.String() != own.Coverage.String() {
		t.Errorf("notes %q, leftovers %v, coverage\n%s\nwanted\n%s", there.Notes, there.Leftovers, there.Coverage, own.Coverage)
	}
	for i := range own.Cases {
		a, b := &own.Cases[i], &there.Cases[i]
		if a.Story.Observe && b.Outcome == play.Skipped && strings.Contains(b.Reason, "--mode observe") {
			continue
		}
		if b.Outcome != play.Passed || !slices.Equal(a.Notes, b.Notes) || len(b.Cleanup) > 0 || len(a.Steps) != len(b.Steps) {
			t.Errorf("%s: %s %s %q, %d steps", b.Name, b.Outcome, b.Reason, b.Notes, len(b.Steps))
			t.Error(failures(there))
			continue
		}
		if found(a) != found(b) {
			t.Errorf("%s: the findings are %s, on the mock inside the process %s", b.Name, found(b), found(a))
		}
	}
	if names := runsOf(t, mock); !slices.Equal(names, []string{"default"}) || len(mock.Exchanges(t, journal.Filter{})) != 0 {
		t.Errorf("on the mock there are the runs %v and %d exchanges", names, len(mock.Exchanges(t, journal.Filter{})))
	}
}

// found lists the clauses that each step of a case broke, in file order.
func found(c *play.Case) string {
	var all []string
	for _, s := range c.Steps {
		if s.Exchange == nil {
			continue
		}
		for _, f := range s.Exchange.Findings {
			all = append(all, s.Step.Path+" "+f.Clause+" "+string(f.Level))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

const scripted = set + "    expect: {status: 409, message: no}\nerp:\n  rules:\n    - {answer: {status: 409, body: {message: no}}}\n"

func TestSteeredMockKeepsARun(t *testing.T) {
	mock := mockerptest.Start(t)
	result := run(t, strings.Replace(scripted, "{answer:", "{probability: 1, answer:", 1), play.Options{Keep: true, Target: play.Target{Target: target.Target{Base: strings.Replace(mock.URL(), "127.0.0.1", "localhost", 1)}, Control: mock.ControlURL()}})
	names := runsOf(t, mock)
	if failures(result) != "" || len(names) != 2 || !strings.HasPrefix(names[1], "story-") || !strings.Contains(strings.Join(result.Cases[0].Notes, ""), "/r/"+names[1]) {
		t.Fatalf("%s, runs %v, notes %q", failures(result), names, result.Cases[0].Notes)
	}
	if !strings.Contains(strings.Join(result.Cases[0].Notes, ""), "random answers") {
		t.Errorf("notes %q", result.Cases[0].Notes)
	}
	if result.Cases[0].Outcome != play.Passed || !strings.Contains(result.Target, mock.ControlURL()) {
		t.Errorf("got %+v", result)
	}
}

// Even after Ctrl-C the run is removed.
func TestSteeredMockIsLeftCleanAfterCtrlC(t *testing.T) {
	mock := mockerptest.Start(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	opts := play.Options{Target: play.Target{Control: mock.ControlURL()}, Progress: func(e play.Event) {
		if e.Kind == play.StepDone {
			cancel()
		}
	}}
	result, err := play.Run(ctx, parse(t, set+"  - device.remove: guitar\n"), opts)
	if err != nil || result.Exit != play.ExitInterrupted {
		t.Fatalf("got %+v, %v", result, err)
	}
	if names := runsOf(t, mock); !slices.Equal(names, []string{"default"}) {
		t.Errorf("the runs are %v", names)
	}
}

// Without the control door the script is not applied, and the report says how to apply it.
func TestScriptsAreNotAppliedWithoutTheControlDoor(t *testing.T) {
	mock := mockerptest.Start(t)
	result := run(t, scripted, play.Options{Target: play.Target{Target: target.Target{Base: mock.URL()}}})
	if result.Exit != play.ExitFailed || !strings.Contains(strings.Join(result.Notes, ""), "--control-url") {
		t.Errorf("exit %d, notes %q", result.Exit, result.Notes)
	}
}

// A target that is not a mock that can be steered is refused before the first post.
func TestWhatCannotBeSteered(t *testing.T) {
	mock, other := mockerptest.Start(t), mockerptest.Start(t)
	erp := newERP(t, nil)
	observing := mockerptest.Start(t, mockerptest.WithMode(mockerp.Observe))
	page := newBare(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>")) })
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	behind := newBare(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"name":"erpkit mock ERP","addresses":{"erp":"` + erp.URL + `"},"settings":{"upstream":{"url":"x"}}}`))
	})
	elsewhere := newBare(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"name":"erpkit mock ERP","addresses":{"erp":"http://10.1.2.3:8085"},"settings":{}}`))
	})
	for name, test := range map[string]struct {
		target play.Target
		words  string
		exit   int // 0: an error instead of a result
	}{
		"nobody":          {play.Target{Control: gone.URL}, "no mock answers on", play.ExitUnreachable},
		"a page":          {play.Target{Control: page}, "not a control door of erpkit", play.ExitUnreachable},
		"an ERP":          {play.Target{Control: erp.URL}, "not a control door of erpkit", play.ExitUnreachable},
		"the ERP door":    {play.Target{Control: mock.URL()}, "not a control door of erpkit", play.ExitUnreachable},
		"no URL":          {play.Target{Control: "ftp://x"}, "the control URL", 0},
		"another host":    {play.Target{Control: "http://mock.example:8086"}, "--allow-host mock.example", 0},
		"upstream":        {play.Target{Control: behind}, "a real ERP behind it", 0},
		"door elsewhere":  {play.Target{Control: elsewhere}, "say where it is with --url", 0},
		"another mock":    {play.Target{Target: target.Target{Base: other.URL()}, Control: mock.ControlURL()}, "is not the ERP door of the mock", 0},
		"a real ERP":      {play.Target{Target: target.Target{Base: erp.URL}, Control: mock.ControlURL()}, "is not the ERP door of the mock", 0},
		"with single URL": {play.Target{Target: target.Target{Single: mock.URL()}, Control: mock.ControlURL()}, "a control URL can only be combined with a base URL", 0},
	} {
		result, err := play.Run(t.Context(), parse(t, set), play.Options{Target: test.target})
		switch {
		case test.exit == 0:
			if err == nil || !strings.Contains(err.Error(), test.words) {
				t.Errorf("%s: got %v, wanted %q", name, err, test.words)
			}
		case err != nil || result.Exit != test.exit || !strings.Contains(strings.Join(result.Notes, ""), test.words):
			t.Errorf("%s: got %+v, %v", name, result, err)
		}
	}
	if result := run(t, set, play.Options{Target: play.Target{Control: observing.ControlURL()}}); result.Exit != play.ExitNothing || !strings.Contains(result.Cases[0].Reason, "--mode observe") {
		t.Errorf("got %+v", result.Cases[0])
	}
	for _, post := range erp.seen() { // looking at the ERP is not a post
		if strings.TrimSpace(post) != "" {
			t.Errorf("the real ERP got %q", post)
		}
	}
}
