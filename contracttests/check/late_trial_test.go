package check

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

var (
	adding   = Post{Act: schemas.Act{Kind: schemas.Device, Type: "add"}}
	wrong    = Post{Act: adding.Act, Invalid: true}
	removing = Post{Act: schemas.Act{Kind: schemas.Device, Type: "remove"}}
)

// three is a run of three checks that are not run, and those checks.
func three(t *testing.T) (r *Runner, a, b, c *Check) {
	t.Helper()
	r = judging(t, nowhere, Options{}, Check{Name: "a", Run: passes}, Check{Name: "b", Run: passes}, Check{Name: "c", Run: passes})
	return r, &r.checks[0], &r.checks[1], &r.checks[2]
}

// standing tells how a check that was told to wait stands: "none" if it was not told, "go" if it need not wait any longer.
func standing(result *Result) string {
	switch {
	case result == nil:
		return "none"
	case result.Cause != late:
		return string(result.Cause)
	case result.wait == nil:
		return "try again"
	}
	select {
	case <-result.wait:
		return "go"
	default:
		return "wait"
	}
}

func wantStanding(t *testing.T, step string, result *Result, want string) {
	t.Helper()
	if got := standing(result); got != want {
		t.Errorf("%s: %q, want %q", step, got, want)
	}
}

// While the check that saw a late answer tries the act once more, all others wait, and nothing else ends that.
func TestLate_OthersWaitForTheSecondTry(t *testing.T) {
	r, a, b, c := three(t)
	wantStanding(t, "nothing is late", r.closed(adding, a), "none")
	wantStanding(t, "a's first time-out", r.timedOut(adding, a), "try again")
	wantStanding(t, "a itself", r.closed(adding, a), "none")
	wantStanding(t, "the same act, but not valid", r.closed(wrong, b), "none")
	wantStanding(t, "another act", r.closed(removing, b), "none")
	waiting := r.closed(adding, b)
	wantStanding(t, "b", waiting, "wait")
	sent := r.timedOut(adding, c) // it was sent before
	wantStanding(t, "c", sent, "wait")
	r.answered(adding, b)
	r.answered(wrong, a)
	r.answered(removing, a)
	r.trialsOver(b)
	wantStanding(t, "after what is not the second try", waiting, "wait")
	r.answered(adding, a)
	for name, result := range map[string]*Result{"b": waiting, "c": sent} {
		wantStanding(t, name+" after the answer", result, "go")
	}
	wantStanding(t, "b now", r.closed(adding, b), "none")
	r.answered(adding, a) // once more changes nothing
	if words := r.hangs(adding); words != "" {
		t.Error(words)
	}
}

// A second try is over when its check is, and when its check comes to wait for another: so two never wait for each other.
func TestLate_ASecondTryEndsWithItsCheck(t *testing.T) {
	r, a, b, _ := three(t)
	r.timedOut(adding, a)
	waiting := r.closed(adding, b)
	r.trialsOver(a)
	wantStanding(t, "the check is over", waiting, "go")

	r, a, b, c := three(t)
	r.timedOut(adding, a)
	r.timedOut(removing, b)
	waiting = r.closed(removing, c)
	wantStanding(t, "b was late while a tries", r.timedOut(adding, b), "wait")
	wantStanding(t, "what waited for b", waiting, "go")

	r, a, b, _ = three(t)
	r.timedOut(adding, a)
	waiting = r.closed(adding, b)
	wantStanding(t, "a is late with another act", r.timedOut(removing, a), "try again")
	wantStanding(t, "what waited for the first", waiting, "go")
}

