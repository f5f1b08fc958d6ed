package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
	"github.com/erpkit/erpkit/sender/target"
)

// removalERP is an ERP that takes every add, and answers a removal as told.
type removalERP struct {
	answer http.HandlerFunc

	mu    sync.Mutex
	posts []string // the acts, in their order
}

func (e *removalERP) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	object, _ := schemas.Parse(body)
	act := string(schemas.KindOf(object)) + " " + schemas.Text(object, "type")
	e.mu.Lock()
	e.posts = append(e.posts, act)
	e.mu.Unlock()
	if e.answer != nil && strings.HasSuffix(act, "remove") {
		e.answer(w, r)
		return
	}
	fmt.Fprint(w, "{}")
}

// has is an exchange by which an ERP has a device, for certain or perhaps.
func has(serial string, unsure bool) Exchange {
	x := Exchange{Act: adding.Act, Result: sender.Result{Accepted: true, Status: http.StatusOK}}
	if unsure {
		x.Result = sender.Result{Trouble: sender.Timeout}
	}
	x.Result.Transcript.Stage = sender.StageSend
	x.Result.Transcript.RequestBody = []byte(fmt.Sprintf(`{"type":"add","serial":%q,"stockId":%q,"sku":"1","workorderNumber":"W"}`, serial, serial))
	return x
}

// owingTry is a try of the first check after which the ERP has some devices.
func owingTry(r *Runner, devices ...Exchange) *T {
	t := r.newT(&r.checks[0], 1, false)
	for _, x := range devices {
		t.record(x)
	}
	return t
}

// What is done about a device after its check, and at the end of the run.
func TestClean_WhatIsAskedForWhen(t *testing.T) {
	over, cancel := context.WithCancel(context.Background())
	cancel()
	refuses := func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusConflict) }
	breaks := func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "oh", http.StatusInternalServerError) }
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		unsure bool
		hangs  bool // removals were given up
		last   bool
		ctx    context.Context
		asked  bool
		gone   bool
		why    string
	}{
		{name: "it is taken away", asked: true, gone: true},
		{name: "the ERP refuses", answer: refuses, asked: true, why: "409"},
		{name: "the ERP refuses at the end", answer: refuses, last: true, asked: true, why: "409"},
		{name: "nobody knows whether it is there", unsure: true, why: "No answer came to it, so the ERP is asked at the end of the run."},
		{name: "nobody knows until the end", unsure: true, last: true, asked: true, gone: true},
		{name: "the ERP knows of none", unsure: true, answer: refuses, last: true, asked: true, gone: true},
		{name: "the ERP breaks down", unsure: true, answer: breaks, last: true, asked: true, why: "500"},
		{name: "removals were given up", hangs: true, why: "so it is not asked again"},
		{name: "removals are tried again at the end", hangs: true, last: true, asked: true, gone: true},
		{name: "the time is over", ctx: over, why: "no time left for cleaning up (7s)"},
		{name: "the time is over at the end", ctx: over, last: true, why: "no time left for cleaning up (7s)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			erp := &removalERP{answer: c.answer}
			server := httptest.NewServer(erp)
			defer server.Close()
			r := judging(t, server.URL, Options{CleanupTime: 7 * time.Second}, Check{Run: passes}, Check{Run: passes})
			if c.hangs {
				r.notRemoved(removing.Act, &r.checks[0])
				r.notRemoved(removing.Act, &r.checks[1])
			}
			try := owingTry(r, has("SN", c.unsure))
			if c.ctx == nil {
				c.ctx = t.Context()
			}
			try.clean(c.ctx, c.last)
			left := try.left()
			if asked := len(erp.posts) == 1; asked != c.asked || (len(left) == 0) != c.gone {
				t.Fatalf("the ERP was asked %q; left %+v", erp.posts, left)
			}
			if !c.gone && (!strings.Contains(left[0].Why, c.why) || left[0].Asked != c.asked || left[0].Story != "check 0") {
				t.Errorf("left %+v", left[0])
			}
		})
	}
}

