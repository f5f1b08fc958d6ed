package client_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
)

// statuses posts and gives what was answered.
func statuses(t *testing.T, url string, posts ...string) (list []int) {
	t.Helper()
	for _, one := range posts {
		list = append(list, postStatus(t, url, one))
	}
	return list
}

func TestClient_SwitchesARuleInEveryRunThatPlaysIt(t *testing.T) {
	mock, c := start(t)
	if _, err := c.PutScript(t.Context(), "", []byte("version: 1\nrules:\n- {name: closed, answer: {status: 409}}\n")); err != nil {
		t.Fatal(err)
	}
	begun := time.Now().Add(-time.Second)
	statuses(t, mock.URL(), device("SN-1"))
	for i, step := range []struct {
		run    string
		off    bool
		wanted [3]int // default, line-4, a run that begins now
	}{{"", true, [3]int{200, 200, 200}}, {"", false, [3]int{409, 409, 409}}, {"line-4", true, [3]int{409, 200, 409}}, {"", true, [3]int{200, 200, 200}}} {
		script, err := c.SwitchRule(t.Context(), step.run, 1, step.off)
		if err != nil || script.Rules[0].Off != step.off || script.Rules[0].Used == 0 && step.run == "" {
			t.Fatalf("%+v: %+v, %v", step, script, err)
		}
		if used := script.Rules[0].LastUse; step.run == "" && used.Before(begun) {
			t.Errorf("it was used last at %v", used)
		}
		got := [3]int{postStatus(t, mock.URL(), device("SN-2")), postStatus(t, mock.RunURL("line-4"), device("SN-2")), postStatus(t, mock.RunURL(fmt.Sprint("new-", i)), device("SN-2"))}
		if got != step.wanted {
			t.Errorf("%+v: got %v", step, got)
		}
	}
}

func TestClient_AnswersTheNextPostLikeThisOne(t *testing.T) {
	mock, c := start(t)
	statuses(t, mock.RunURL("line-4"), device("SN-1"))
	page, err := c.Exchanges(t.Context(), journal.Filter{Run: "line-4"})
	if err != nil || len(page.Exchanges) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	rule, err := c.AnswerNext(t.Context(), "", page.Exchanges[0].ID, map[string]any{"status": 418, "body": map[string]any{"message": "Tea."}})
	if err != nil || rule.Run != "line-4" {
		t.Fatalf("%+v, %v", rule, err)
	}
	if script, err := c.Script(t.Context(), "line-4"); err != nil || len(script.Next) != 1 || len(script.Rules) != 0 {
		t.Errorf("what waits is %+v, %v", script, err)
	}
	if got := statuses(t, mock.RunURL("line-4"), device("SN-2"), device("SN-1"), device("SN-1")); got[0] != 200 || got[1] != 418 || got[2] != 200 {
		t.Errorf("got %v", got)
	}
	if _, err := c.Script(t.Context(), "line-4"); !errors.Is(err, &api.Refusal{Code: api.NoScript}) {
		t.Errorf("something waits still: %v", err)
	}
	shown, err := c.Exchange(t.Context(), page.Exchanges[0].ID+2)
	if err != nil || shown.Decision.By != "script" || shown.Decision.Rule != rule.Rule || shown.Understood.Message != "Tea." {
		t.Errorf("the decision is %+v, %v", shown.Decision, err)
	}
}

func TestClient_TakesAwayWhatWaitsWithTheScript(t *testing.T) {
	mock, c := start(t)
	statuses(t, mock.URL(), device("SN-1"))
	for name, away := range map[string]func() error{
		"the script of the run": func() error { _, err := c.ClearScript(t.Context(), "default"); return err },
		"all scripts":           func() error { _, err := c.ClearScript(t.Context(), ""); return err },
		"a reset":               func() error { _, err := c.Reset(t.Context(), ""); return err },
	} {
		statuses(t, mock.URL(), device("SN-1"))
		page, err := c.Exchanges(t.Context(), journal.Filter{Newest: true, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.AnswerNext(t.Context(), "", page.Exchanges[0].ID, map[string]any{"status": 418}); err != nil {
			t.Fatal(err)
		}
		if err := away(); err != nil {
			t.Fatal(err)
		}
		if got := postStatus(t, mock.URL(), device("SN-1")); got == 418 {
			t.Errorf("%s leaves what waits", name)
		}
	}
}
