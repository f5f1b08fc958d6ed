package check

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Whoever stops a run early does not wait for what is still to come.
func TestStop_EndsTheChecksThatAreNotOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := Check{Clause: "E1", Name: "waits", Run: func(t *T) { <-t.Context().Done() }}
		never := Check{Clause: "E1", Name: "never", Run: passes, Alone: true}
		r := judging(t, nowhere, Options{MaxTime: time.Hour}, waits, never)
		began := time.Now()
		r.Start(t.Context())
		synctest.Wait()
		results := r.Stop()
		if took := time.Since(began); took > 0 || len(results) != 2 || results[1].Cause != OutOfTime {
			t.Errorf("after %s: %+v", took, results)
		}
	})
}

// What is left in the ERP may be removed for a while after the checks, whatever ended those.
func TestCleanup_BeginsWhenTheChecksEnd(t *testing.T) {
	for _, c := range []struct {
		name    string
		longest time.Duration
		cancel  time.Duration // the caller ends the run
		want    time.Duration
	}{
		{"the time of the checks is over", 10 * time.Second, time.Hour, 15 * time.Second},
		{"the caller gave up", 10 * time.Second, 3 * time.Second, 8 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := judging(t, nowhere, Options{MaxTime: c.longest, CleanupTime: 5 * time.Second}, Check{Run: passes})
			ctx, cancel := context.WithTimeout(t.Context(), c.cancel)
			defer cancel()
			began := time.Now()
			r.Start(ctx)
			<-r.grace.Done()
			if took := time.Since(began); took != c.want {
				t.Errorf("%s: cleaning up ended after %s, want %s", c.name, took, c.want)
			}
			r.Stop()
		})
	}
}
