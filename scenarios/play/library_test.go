package play_test

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/scenarios/play"
	"github.com/erpkit/erpkit/sender/target"
)

func library(t testing.TB) []*scenarios.Story {
	t.Helper()
	stories, err := scenarios.LoadFS(scenarios.Files())
	if err != nil {
		t.Fatal(err)
	}
	return stories
}

// Every story that ships passes against the mock, and uses every rule of its script.
func TestEveryStoryHolds(t *testing.T) {
	stories := library(t)
	if len(stories) < 20 {
		t.Fatalf("%d stories ship, which is too few", len(stories))
	}
	result, err := play.Run(t.Context(), stories, play.Options{Parallel: 4})
	if err != nil {
		t.Fatal(err)
	}
	for i := range result.Cases {
		c := &result.Cases[i]
		if c.Outcome != play.Passed || len(c.Notes) > 0 {
			t.Errorf("%s: %s %s %v", c.Name, c.Outcome, c.Reason, c.Notes)
		}
		if c.Story.About == "" || len(c.Story.Tags) == 0 {
			t.Errorf("%s says nothing about itself, or has no tags", c.Name)
		}
	}
	if result.Exit != play.ExitPassed || failures(result) != "" {
		t.Errorf("exit %d\n%s", result.Exit, failures(result))
	}
	if seen, _ := result.Coverage.Seen(); seen < 20 {
		t.Errorf("the stories show %d cells of the grid only", seen)
	}
}

// The same stories make the same posts again, byte for byte, whatever runs beside them.
func TestARunRepeatsExactly(t *testing.T) {
	posts := func(parallel int) []string {
		result, err := play.Run(context.Background(), library(t), play.Options{Parallel: parallel})
		if err != nil {
			t.Fatal(err)
		}
		all := bodies(result)
		for i := range all { // stations of one story end, and get their ids, in any order
			all[i] = regexp.MustCompile(`ERP-(DEV|ITM|OPR)-\d+`).ReplaceAllString(all[i], "ERP-$1")
		}
		slices.Sort(all)
		return all
	}
	once, again := posts(1), posts(8)
	if len(once) < 200 || !slices.Equal(once, again) {
		t.Fatalf("%d posts, then %d posts, and they differ", len(once), len(again))
	}
}

// Against an ERP by its URL, the stories that need no script pass too, one after the other on the same ERP, and
// leave nothing there.
func TestTheLibraryLeavesNothingOnAnERP(t *testing.T) {
	mock := mockerptest.Start(t)
	opts := play.Options{Target: play.Target{Target: target.Target{Base: mock.URL()}}, Prefix: "R1-", Parallel: 1}
	result, err := play.Run(t.Context(), library(t), opts)
	if err != nil {
		t.Fatal(err)
	}
	for i := range result.Cases {
		c := &result.Cases[i]
		if want := map[bool]play.Outcome{true: play.Skipped, false: play.Passed}[c.Story.NeedsScript]; c.Outcome != want {
			t.Errorf("%s: %s %s", c.Name, c.Outcome, c.Reason)
		}
	}
	if result.Exit != play.ExitPassed || len(result.Leftovers) > 0 {
		t.Errorf("exit %d, leftovers %v\n%s", result.Exit, result.Leftovers, failures(result))
	}
	if live := liveThings(t, mock.ControlURL()); live != 0 {
		t.Errorf("%d things are still in the books of the ERP", live)
	}
}

func liveThings(t testing.TB, control string) int {
	t.Helper()
	answer, err := http.Get(control + "/api/v1/runs/default/books?state=live")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var page struct {
		Things []struct{ State string }
	}
	if err := json.NewDecoder(answer.Body).Decode(&page); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%d %v", answer.StatusCode, err)
	}
	live := 0
	for _, thing := range page.Things {
		if thing.State == "live" {
			live++
		}
	}
	return live
}
