package journaltest

import (
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// moments: whatever changes closes the channel of the moment before, and nothing else does.
func moments(t *testing.T, open Open) {
	j := begin(t, open, 2, manyBytes)
	change := func(what string, do func(), wanted journal.Moment) {
		t.Helper()
		before := j.Now()
		select {
		case <-before.Changed:
			t.Errorf("before %s: changed already", what)
		default:
		}
		do()
		select {
		case <-before.Changed:
		case <-time.After(patience):
			t.Errorf("%s: nothing changed", what)
		}
		now := j.Now()
		if now.Changed = nil; now != wanted {
			t.Errorf("%s: got %+v, wanted %+v", what, now, wanted)
		}
	}
	add := func() { record(t, j, &traffic.Exchange{Run: "a"}) }
	change("the first", add, journal.Moment{Last: 1})
	change("the second", add, journal.Moment{Last: 2})
	change("a drop", add, journal.Moment{Last: 3, DroppedTo: 1})
	change("a reset", func() {
		if _, err := j.Reset("a"); err != nil {
			t.Error(err)
		}
	}, journal.Moment{Last: 3, DroppedTo: 1, Resets: 1})
	change("the end", func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}, journal.Moment{Last: 3, DroppedTo: 1, Resets: 1})
}
