package check

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// lent is a loan that knows how often it came back.
type lent struct{ back *int }

func (l lent) Back() { *l.back++ }

// A check counts once, and no longer when it is over; each end is a change, and nothing else is one.
func TestHolders_CountEachCheckOnce(t *testing.T) {
	var h holders
	var a, b T
	for i, step := range []struct {
		do    func()
		count int
		woke  bool
	}{
		{func() { h.begin(&a) }, 1, false},
		{func() { h.begin(&a) }, 1, false},
		{func() { h.begin(&b) }, 2, false},
		{func() { h.end(&a) }, 1, true},
		{func() { h.end(&a) }, 1, false},
		{func() { h.end(&b) }, 0, true},
		{func() { h.begin(&a) }, 1, false},
	} {
		changed := h.change()
		step.do()
		woke := false
		select {
		case <-changed:
			woke = true
		default:
		}
		if h.count != step.count || woke != step.woke {
			t.Errorf("step %d: %d count, want %d; woke others: %v", i, h.count, step.count, woke)
		}
		if again := h.change(); (again == changed) == woke {
			t.Errorf("step %d: whoever asks now waits for another change: %v", i, again != changed)
		}
	}
}

// A check that lacks something waits for those that have it, as long as one of them does not wait itself.
func TestTake_WaitsForWhoCanGiveBack(t *testing.T) {
	const lasts = time.Minute
	later, never := &master.Shortage{Need: "part", Words: "All are in use.", Later: true}, &master.Shortage{Need: "part", Words: "There is none."}
	for _, c := range []struct {
		name  string
		asks  []error       // what comes of each ask
		other time.Duration // another check holds something until then; 0 is no other
		holds bool          // the check itself does
		alone bool
		cause SkipCause
		end   Outcome
		after time.Duration
	}{
		{"there is one", []error{nil}, 0, false, false, "", Pass, 0},
		{"another gives back", []error{later, nil}, time.Second, false, false, "", Pass, time.Second},
		{"nobody has it", []error{later, nil}, 0, false, false, NeedsData, Skip, 0},
		{"there never is one", []error{never, nil}, time.Second, false, false, NeedsData, Skip, 0},
		{"it is alone", []error{later, nil}, time.Second, false, true, NeedsData, Skip, 0},
		{"it holds something itself", []error{later, nil}, time.Second, true, false, crowded, Skip, 0},
		{"the other keeps it", []error{later, later}, 2 * lasts, false, false, OutOfTime, Skip, lasts},
		{"what is no shortage", []error{errors.New("oh"), nil}, time.Second, false, false, "", Error, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := judging(t, nowhere, Options{}, Check{Run: passes}, Check{Run: passes})
			ctx, cancel := context.WithTimeout(t.Context(), lasts)
			defer cancel()
			r.ctx = ctx
			other, mine := r.newT(&r.checks[0], 1, false), r.newT(&r.checks[1], 2, c.alone)
			if c.other > 0 {
				r.holders.begin(other)
				defer time.AfterFunc(c.other, func() { r.holders.end(other) }).Stop()
			}
			if c.holds {
				mine.loans = []loan{lent{new(int)}}
			}
			began, asked := time.Now(), 0
			result := mine.run(func() {
				take(mine, func() (lent, error) {
					asked++
					return lent{new(int)}, c.asks[asked-1]
				})
			})
			if after := time.Since(began); result.Outcome != c.end || result.Cause != c.cause || after != c.after {
				t.Errorf("%s: %s (%s) after %s, %s", c.name, result.Outcome, result.Cause, after, result.Reason)
			}
			if c.end == Pass && len(mine.loans) != 1 {
				t.Errorf("%s: it has %d things", c.name, len(mine.loans))
			}
		})
	}
}

// Two checks that wait for each other both learn that nobody gives back.
func TestTake_NobodyWaitsForWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := judging(t, nowhere, Options{MaxTime: time.Hour}, Check{Run: passes}, Check{Run: passes})
		results := make(chan Result, 2)
		for i := range 2 {
			try := r.newT(&r.checks[i], i+1, false)
			r.holders.begin(try)
			go func() {
				defer try.giveBack()
				results <- try.run(func() {
					take(try, func() (lent, error) { return lent{}, &master.Shortage{Words: "All are in use.", Later: true} })
				})
			}()
		}
		for range 2 {
			if result := <-results; result.Cause != NeedsData {
				t.Errorf("%s (%s), %s", result.Outcome, result.Cause, result.Reason)
			}
		}
		synctest.Wait()
		if r.holders.count != 0 {
			t.Errorf("%d hold something", r.holders.count)
		}
	})
}

// What a check had comes back unless some of it may still be in the ERP; whoever waits for it is told in any case.
func TestGiveBack_OnlyWhatIsNotInTheERP(t *testing.T) {
	for _, c := range []struct {
		name  string
		posts []Exchange
		back  int
	}{
		{"nothing was posted", nil, 2},
		{"nothing was taken by the ERP", []Exchange{{Result: sender.Result{Status: 409}}}, 2},
		{"it never left", []Exchange{{Result: sender.Result{Trouble: sender.Cancelled}}}, 2},
		{"the ERP has it", []Exchange{has("SN", false)}, 0},
		{"the ERP may have it", []Exchange{has("SN", true)}, 0},
		{"it may have come, whatever it was", []Exchange{{Result: sender.Result{Trouble: sender.Timeout, Transcript: sender.Transcript{Stage: sender.StageSend}}}}, 0},
	} {
		back := 0
		r := judging(t, nowhere, Options{}, Check{Run: passes})
		try := owingTry(r, c.posts...)
		try.loans = []loan{lent{&back}, lent{&back}}
		r.holders.begin(try)
		changed := r.holders.change()
		try.giveBack()
		if back != c.back || r.holders.count != 0 {
			t.Errorf("%s: %d things came back, %d hold something", c.name, back, r.holders.count)
		}
		select {
		case <-changed:
		default:
			t.Errorf("%s: nobody was told", c.name)
		}
	}
}
