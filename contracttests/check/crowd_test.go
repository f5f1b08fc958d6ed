package check_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/sender/target"
)

// An ERP that hangs on one act costs two time-outs, and two more for what it perhaps booked; the rest is skipped
// for that reason.
func TestAnActThatHangsIsAskedTwice(t *testing.T) {
	var asked atomic.Int32
	hangs := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		buffer := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(buffer)
		asked.Add(1)
		<-r.Context().Done()
	})
	first := one("first", func(t *check.T) { t.Unit().Add() })
	first.First = true
	checks := []check.Check{first}
	for i := range 30 {
		checks = append(checks, one(fmt.Sprint("later ", i), func(t *check.T) { t.Unit().Add() }))
	}
	results := run(t, hangs, check.Options{}, func(to *target.Target) { to.Timeout = 100 * time.Millisecond }, checks...)
	if asked.Load() != 4 {
		t.Errorf("the ERP was asked %d times", asked.Load())
	}
	for _, r := range results[1:] {
		if r.Outcome != check.Skip || r.Cause != check.NoAnswer || !strings.Contains(r.Reason, `in the check "first"`) {
			t.Errorf("%s: %s, %s", r.Check.Name, r.Outcome, r.Reason)
		}
	}
}

func TestARunEndsInTime(t *testing.T) {
	hangs := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		buffer := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(buffer)
		<-r.Context().Done()
	})
	var checks []check.Check
	for i := range 5 {
		checks = append(checks, one(fmt.Sprint("check ", i), func(t *check.T) { t.Unit().Add() }))
	}
	for _, r := range run(t, hangs, check.Options{MaxTime: 300 * time.Millisecond, CleanupTime: 100 * time.Millisecond, InFlight: 1}, nil, checks...) {
		if r.Outcome != check.Skip || r.Cause != check.OutOfTime {
			t.Errorf("%s: %s, %s", r.Check.Name, r.Outcome, r.Reason)
		}
	}
}

func TestTheNetworkIsNotTheERP(t *testing.T) {
	server := httptest.NewServer(&seen{})
	server.Close()
	runner, err := check.NewRunner(target.Target{Base: server.URL}, []check.Check{one("adds", func(t *check.T) { t.Accepts(t.Unit().Add()) })}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r := runner.Run(t.Context())[0]; r.Outcome != check.Error || !strings.Contains(r.Reason, "nothing listens on that port") {
		t.Errorf("%s: %s", r.Outcome, r.Reason)
	}
}

// Checks that must run alone do, and no more run at once than allowed.
func TestHowManyRunAtOnce(t *testing.T) {
	var now, most, alone atomic.Int32
	body := func(isAlone bool) func(*check.T) {
		return func(t *check.T) {
			n := now.Add(1)
			defer now.Add(-1)
			if isAlone {
				alone.Store(max(alone.Load(), n))
			}
			for was := most.Load(); n > was && !most.CompareAndSwap(was, n); was = most.Load() {
			}
			t.Unit().Add()
		}
	}
	var checks []check.Check
	for i := range 40 {
		c := one(fmt.Sprint("check ", i), body(i%8 == 0))
		c.Alone = i%8 == 0
		checks = append(checks, c)
	}
	run(t, &seen{}, check.Options{InFlight: 4}, nil, checks...)
	if most.Load() > 4 || most.Load() < 2 || alone.Load() != 1 {
		t.Errorf("%d ran at once, wanted 2 to 4; %d with one that wants to be alone", most.Load(), alone.Load())
	}
}

func TestTheRateIsKept(t *testing.T) {
	began := time.Now()
	run(t, &seen{}, check.Options{}, func(to *target.Target) { to.Rate = 50 }, one("adds", func(t *check.T) {
		for range 5 {
			t.Unit().Add()
		}
	}))
	if took := time.Since(began); took < 150*time.Millisecond {
		t.Errorf("10 posts at 50 a second took %s", took)
	}
}

// A failure that shows only in a crowd does not count against the clause of the check.
func TestAFailureIsConfirmedAlone(t *testing.T) {
	var now atomic.Int32
	shy := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer now.Add(-1)
		if now.Add(1) > 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		time.Sleep(5 * time.Millisecond)
	})
	var checks []check.Check
	for i := range 12 {
		checks = append(checks, one(fmt.Sprint("check ", i), func(t *check.T) { t.Accepts(t.Unit().Add()) }))
	}
	passed, blocked := 0, 0
	for _, r := range run(t, shy, check.Options{InFlight: 6}, nil, checks...) {
		switch {
		case r.Outcome == check.Pass:
			passed++
		case r.Cause == check.Blocked && strings.Contains(r.Reason, "holds alone"):
			blocked++
		default:
			t.Errorf("%s: %s, %s", r.Check.Name, r.Outcome, r.Reason)
		}
	}
	if passed == 0 || blocked == 0 {
		t.Errorf("%d passed, %d held alone", passed, blocked)
	}
}
