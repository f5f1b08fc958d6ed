package books

import "sync/atomic"

// Total bounds what several books remember together. It is safe for concurrent use, whatever locks the
// books are under. Without a Total, books have only their own limit.
type Total struct {
	limit int64
	used  atomic.Int64
}

// inFlight is how many things may be booked beyond the limit: books that found room in Consider get it in
// Apply, even if others booked in between.
const inFlight = 4096

// NewTotal makes a bound of that many things; a limit below 1 counts as 1.
func NewTotal(limit int) *Total { return &Total{limit: int64(max(limit, 1))} }

func (t *Total) hasRoom() bool { return t == nil || t.used.Load() < t.limit }

// take counts one more thing if there is room.
func (t *Total) take() bool {
	if t == nil {
		return true
	}
	if t.used.Add(1) > t.limit+inFlight {
		t.used.Add(-1)
		return false
	}
	return true
}

// Within puts the books under a bound that they share with others, and returns them. What they already
// hold counts, even beyond the bound. At the bound, books forget their things that were removed
// longest ago; when all their things are live, they refuse an `add` with 503.
func (b *Books) Within(t *Total) *Books {
	b.Leave()
	if b.total = t; t != nil {
		t.used.Add(int64(b.size))
	}
	return b
}

// Leave takes the books out of the bound that they share: call it when you drop them.
func (b *Books) Leave() {
	if b.total != nil {
		b.total.used.Add(-int64(b.size))
		b.total = nil
	}
}
