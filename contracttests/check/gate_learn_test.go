package check

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// newTestGate makes a gate that learns: at most so many posts at once, and answers may take twice as long as enough.
func newTestGate(most int, enough time.Duration) *gate {
	return newGate(Options{InFlight: most, AnswerWithin: 2 * enough}, 3*enough)
}

// answers sends posts one after another, each answered after so long, and gives how many may be out then.
func answers(t *testing.T, g *gate, n int, took time.Duration) int {
	t.Helper()
	for range n {
		round, err := g.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		g.leave(round, took, false)
	}
	return g.limit
}

// Each case gives how long answers took in each round, and how many posts may be out after each. A round has one answer
// more than posts may be out.
func TestGate_LetsOutMoreWhileThatMakesTheWholeFaster(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name    string
		most    int
		enough  time.Duration
		took    []time.Duration
		limits  []int
		settled bool
	}{
		{"a fast ERP gets all at once", 10, 2500 * ms, []time.Duration{250 * ms}, []int{10}, true},
		{"one that is not fast enough for that gets two", 10, 2500 * ms, []time.Duration{251 * ms}, []int{2}, false},
		{"the whole gets faster up to the most", 3, 2500 * ms, []time.Duration{900 * ms, 900 * ms, 900 * ms}, []int{2, 3, 3}, true},
		{"at four it does not, so two stay", 12, 2500 * ms, []time.Duration{251 * ms, 251 * ms, 502 * ms}, []int{2, 4, 2}, true},
		{"at eight it does not, so four stay", 12, 2500 * ms, []time.Duration{251 * ms, 251 * ms, 251 * ms, 500 * ms}, []int{2, 4, 8, 4}, true},
		{"one after another", 12, 2500 * ms, []time.Duration{251 * ms, 502 * ms}, []int{2, 1}, true},
		{"a gain of exactly 1.3 is one", 12, 1000 * time.Second, []time.Duration{360 * time.Second, 550 * time.Second}, []int{2, 4}, false},
		{"a gain of less is none", 12, 1000 * time.Second, []time.Duration{360 * time.Second, 555 * time.Second}, []int{2, 1}, true},
		{"slow with one out is no reason to stop", 12, 5 * time.Second, []time.Duration{9 * time.Second}, []int{2}, false},
		{"as slow as may be with two out", 12, 5 * time.Second, []time.Duration{9 * time.Second, 5 * time.Second}, []int{2, 4}, false},
		{"slower than may be with two out", 12, 5 * time.Second, []time.Duration{9 * time.Second, 5*time.Second + 1}, []int{2, 1}, true},
		{"no time at all", 12, time.Second, []time.Duration{0}, []int{12}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newTestGate(c.most, c.enough)
			for i, took := range c.took {
				before := g.limit
				if got := answers(t, g, before, took); got != before {
					t.Errorf("round %d: %d may be out before its last answer, want %d", i, got, before)
				}
				if got := answers(t, g, 1, took); got != c.limits[i] {
					t.Errorf("round %d: %d may be out after it, want %d", i, got, c.limits[i])
				}
			}
			if g.settled != c.settled {
				t.Errorf("it settled: %v", g.settled)
			}
		})
	}
}

// The user is told the number it settled on, and how long answers took with that.
func TestGate_TellsWhatItSettledOn(t *testing.T) {
	type told struct {
		answer time.Duration
		limit  int
	}
	for _, c := range []struct {
		took []time.Duration
		want told
	}{
		{[]time.Duration{100 * time.Millisecond}, told{100 * time.Millisecond, 12}},
		{[]time.Duration{time.Second, 2 * time.Second}, told{time.Second, 1}},
		{[]time.Duration{time.Second, time.Second, 2 * time.Second}, told{time.Second, 2}},
	} {
		heard := make(chan told, 2)
		g := newTestGate(12, 2500*time.Millisecond)
		g.tell = func(answer time.Duration, limit int) { heard <- told{answer, limit} }
		for _, took := range c.took {
			answers(t, g, g.limit+1, took)
		}
		if !g.settled {
			t.Fatalf("%v: it did not settle", c.took)
		}
		if got := <-heard; got != c.want {
			t.Errorf("%v: told %v, want %v", c.took, got, c.want)
		}
	}
}

// What left in another round says nothing of this one, a late answer counts as one of the round, and the average counts.
func TestGate_JudgesARoundByTheAverageOfItsOwnAnswers(t *testing.T) {
	g := newTestGate(12, 2500*time.Millisecond)
	g.leave(mustEnter(t, g)-1, time.Hour, false)
	g.leave(mustEnter(t, g)+1, time.Hour, false)
	g.leave(mustEnter(t, g), 100*time.Millisecond, true)
	g.leave(mustEnter(t, g), 300*time.Millisecond, false)
	if g.limit != 12 || !g.settled {
		t.Errorf("after 100 and 300 ms %d may be out", g.limit)
	}
	g = newTestGate(12, 2500*time.Millisecond)
	g.leave(mustEnter(t, g), 300*time.Millisecond, false)
	g.leave(mustEnter(t, g), 400*time.Millisecond, false)
	g.leave(mustEnter(t, g)-1, time.Hour, false) // it was out when the round began
	if answers(t, g, 3, 350*time.Millisecond) != 4 {
		t.Errorf("after 350 ms with two out %d may be", g.limit)
	}
}

