package journal_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// patience ends a test that hangs; no test passes by it.
const patience = 30 * time.Second

type waited struct {
	page journal.Page
	err  error
}

// waiting starts a Wait.
func waiting(t *testing.T, j *journal.Memory, f journal.Filter, n int) <-chan waited {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	out := make(chan waited, 1)
	t.Cleanup(cancel)
	go func() {
		page, err := j.Wait(ctx, f, n)
		out <- waited{page, err}
	}()
	return out
}

func mustCome(t *testing.T, c <-chan waited, total int) {
	t.Helper()
	w := <-c
	if w.err != nil || w.page.Total != total {
		t.Fatalf("Wait = %d exchanges, %v; want %d", w.page.Total, w.err, total)
	}
}

func TestWaitReturnsAtOnceWhenThereIsEnough(t *testing.T) {
	j := journal.NewMemory(10, plenty)
	record(t, j, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "a"})
	mustCome(t, waiting(t, j, journal.Filter{Run: "a"}, 2), 2)
	mustCome(t, waiting(t, j, journal.Filter{Run: "b"}, 0), 0)
}

func TestWaitEndsWithItsContext(t *testing.T) {
	j := journal.NewMemory(10, plenty)
	record(t, j, &traffic.Exchange{Run: "a"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	page, err := j.Wait(ctx, journal.Filter{Run: "a"}, 2)
	if err != nil || page.Total != 1 {
		t.Errorf("Wait = %d exchanges, %v; want the one that is there", page.Total, err)
	}
}

func TestCloseEndsAWait(t *testing.T) {
	j := journal.NewMemory(10, plenty)
	c := waiting(t, j, journal.Filter{}, 1)
	_ = j.Close()
	if w := <-c; !errors.Is(w.err, journal.ErrClosed) {
		t.Errorf("Wait on a closed journal: %v, want ErrClosed", w.err)
	}
}

// Writers and waiters start together over and over: a wake-up that gets lost between
// looking and sleeping would leave a waiter until its context ends.
func TestWaitNeverMissesAWakeUp(t *testing.T) {
	for range 3000 {
		j := journal.NewMemory(10, plenty)
		all := waiting(t, j, journal.Filter{}, 3)
		one := waiting(t, j, journal.Filter{Run: "a"}, 2)
		record(t, j, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "b"}, &traffic.Exchange{Run: "a"})
		mustCome(t, all, 3)
		mustCome(t, one, 2)
	}
}

// The same with much to count: the exchange that is missing comes while the waiter counts.
func TestWaitNeverMissesWhatComesWhileItCounts(t *testing.T) {
	const backlog = 20_000
	j := journal.NewMemory(backlog+500, plenty)
	for range backlog {
		record(t, j, &traffic.Exchange{Run: "a"})
	}
	for i := range 200 {
		c := waiting(t, j, journal.Filter{Run: "a"}, backlog+i+1)
		runtime.Gosched()
		record(t, j, &traffic.Exchange{Run: "a"})
		mustCome(t, c, backlog+i+1)
	}
}
