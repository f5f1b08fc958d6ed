package books

import (
	"fmt"
	"sync"
	"testing"
)

// numbered is an event on a device of its own.
func numbered(event func(string, ...any) Event, typ string, n int, more ...any) Event {
	s := fmt.Sprint(n)
	return event(typ, append([]any{"stockId", s, "serial", s, "sessionId", s, "workorderId", s, "workorderNumber", s}, more...)...)
}

func TestTotal_BoundsAllBooksTogether(t *testing.T) {
	total := NewTotal(3)
	one, two := New(10).Within(total), New(10).Within(total)
	tell(t, one, by(numbered(device, "add", 1)), by(numbered(device, "add", 2)))
	tell(t, two, by(numbered(device, "add", 1)))
	for _, b := range []*Books{one, two} {
		check(t, b, numbered(device, "add", 9), business(503, AllBooksFull, "The books of all runs of this mock ERP together are full (3 things). Drop the runs that you no longer need"))
	}
	check(t, two, numbered(device, "add", 1), withID("ERP-DEV-000001")) // the same report again books nothing
	tell(t, two, by(numbered(device, "remove", 1, "externalId", "ERP-DEV-000001")))
	check(t, one, numbered(device, "add", 9), business(503, AllBooksFull))
	tell(t, two, by(numbered(device, "add", 9))) // in the place of its own removed thing
	if total.used.Load() != 3 || two.Size() != 1 {
		t.Errorf("%d things in all, %d in the second books; wanted 3 and 1", total.used.Load(), two.Size())
	}
	two.Leave()
	tell(t, one, by(numbered(device, "add", 9)))
	if total.used.Load() != 3 || one.Size() != 3 {
		t.Errorf("%d things in all, %d in the first books; wanted 3 and 3", total.used.Load(), one.Size())
	}
	sound(t, one)
	two.Within(total) // beyond the bound, for they hold it already
	if total.used.Load() != 4 {
		t.Errorf("%d things in all, wanted 4", total.used.Load())
	}
	two.Leave()
	two.Leave()
	if total.used.Load() != 3 {
		t.Errorf("%d things in all after books left twice, wanted 3", total.used.Load())
	}
}

// Whoever was told that there is room gets it, whatever the others book before it does.
func TestTotal_KeepsItsWord(t *testing.T) {
	total := NewTotal(1)
	one, two := New(10).Within(total), New(10).Within(total)
	add := numbered(device, "add", 1)
	first, second := one.Consider(add).Strict, two.Consider(add).Strict
	one.Apply(add, first)
	two.Apply(add, second)
	check(t, two, numbered(device, "remove", 1, "externalId", second.ExternalID), withID(second.ExternalID))
	if total.used.Load() != 2 {
		t.Errorf("%d things, wanted 2", total.used.Load())
	}
}

// What a script or a real ERP accepts without asking the books is bounded too.
func TestTotal_BoundsWhatOthersAnswer(t *testing.T) {
	total := NewTotal(1)
	b := New(100_000).Within(total)
	for n := range 2 * inFlight {
		b.Apply(numbered(device, "add", n), Reply{Status: 200})
	}
	if total.used.Load() != 1+inFlight || b.Size() != 1+inFlight {
		t.Errorf("%d things in all, %d in the books; wanted %d", total.used.Load(), b.Size(), 1+inFlight)
	}
	sound(t, b)
}

func TestTotal_IsSharedByManyAtOnce(t *testing.T) {
	const limit = 100
	total := NewTotal(limit)
	all := make([]*Books, 8)
	var working sync.WaitGroup
	for i := range all {
		all[i] = New(1000).Within(total)
		working.Go(func() {
			for n := range 300 {
				all[i].churn(n)
			}
		})
	}
	working.Wait()
	held := 0
	for _, b := range all {
		sound(t, b)
		held += b.Size()
	}
	if int64(held) != total.used.Load() || held > limit+inFlight {
		t.Errorf("the books hold %d things, the total says %d", held, total.used.Load())
	}
}