// An act is given up after a second try without an answer, or when it was late for the fourth time.
func TestLate_AnActIsGivenUp(t *testing.T) {
	r, a, b, c := three(t)
	r.timedOut(adding, a)
	waiting := r.closed(adding, b)
	wantStanding(t, "a's second time-out", r.timedOut(adding, a), "none")
	wantStanding(t, "b", waiting, "go")
	wantStanding(t, "b now", r.closed(adding, b), string(NoAnswer))
	wantStanding(t, "one that was sent before", r.timedOut(adding, c), "none")
	want := `The ERP gave no answer to device add within 10s, and none when it was tried once more in the check "a", so it is not asked again.`
	if words := r.hangs(adding); words != want {
		t.Errorf("%s", words)
	}
	if words := r.hangs(wrong); words != want {
		t.Errorf("what hangs when it is right is not asked when it is not: %s", words)
	}
	if result := r.closed(adding, b); result.Outcome != Skip || result.Lead.Act != adding.Act || result.Reason != want {
		t.Errorf("%+v", result)
	}

	r, a, b, _ = three(t)
	for range mostTrials {
		wantStanding(t, "now and then", r.timedOut(adding, a), "try again")
		r.answered(adding, a)
	}
	wantStanding(t, "too often", r.timedOut(adding, b), "none")
	if words := r.hangs(adding); !strings.Contains(words, `"b"`) {
		t.Errorf("too often: %q", words)
	}
}

// An act that hangs where the post is not valid is asked where it is.
func TestLate_OnlyWhatIsNotValidIsGivenUp(t *testing.T) {
	r, a, b, _ := three(t)
	r.timedOut(adding, b) // one trial of the valid act is open meanwhile
	r.timedOut(wrong, a)
	r.timedOut(wrong, a)
	if words := r.hangs(wrong); !strings.Contains(words, "no answer to device add that is not valid within") {
		t.Errorf("%q", words)
	}
	if words := r.hangs(adding); words != "" {
		t.Errorf("%q", words)
	}
}

// Two removals without an answer after checks give the act up, and whoever waits for a second try may go on.
func TestLate_RemovalsAfterChecksAreGivenUpAfterTwo(t *testing.T) {
	r, a, b, c := three(t)
	r.timedOut(removing, c)
	waiting := r.closed(removing, a)
	r.notRemoved(removing.Act, a)
	wantStanding(t, "after one", waiting, "wait")
	if words := r.hangs(removing); words != "" {
		t.Errorf("after one: %s", words)
	}
	r.notRemoved(removing.Act, b)
	r.notRemoved(removing.Act, c)
	wantStanding(t, "after two", waiting, "go")
	if words := r.hangs(removing); !strings.Contains(words, `in the check "b"`) {
		t.Errorf("after two: %q", words)
	}
}

// A check whose answer was late lets the ERP rest for a time-out, at most half a minute; one that waits for another's
// second try waits for that alone; and nobody waits for longer than the run lasts.
func TestLate_HowLongACheckWaits(t *testing.T) {
	for _, c := range []struct {
		name                string
		timeout, trial, run time.Duration
		want                time.Duration
	}{
		{"a short time-out", 10 * time.Second, 0, time.Hour, 10 * time.Second},
		{"a long one", time.Minute, 0, time.Hour, 30 * time.Second},
		{"for another", 10 * time.Second, 50 * time.Second, time.Hour, 50 * time.Second},
		{"until the run is over", 10 * time.Second, 0, 5 * time.Second, 5 * time.Second},
		{"for another, until the run is over", 10 * time.Second, time.Minute, 5 * time.Second, 5 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, _, _, _ := three(t)
			r.target.Timeout = c.timeout
			ctx, cancel := context.WithTimeout(t.Context(), c.run)
			defer cancel()
			r.ctx = ctx
			var result Result
			if c.trial > 0 {
				trial := make(chan struct{})
				result.wait = trial
				time.AfterFunc(c.trial, func() { close(trial) })
			}
			began := time.Now()
			r.untilTried(result)
			if took := time.Since(began); took != c.want {
				t.Errorf("%s: it waited %s, want %s", c.name, took, c.want)
			}
		})
	}
}
