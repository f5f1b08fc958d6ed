package expect

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

const long = 20 * time.Second

// waits tells when somebody waits on the journal, so that no test has to sleep.
type waits struct {
	journal.Store
	began chan struct{}
}

func newWaits(store journal.Store) waits { return waits{store, make(chan struct{}, 1000)} }

func (w waits) Wait(ctx context.Context, f journal.Filter, n int) (journal.Page, error) {
	w.began <- struct{}{}
	return w.Store.Wait(ctx, f, n)
}

func record(t *testing.T, to journal.Store, list ...*traffic.Exchange) {
	t.Helper()
	for _, x := range list {
		if err := to.Append(x); err != nil {
			t.Fatal(err)
		}
	}
}

type outcome struct {
	report Report
	err    error
}

func await(t *testing.T, from Source, f *File, patience time.Duration) <-chan outcome {
	done := make(chan outcome, 1)
	go func() {
		report, err := Await(t.Context(), from, f, patience)
		done <- outcome{report, err}
	}()
	return done
}

// TestAwaitEndsWhenAllHolds, and not before; other runs do not count.
func TestAwaitEndsWhenAllHolds(t *testing.T) {
	store := newWaits(journal.NewMemory(100, 1<<20))
	f := file(t, "  - {name: a, post: {kind: device}, count: 2}\n  - {name: b, scriptRules: allUsed}\n")
	record(t, store, post(device, "add"))
	from := Source{Journal: store, Run: "line-4", Uses: func() []script.Use {
		all, _ := store.List(context.Background(), journal.Filter{Run: "line-4"})
		return []script.Use{{Rule: "a", Used: max(0, all.Total-1)}}
	}}
	done := await(t, from, f, long)
	<-store.began
	other := post(device, "add")
	other.Run = "line-5"
	record(t, store, other, post(item, "add"))
	<-store.began
	select {
	case got := <-done:
		t.Fatalf("it ended too early: %s %v", got.report, got.err)
	default:
	}
	record(t, store, post(device, "add"))
	if got := <-done; got.err != nil || !got.report.OK || got.report.Exchanges != 3 || got.report.Run != "line-4" {
		t.Errorf("got %s %v", got.report, got.err)
	}
}

// TestAwaitEndsWithItsTime and says how it stands then.
func TestAwaitEndsWithItsTime(t *testing.T) {
	store := journal.NewMemory(100, 1<<20)
	record(t, store, post(device, "add"))
	f := file(t, "  - {post: {kind: device}, count: 2}\n")
	for _, patience := range []time.Duration{0, 30 * time.Millisecond} {
		r, err := Await(t.Context(), Source{Journal: store, Run: "line-4"}, f, patience)
		if err != nil || r.OK || r.Exchanges != 1 || r.Items[0].Missing != "1 more post" {
			t.Errorf("%s: got %s %v", patience, r, err)
		}
	}
	r, err := Await(t.Context(), Source{Journal: store, Run: "not-yet"}, f, 0)
	if err != nil || r.OK || r.Run != "not-yet" || r.Exchanges != 0 {
		t.Errorf("got %+v %v", r, err)
	}
}

// TestAwaitDoesNotWaitForWhatIsGone: what was dropped does not come back.
func TestAwaitDoesNotWaitForWhatIsGone(t *testing.T) {
	store := newWaits(journal.NewMemory(2, 1<<20))
	record(t, store, post(device, "add"), post(device, "add"), post(device, "add"))
	r, err := Await(t.Context(), Source{Journal: store, Run: "line-4"}, file(t, "  - {post: {kind: device}, atLeast: 2}\n"), long)
	if err != nil || r.OK || r.Outcome != CannotTell || r.Dropped != 1 || len(store.began) != 0 {
		t.Errorf("got %+v %v, waited %d times", r, err, len(store.began))
	}
}

// TestAwaitSeesAReset: what was there before it does not count any more.
func TestAwaitSeesAReset(t *testing.T) {
	store := newWaits(journal.NewMemory(100, 1<<20))
	record(t, store, post(device, "add"), post(device, "add"), post(device, "add"))
	done := await(t, Source{Journal: store, Run: "line-4"}, file(t, "  - {post: {kind: device}, count: 1}\n"), time.Hour)
	<-store.began
	if _, err := store.Reset("line-4"); err != nil {
		t.Fatal(err)
	}
	record(t, store, post(device, "add"))
	select {
	case got := <-done:
		if got.err != nil || !got.report.OK || got.report.Exchanges != 1 {
			t.Errorf("got %s %v", got.report, got.err)
		}
	case <-time.After(long):
		t.Error("it still waits, though all holds since the reset")
	}
}

// TestAwaitReadsPages: a run may be longer than one page.
func TestAwaitReadsPages(t *testing.T) {
	store := journal.NewMemory(5000, 64<<20)
	for range pageSize + 7 {
		record(t, store, post(device, "add"))
	}
	r, err := Await(t.Context(), Source{Journal: store, Run: "line-4"}, file(t, "  - {post: {kind: device}, count: 1007}\n"), 0)
	if err != nil || !r.OK || r.Exchanges != pageSize+7 {
		t.Errorf("got %+v %v", r, err)
	}
}

// resetting is a journal whose counts never fit what was read, as if the run were reset all the time.
type resetting struct{ journal.Store }

func (r resetting) List(ctx context.Context, f journal.Filter) (journal.Page, error) {
	page, err := r.Store.List(ctx, f)
	page.Total--
	return page, err
}

// TestARestlessRunIsNotVouchedFor: pages of different times show nothing.
func TestARestlessRunIsNotVouchedFor(t *testing.T) {
	store := journal.NewMemory(100, 1<<20)
	record(t, store, post(device, "add"))
	r, err := Await(t.Context(), Source{Journal: resetting{store}, Run: "line-4"}, file(t, "  - {post: {kind: device}, count: 1}\n"), 0)
	if err != nil || r.OK || r.Outcome != CannotTell || r.Why == "" {
		t.Errorf("got %+v %v", r, err)
	}
}

// TestErrorsOfTheJournal are told, and a caller that has gone is not served on.
func TestErrorsOfTheJournal(t *testing.T) {
	store := newWaits(journal.NewMemory(100, 1<<20))
	f := file(t, "  - {post: {kind: device}, count: 1}\n")
	done := await(t, Source{Journal: store, Run: "line-4"}, f, long)
	<-store.began
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-done; !errors.Is(got.err, journal.ErrClosed) {
		t.Errorf("got %v", got.err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	long := journal.NewMemory(5000, 64<<20)
	for range pageSize + 1 {
		record(t, long, post(device, "add"))
	}
	if _, err := Await(gone, Source{Journal: long, Run: "line-4"}, f, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