// A removal that was called off before it left was not asked for; one that was given up goes past the gate, so that it
// holds up nothing else.
func TestClean_ARemovalThatDoesNotLeave(t *testing.T) {
	server := httptest.NewServer(&removalERP{})
	defer server.Close()
	r := judging(t, server.URL, Options{InFlight: 1, CleanupTime: 7 * time.Second}, Check{Run: passes}, Check{Run: passes})
	try := owingTry(r, has("SN", false))
	if _, err := r.gate.enter(t.Context()); err != nil { // the only place is taken
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	try.clean(ctx, true)
	if left := try.left(); len(left) != 1 || left[0].Asked || !strings.Contains(left[0].Why, "no time left for cleaning up (7s)") {
		t.Errorf("left %+v", left)
	}
	r.notRemoved(removing.Act, &r.checks[0])
	r.notRemoved(removing.Act, &r.checks[1])
	try.clean(t.Context(), true)
	if left := try.left(); len(left) > 0 {
		t.Errorf("left %+v", left)
	}
}

// Only a removal that got no answer counts against the act, and only while there was time for one.
func TestClean_CountsRemovalsWithoutAnswer(t *testing.T) {
	never := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	refuses := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) }
	for _, c := range []struct {
		name          string
		answer        http.HandlerFunc
		timeout, time time.Duration
		want          int
	}{
		{"no answer", never, 50 * time.Millisecond, time.Hour, 1},
		{"a refusal", refuses, time.Minute, time.Hour, 0},
		{"no time", never, time.Minute, 50 * time.Millisecond, 0},
	} {
		server := httptest.NewServer(&removalERP{answer: c.answer})
		r, err := NewRunner(target.Target{Base: server.URL, Timeout: c.timeout}, []Check{{Clause: "E1", Name: "a", Run: passes}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		r.ctx = t.Context()
		ctx, cancel := context.WithTimeout(t.Context(), c.time)
		try := owingTry(r, has("SN", false))
		try.clean(ctx, false)
		cancel()
		if got := r.latenessOf(actKey{act: removing.Act}).clean; got != c.want || len(try.left()) != 1 {
			t.Errorf("%s: %d counted, left %+v", c.name, got, try.left())
		}
		server.CloseClientConnections()
		server.Close()
	}
}

// What cannot be written down at the end of the run is told: a defect in the cleanup makes of a pass an error, of a
// failure nothing else.
func TestClean_ADefectCountsUnlessTheCheckFailed(t *testing.T) {
	for _, c := range []struct {
		body func(*T)
		want Outcome
	}{{passes, Error}, {fails, Fail}, {skips, Skip}} {
		server := httptest.NewServer(&removalERP{})
		r := judging(t, server.URL, Options{InFlight: 1, Keep: func([]leftovers.Leftover) error { panic("full") }}, Check{Run: func(t *T) {
			t.record(has("SN", false))
			over, cancel := context.WithCancel(t.ctx)
			cancel()
			t.runner.ctx = over // from now on what the ERP has is written down
			c.body(t)
		}})
		if result := r.judge(0); result.Outcome != c.want {
			t.Errorf("%s, want %s: %s", result.Outcome, c.want, result.Reason)
		}
		server.Close()
	}
}

// Writing down what the ERP has takes no more than a fifth of the time.
func TestKeepAgain_NotMoreThanAFifthOfTheTime(t *testing.T) {
	for _, c := range []struct {
		ago, took time.Duration
		again     bool
	}{
		{4 * time.Second, time.Second, true},
		{4*time.Second - 1, time.Second, false},
		{0, time.Second, false},
		{0, 0, true},
		{time.Hour, time.Minute, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			kept := 0
			r := judging(t, nowhere, Options{Keep: func([]leftovers.Leftover) error {
				kept++
				time.Sleep(3 * time.Second)
				return errors.New("full")
			}}, Check{Run: passes})
			r.written, r.writing = time.Now(), c.took
			time.Sleep(c.ago)
			r.keepAgain()
			if again := kept == 1; again != c.again {
				t.Errorf("%s after one that took %s: written again: %v", c.ago, c.took, again)
			}
			if c.again && (r.writing != 3*time.Second || r.written != time.Now() || r.NotKept() == nil) {
				t.Errorf("it took %s and ended %s ago: %v", r.writing, time.Since(r.written), r.NotKept())
			}
		})
	}
}

// While there is time for checks, what the ERP has is not written down after each post.
func TestRecord_WritesDownOnlyWhenTheChecksAreOver(t *testing.T) {
	var kept [][]leftovers.Leftover
	r := judging(t, nowhere, Options{Keep: func(list []leftovers.Leftover) error {
		kept = append(kept, list)
		return nil
	}}, Check{Run: passes})
	try := owingTry(r, has("SN 1", false))
	if len(kept) > 0 {
		t.Errorf("written down %d times", len(kept))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r.ctx = ctx
	try.record(has("SN 2", false))
	if len(kept) != 1 || len(kept[0]) != 2 || kept[0][0].Story != "check 0" {
		t.Errorf("written down: %+v", kept)
	}
	for i, x := range try.exchanges {
		if x.Number != i+1 || x.Cleanup {
			t.Errorf("post %d has the number %d, cleanup %v", i, x.Number, x.Cleanup)
		}
	}
}

// Before the last removals the ERP gets twice the time of its slowest answer, one second at least and a time-out at
// most, but only if a post was cut off.
func TestLetFinish_TwiceTheSlowestAnswer(t *testing.T) {
	for _, c := range []struct {
		name                 string
		unsure               bool
		answers              []sender.Result
		timeout, grace, want time.Duration
	}{
		{"nothing was cut off", false, []sender.Result{took(3*time.Second, "")}, 10 * time.Second, time.Hour, 0},
		{"no answer at all", true, nil, 10 * time.Second, time.Hour, time.Second},
		{"fast answers", true, []sender.Result{took(10*time.Millisecond, "")}, 10 * time.Second, time.Hour, time.Second},
		{"slow answers", true, []sender.Result{took(3*time.Second, ""), took(time.Second, "")}, 10 * time.Second, time.Hour, 6 * time.Second},
		{"only answers count", true, []sender.Result{took(3*time.Second, ""), took(4*time.Second, sender.Timeout)}, 10 * time.Second, time.Hour, 6 * time.Second},
		{"as slow as may be", true, []sender.Result{took(9*time.Second, "")}, 10 * time.Second, time.Hour, 10 * time.Second},
		{"no time", true, []sender.Result{took(9*time.Second, "")}, 10 * time.Second, 2 * time.Second, 2 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := judging(t, nowhere, Options{}, Check{Run: passes})
			r.target.Timeout = c.timeout
			grace, cancel := context.WithTimeout(t.Context(), c.grace)
			defer cancel()
			r.grace = grace
			for _, result := range c.answers {
				r.tookOf(result)
			}
			try := owingTry(r, has("SN 1", false), has("SN 2", c.unsure))
			began := time.Now()
			r.letFinish([]*T{try})
			if got := time.Since(began); got != c.want {
				t.Errorf("%s: it waited %s, want %s", c.name, got, c.want)
			}
		})
	}
}

func took(long time.Duration, trouble sender.Trouble) sender.Result {
	return sender.Result{Trouble: trouble, Transcript: sender.Transcript{Took: long}}
}
