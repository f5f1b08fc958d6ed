package check

import (
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// The reported pace counts the checks, those that are part of others, and those that run twice; and those that will not
// run in time.
func TestPace_CountsPosts(t *testing.T) {
	for _, c := range []struct {
		checks, parts, inFlight int
		twice                   bool
		longest                 time.Duration
		posts, cut              int
		takes                   time.Duration
	}{
		{4, 0, 1, false, time.Hour, 24, 0, 24 * time.Second},
		{4, 2, 1, false, time.Hour, 18, 0, 18 * time.Second},
		{4, 0, 1, true, time.Hour, 48, 0, 48 * time.Second},
		{4, 2, 6, true, time.Hour, 36, 0, 6 * time.Second},
		{4, 0, 1, false, 24 * time.Second, 24, 0, 24 * time.Second},
		{4, 0, 1, false, 18 * time.Second, 24, 1, 24 * time.Second},
		{10, 0, 2, false, 3 * time.Second, 60, 9, 30 * time.Second},
	} {
		checks := make([]Check, c.checks)
		for i := range checks {
			checks[i].Run = passes
			if i < c.parts {
				checks[i].Part = "whole"
			}
		}
		var got Pace
		r := judging(t, nowhere, Options{MaxTime: c.longest, Twice: c.twice, Pace: func(p Pace) { got = p }}, checks...)
		r.pace(time.Second, c.inFlight)
		want := Pace{Answer: time.Second, InFlight: c.inFlight, Posts: c.posts, Takes: c.takes, Checks: c.checks, Cut: c.cut}
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	judging(t, nowhere, Options{}, Check{Run: passes}).pace(time.Second, 1) // nobody wants to know
}

// The slowest post of an act that took longer than an answer may, fails the check of the act's speed, and no other.
func TestSpeed_TheSlowestPostCounts(t *testing.T) {
	long := func(what string, long time.Duration) Exchange {
		return Exchange{What: what, Act: adding.Act, Number: 9, Result: took(long, "")}
	}
	speed := Check{Name: "speed", Times: adding.Act, Run: passes}
	for _, c := range []struct {
		name   string
		posts  []Exchange
		first  Result
		of     Check
		failed bool
	}{
		{"as long as it may", []Exchange{long("first", 5*time.Second)}, Result{Outcome: Pass}, speed, false},
		{"longer", []Exchange{long("slowest", 5*time.Second+1)}, Result{Outcome: Pass}, speed, true},
		{"the slowest", []Exchange{long("first", 6*time.Second), long("slowest", 7*time.Second), long("last", 6*time.Second)}, Result{Outcome: Skip}, speed, true},
		{"the first of two", []Exchange{long("slowest", 7*time.Second), long("last", 7*time.Second)}, Result{Outcome: Error}, speed, true},
		{"it failed itself", []Exchange{long("slowest", time.Minute)}, Result{Outcome: Fail}, speed, false},
		{"the ERP offers no such thing", []Exchange{long("slowest", time.Minute)}, Result{Outcome: Disabled}, speed, false},
		{"another act", []Exchange{long("slowest", time.Minute)}, Result{Outcome: Pass}, Check{Name: "other", Times: removing.Act, Run: passes}, false},
		{"no check of speed", []Exchange{{Result: took(time.Minute, "")}}, Result{Outcome: Pass}, Check{Name: "other", Run: passes}, false},
	} {
		r := judging(t, nowhere, Options{}, c.of)
		for _, x := range c.posts {
			r.see(x)
		}
		c.first.Exchanges = []Exchange{{What: "its own"}}
		result := r.judgedByWhatWasSeen(&c.of, c.first)
		if !c.failed {
			if result.Outcome != c.first.Outcome || result.Failure != nil || len(result.Exchanges) != 1 {
				t.Errorf("%s: %s, %s", c.name, result.Outcome, result.Reason)
			}
			continue
		}
		if x := result.Exchanges; result.Outcome != Fail || len(x) != 2 || x[0].What != "slowest" || x[0].Number != 1 || result.Failure.Exchange.What != "slowest" ||
			!strings.Contains(result.Reason, "device add to be answered within 5s. In another check it took ") {
			t.Errorf("%s: %s, %s", c.name, result.Outcome, result.Reason)
		}
	}
}

// The defaults stand for what is left out, and nothing may be negative.
func TestOptions_DefaultsAndBounds(t *testing.T) {
	first, err := Options{}.withDefaults()
	if err != nil || first.InFlight != defaultInFlight || first.chosen || first.MaxTime != DefaultMaxTime || first.CleanupTime != DefaultCleanupTime || first.AnswerWithin != DefaultAnswerWithin {
		t.Errorf("%+v, %v", first, err)
	}
	second, err := Options{}.withDefaults()
	if err != nil || len(first.Name) != 8 || first.Name == second.Name || first.Name != strings.ToUpper(first.Name) {
		t.Errorf("two runs are called %q and %q, %v", first.Name, second.Name, err)
	}
	given := Options{InFlight: 1, MaxTime: 2, CleanupTime: 3, AnswerWithin: 4, Name: "RUN"}
	if got, err := given.withDefaults(); err != nil || !got.chosen || got.InFlight != 1 || got.MaxTime != 2 || got.CleanupTime != 3 || got.AnswerWithin != 4 || got.Name != "RUN" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, o := range []Options{{InFlight: -1}, {MaxTime: -1}, {CleanupTime: -1}, {AnswerWithin: -1}} {
		if _, err := o.withDefaults(); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}

// A failure shows the first of the posts that it was seen by, if one was sent at all.
func TestFail_ShowsThePostThatWasSent(t *testing.T) {
	sent := func(what string) Exchange {
		return Exchange{What: what, Result: sender.Result{Transcript: sender.Transcript{Method: "POST"}}}
	}
	for _, c := range []struct {
		answers []Exchange
		want    string
	}{{nil, ""}, {[]Exchange{{What: "never sent"}}, ""}, {[]Exchange{sent("first")}, "first"}, {[]Exchange{sent("first"), sent("second")}, "first"}} {
		result := judging(t, nowhere, Options{InFlight: 1}, Check{Run: func(t *T) { t.FailAll(c.answers, "this", "It was that.", "do so") }}).judge(0)
		got := ""
		if result.Failure != nil && result.Failure.Exchange != nil {
			got = result.Failure.Exchange.What
		}
		if result.Outcome != Fail || got != c.want {
			t.Errorf("%s shows %q, want %q", result.Outcome, got, c.want)
		}
	}
}