func mustEnter(t *testing.T, g *gate) int {
	t.Helper()
	round, err := g.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return round
}

// After a late answer half as many may be out; after twice as many answers in time, and one more, one more may.
func TestGate_IsNarrowAfterALateAnswerAndSlowlyOpensAgain(t *testing.T) {
	g := newTestGate(6, time.Second)
	late := func() int {
		g.leave(mustEnter(t, g), time.Second, true)
		return g.limit
	}
	good := func(n int) int { return answers(t, g, n, time.Millisecond) }
	for i, step := range []struct {
		do   func() int
		want int
	}{
		{func() int { return good(2) }, 6}, // settled
		{late, 3},
		{func() int { return good(6) }, 3},
		{func() int { return good(1) }, 4},
		{func() int { return good(8) }, 4},
		{func() int { return good(1) }, 5},
		{func() int { return good(10) }, 5},
		{late, 2}, // and the ten count no more
		{func() int { return good(4) }, 2},
		{func() int { return good(1) }, 3},
		{late, 1},
		{late, 1}, // never none
		{func() int { return good(100) }, 6},
		{func() int { return good(100) }, 6}, // never more than it settled on
	} {
		if got := step.do(); got != step.want {
			t.Fatalf("step %d: %d may be out, want %d", i, got, step.want)
		}
	}
}

// A number that the user gave is kept, however slow or late answers are.
func TestGate_KeepsTheNumberOfTheUser(t *testing.T) {
	g := newGate(Options{InFlight: 3, AnswerWithin: time.Second, chosen: true}, time.Second)
	for _, late := range []bool{false, true, true, false} {
		g.leave(mustEnter(t, g), time.Hour, late)
	}
	if g.limit != 3 || g.settled {
		t.Errorf("%d may be out, settled %v", g.limit, g.settled)
	}
}

// Half of the shorter of both times is what answers may take: what E8 allows, and the time-out.
func TestGate_ThinksOfTheTimeOut(t *testing.T) {
	for _, c := range []struct{ within, timeout, want time.Duration }{{4, 10, 2}, {10, 4, 2}} {
		if g := newGate(Options{InFlight: 1, AnswerWithin: c.within}, c.timeout); g.enough != c.want {
			t.Errorf("%v: %d", c, g.enough)
		}
	}
}

// A post waits while as many are out as may be, and leaves when one comes back, or not at all once the run is over.
func TestGate_LetsOneOutForEachThatComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(Options{InFlight: 2, AnswerWithin: time.Second, chosen: true}, time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		var out, gone atomic.Int32
		for range 5 {
			go func() {
				if _, err := g.enter(ctx); err != nil {
					gone.Add(1)
				} else {
					out.Add(1)
				}
			}()
			synctest.Wait()
		}
		if out.Load() != 2 {
			t.Fatalf("%d of 5 are out, 2 may be", out.Load())
		}
		g.leave(0, time.Millisecond, false)
		synctest.Wait()
		if out.Load() != 3 || gone.Load() != 0 {
			t.Errorf("one came back: %d left, %d gave up", out.Load(), gone.Load())
		}
		cancel()
		synctest.Wait()
		g.leave(0, time.Millisecond, false)
		g.leave(0, time.Millisecond, false)
		if _, err := g.enter(ctx); err == nil {
			t.Error("one left although the run was over")
		}
		if out.Load() != 3 || gone.Load() != 2 || g.busy != 0 {
			t.Errorf("at the end %d left, %d gave up, %d are out", out.Load(), gone.Load(), g.busy)
		}
	})
}

// A post without an answer in time narrows the gate, a refusal does not.
func TestGate_HearsOfTimeOuts(t *testing.T) {
	never := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	refuses := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) }
	for name, c := range map[string]struct {
		answer  http.HandlerFunc
		timeout time.Duration
		want    int
	}{"no answer": {never, 50 * time.Millisecond, 4}, "a refusal": {refuses, time.Minute, 8}} {
		server := httptest.NewServer(&removalERP{answer: c.answer})
		r := judging(t, server.URL, Options{}, Check{Run: passes})
		r.client.Timeout, r.clients = c.timeout, map[string]*sender.Client{}
		r.gate.limit, r.gate.chosen, r.gate.settled = 8, 8, true
		p := removing
		p.Body, p.ContentType = []byte(`{"type":"remove","serial":"SN"}`), "application/json"
		owingTry(r).inTurn(t.Context(), p)
		if r.gate.limit != c.want || r.gate.busy != 0 {
			t.Errorf("%s: %d may be out, want %d; %d are", name, r.gate.limit, c.want, r.gate.busy)
		}
		server.CloseClientConnections()
		server.Close()
	}
}
