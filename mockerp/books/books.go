package books

import "github.com/erpkit/erpkit/schemas"

// Books are the books of one run. Make them with New. They are not safe for concurrent
// use: whoever answers holds one lock from Consider to Apply.
type Books struct {
	limit int
	total *Total // nil when no other books share a bound
	ids   counters
	index index

	stocks   map[string]*stock
	sessions map[string]*session

	first, last         *thing // all things, oldest first
	goneFirst, goneLast *thing // removed things, removed longest ago first
	size                int

	deviceSeen bool // a device post has come: the device integration is on (C2)
}

// New makes empty books that hold at most limit things, live and remembered ones taken
// together; a limit below 1 is taken as 1. When it is reached, the things that were
// removed longest ago are forgotten; when all are live, an `add` is refused with 503.
func New(limit int) *Books {
	return &Books{
		limit: max(limit, 1), ids: newCounters(), index: index{},
		stocks: map[string]*stock{}, sessions: map[string]*session{},
	}
}

// Consider says what is wrong with an event by F1 to F6, and what an honest ERP answers.
// It changes nothing. Of a payload that is malformed it takes what can be read.
func (b *Books) Consider(e Event) Opinion {
	a := read(e)
	var v draft
	switch {
	case b.ids.of(a.kind) == nil:
		v.accept("")
	case a.kind == schemas.Device:
		b.considerDevice(&v, &a)
	default:
		b.considerBooking(&v, &a)
	}
	return v.opinion()
}

// Apply folds an event and what was really answered to it, by whomever: a refused event
// changes nothing (T7), of an accepted one the id that was answered is the one that counts
// (F1, D5). A Reply with no status is no answer, and that is failure (T6). Malformed
// payloads are taken as far as they can be read.
func (b *Books) Apply(e Event, r Reply) {
	a := read(e)
	c := b.ids.of(a.kind)
	if c == nil {
		return
	}
	b.deviceSeen = b.deviceSeen || a.kind == schemas.Device
	if !r.Accepted() || r.Status < lowestStatus {
		return
	}
	if a.kind == schemas.Device {
		b.applyDevice(&a, r)
	} else {
		b.applyBooking(&a, r)
	}
	c.consume(r.ExternalID, func(id string) bool { return b.index[keyOf(byID, a.kind, id, "")] != nil })
}

// considerNew accepts an `add` with the next id, if there is room.
func (b *Books) considerNew(v *draft, a *act) {
	switch {
	case b.goneFirst != nil:
	case b.size >= b.limit:
		v.refuse(BooksFull, b.size)
		return
	case !b.total.hasRoom():
		v.refuse(AllBooksFull, b.total.limit)
		return
	}
	v.accept(b.ids.of(a.kind).next)
}

// Things gives every thing in the books, in the order of booking.
func (b *Books) Things() []Thing {
	all := make([]Thing, 0, b.size)
	for t := b.first; t != nil; t = t.next {
		all = append(all, t.snapshot())
	}
	return all
}

// Size is how many things the books hold, live and remembered ones taken together.
func (b *Books) Size() int { return b.size }
