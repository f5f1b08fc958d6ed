package journaltest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// patience ends a test that hangs; no test passes because of it.
const patience = 30 * time.Second

type waited struct {
	page journal.Page
	err  error
}

// waiting starts a Wait.
func waiting(t *testing.T, j journal.Store, f journal.Filter, n int) <-chan waited {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	out := make(chan waited, 1)
	t.Cleanup(cancel)
	go func() {
		page, err := j.Wait(ctx, f, n)
		if ctx.Err() != nil {
			err = errors.Join(err, errors.New("nothing woke the waiter"))
		}
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

func waitAtOnce(t *testing.T, open Open) {
	j := begin(t, open, 10, manyBytes)
	record(t, j, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "a"})
	mustCome(t, waiting(t, j, journal.Filter{Run: "a"}, 2), 2)
	mustCome(t, waiting(t, j, journal.Filter{Run: "a", After: 1}, 1), 2)
	mustCome(t, waiting(t, j, journal.Filter{Run: "b"}, 0), 0)
}

// Exchanges that do not match, or are not above After, do not count. A second waiter, for the
// first exchange, shows that the other has begun to wait or will find all of them; either is
// fine.
func waitFilter(t *testing.T, open Open) {
	j := begin(t, open, 100, manyBytes)
	record(t, j, &traffic.Exchange{Run: "a", Serial: "SN-1"})
	c := waiting(t, j, journal.Filter{Run: "a", Serial: "SN-1", After: 1}, 2)
	record(t, j, &traffic.Exchange{Run: "a", Serial: "SN-1"}, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "b", Serial: "SN-1"})
	select {
	case w := <-c:
		t.Fatalf("Wait ended with %d exchanges, %v; only one matches above id 1", w.page.Total, w.err)
	default:
	}
	record(t, j, &traffic.Exchange{Run: "a", OtherSerials: []string{"SN-1"}})
	mustCome(t, c, 3)
}

// Writers and waiters start together over and over: a wake-up that got lost between looking and
// sleeping would leave a waiter until its patience ends.
func waitRace(t *testing.T, open Open) {
	j := begin(t, open, manyCount, manyBytes)
	for range 100 {
		last := j.Stats().Recorded
		all := waiting(t, j, journal.Filter{After: last}, 3)
		one := waiting(t, j, journal.Filter{Run: "a", After: last}, 2)
		record(t, j, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "b"}, &traffic.Exchange{Run: "a"})
		for _, c := range []<-chan waited{all, one} {
			if w := <-c; w.err != nil {
				t.Fatal(w.err)
			}
		}
	}
}

func waitContext(t *testing.T, open Open) {
	j := begin(t, open, 10, manyBytes)
	record(t, j, &traffic.Exchange{Run: "a"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	page, err := j.Wait(ctx, journal.Filter{Run: "a"}, 2)
	if err != nil || page.Total != 1 {
		t.Errorf("Wait = %d exchanges, %v; want the one that is there", page.Total, err)
	}
}

func waitClose(t *testing.T, open Open) {
	j := begin(t, open, 10, manyBytes)
	c := waiting(t, j, journal.Filter{}, 1)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if w := <-c; !errors.Is(w.err, journal.ErrClosed) {
		t.Errorf("Wait on a journal that is closed: %v, want ErrClosed", w.err)
	}
}

// Exchanges that came during a wait count even if the bounds have dropped them since. An exchange
// that comes before the wait begins wakes nobody, so the test records one at a time until the
// wait is over; the journal keeps only the last one.
func waitDropped(t *testing.T, open Open) {
	j := begin(t, open, 1, manyBytes)
	c := waiting(t, j, journal.Filter{Run: "a"}, 20)
	for n := 0; ; n++ {
		select {
		case w := <-c:
			if w.err != nil || n < 20 || w.page.Total != 1 {
				t.Fatalf("Wait = %d exchanges after %d, %v; want the last one after 20 or more", w.page.Total, n, w.err)
			}
			return
		default:
			record(t, j, &traffic.Exchange{Run: "a"})
		}
	}
}

// Two are recorded and forgotten before the third comes: a wait for three must not count them.
func waitReset(t *testing.T, open Open) {
	for _, run := range []string{"a", ""} {
		j := begin(t, open, 10, manyBytes)
		c := waiting(t, j, journal.Filter{Run: "a"}, 3)
		record(t, j, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "a"})
		if n, err := j.Reset(run); n != 2 || err != nil {
			t.Fatalf("Reset(%q) = %d, %v", run, n, err)
		}
		record(t, j, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "a"})
		select {
		case w := <-c:
			t.Fatalf("after a reset of %q Wait ended with %d exchanges, %v; want three", run, w.page.Total, w.err)
		default:
		}
		record(t, j, &traffic.Exchange{Run: "a"})
		mustCome(t, c, 3)
	}
}

func closed(t *testing.T, open Open) {
	j := begin(t, open, 10, manyBytes)
	record(t, j, &traffic.Exchange{Run: "a"})
	for range 2 {
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Append(&traffic.Exchange{}); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Append to a closed journal: %v, want ErrClosed", err)
	}
	if _, err := j.Wait(context.Background(), journal.Filter{}, 9); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Wait on a closed journal: %v, want ErrClosed", err)
	}
}
