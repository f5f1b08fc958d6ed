package journal_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func TestResetForgetsOneRunAndLeavesTheOthers(t *testing.T) {
	j := journal.NewMemory(4, plenty)
	for _, run := range []string{"a", "b", "a", "b", "a", "b"} { // 1 and 2 are dropped
		record(t, j, &traffic.Exchange{Run: run, Request: traffic.Request{Body: make([]byte, 100)}})
	}
	before := j.Stats()
	if n, err := j.Reset("a"); n != 2 || err != nil {
		t.Fatalf("Reset = %d, %v; want 2 exchanges forgotten", n, err)
	}
	if got := ids(list(t, j, journal.Filter{})); !slices.Equal(got, []uint64{4, 6}) {
		t.Errorf("kept %v, want those of run b", got)
	}
	for run, want := range map[string]uint64{"a": 0, "b": 1, "": 1} {
		if got := list(t, j, journal.Filter{Run: run}).Dropped; got != want {
			t.Errorf("run %q: dropped %d after the reset, want %d", run, got, want)
		}
	}
	after := j.Stats()
	if after.Dropped != 2 || after.Recorded != 6 || after.Bytes*2 != before.Bytes {
		t.Errorf("stats are %+v: the counters of all time stay, half of the %d bytes goes", after, before.Bytes)
	}
	if _, ok, _ := j.Get(5); ok {
		t.Error("Get found an exchange of the run that was reset")
	}
	x := &traffic.Exchange{Run: "a"}
	record(t, j, x)
	if got := ids(list(t, j, journal.Filter{Run: "a"})); x.ID != 7 || !slices.Equal(got, []uint64{7}) {
		t.Errorf("the run goes on with %v, want id 7 alone", got)
	}
}

func TestResetOfEverything(t *testing.T) {
	j := journal.NewMemory(2, plenty)
	record(t, j, &traffic.Exchange{Run: "a"}, &traffic.Exchange{Run: "b"}, &traffic.Exchange{Run: "c"})
	if n, _ := j.Reset(""); n != 2 {
		t.Errorf("Reset forgot %d exchanges, want 2", n)
	}
	page, stats := list(t, j, journal.Filter{}), j.Stats()
	if page.Total != 0 || page.Dropped != 0 || stats.Bytes != 0 || stats.Exchanges != 0 || stats.Dropped != 1 {
		t.Errorf("page %+v, stats %+v", page, stats)
	}
	if n, _ := j.Reset("nobody"); n != 0 {
		t.Errorf("Reset of an unknown run forgot %d exchanges", n)
	}
}

func TestAClosedJournalCanBeReadButNotWritten(t *testing.T) {
	j := journal.NewMemory(2, plenty)
	record(t, j, &traffic.Exchange{Run: "a"})
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(&traffic.Exchange{}); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Append to a closed journal: %v, want ErrClosed", err)
	}
	if page := list(t, j, journal.Filter{}); page.Total != 1 {
		t.Errorf("%d exchanges can be read, want 1", page.Total)
	}
}
