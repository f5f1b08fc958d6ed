package capture

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// mostSorted is how many entries can be put in order: where each of them stands is kept, and nothing
// else of it.
const mostSorted = 1_000_000

// order finds out whether the entries of a file are in the order in which they were: by the numbers
// that a mock gave them where all have one, for that is the order of its books; else by their times,
// and where those are the same by their places. An entry without a time stays behind the one before.
type order struct {
	all     int
	foreign bool // there are entries without a number
	number  uint64
	at      time.Time
	numbers bool // they do not ascend
	times   bool // they do not ascend
}

func (o *order) look(x *traffic.Exchange) {
	if o.all++; x.Origin.Unreadable != "" {
		return
	}
	o.foreign = o.foreign || x.ID == 0
	o.numbers = o.numbers || x.ID <= o.number
	o.number = x.ID
	if x.At.IsZero() {
		return
	}
	o.times = o.times || x.At.Before(o.at)
	o.at = x.At
}

// kept tells whether the file is in order already.
func (o *order) kept() bool { return !o.times && o.foreign || !o.foreign && !o.numbers }

// mark is where an entry stands, and by what it is sorted.
type mark struct {
	span
	number uint64
	at     int64
	odd    bool // it could not be read, and stays behind the one before
}

func (o *order) sort(f *File) ([]span, error) {
	if o.all > mostSorted {
		return nil, fmt.Errorf("it has %d entries that are not in the order of their times: up to %d can be sorted", o.all, mostSorted)
	}
	marks, last := make([]mark, 0, o.all), mark{}
	err := f.read(f.reader(), func(x *traffic.Exchange, where span) error {
		if last.odd = x.Origin.Unreadable != ""; !last.odd {
			last.number = x.ID
		}
		if !last.odd && !x.At.IsZero() {
			last.at = x.At.UnixNano()
		}
		last.span = where
		marks = append(marks, last)
		return nil
	})
	if err != nil && f.broken != nil { // it was told when the file was opened, and is told again at its end
		err = nil
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.number, b.number) })
	if o.foreign || twice(marks) { // exports of several mocks, or of a mock that began anew
		slices.SortFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.n, b.n)) })
	}
	spans := make([]span, len(marks))
	for i := range marks {
		spans[i] = marks[i].span
	}
	return spans, err
}

// twice tells whether a number occurs twice.
func twice(sorted []mark) bool {
	for i := 1; i < len(sorted); i++ {
		if sorted[i].number == sorted[i-1].number && !sorted[i].odd {
			return true
		}
	}
	return false
}
