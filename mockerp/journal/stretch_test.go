package journal_test

import (
	"reflect"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// What chooses all of a run is found without a look at each exchange. It is the same page as by a condition that all meet.
func TestList_AllOfARunIsWhatEveryoneMeets(t *testing.T) {
	j := journal.NewMemory(7, 1<<20)
	for _, run := range []string{"a", "a", "b", "a", "b", "b", "a", "a", "b"} {
		record(t, j, &traffic.Exchange{Run: run, Answer: traffic.Answer{Status: 200}})
	}
	for _, f := range filters() {
		looked := f
		looked.StatusMax = 999
		if got, want := list(t, j, f), list(t, j, looked); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v: got %+v, want %+v", f, got, want)
		}
	}
}

// filters are all that choose by nothing but the run, as far as a page can differ.
func filters() (all []journal.Filter) {
	for _, run := range []string{"", "a", "nobody"} {
		for _, newest := range []bool{false, true} {
			for after := range uint64(11) {
				for before := range uint64(11) {
					for offset := range 9 {
						for limit := range 9 {
							f := journal.Filter{Run: run, Newest: newest, After: after, Before: before, Offset: offset, Limit: limit}
							all = append(all, f)
							f.Uncounted = true
							all = append(all, f)
						}
					}
				}
			}
		}
	}
	return all
}
