package books

import "github.com/erpkit/erpkit/schemas"

// Books are the books of one run. Make them with New. They are not safe for concurrent use: the
// caller holds one lock from Consider to Apply.
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

// New makes empty books that hold at most limit things, live and removed ones together; a limit
// below 1 counts as 1. Full books forget the things that were removed longest ago; when all are
// live, they refuse an `add` with 503.
func New(limit int) *Books {
	return &Books{
		limit: max(limit, 1), ids: newCounters(), index: newIndex(),
		stocks: map[string]*stock{}, sessions: map[string]*session{},
	}
}

// Consider judges an event by F1 to F6 and says what an honest ERP answers. It changes nothing.
// It reads what it can of a malformed payload.
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

// Apply folds an event and its real answer, whoever gave it, into the books: a refused event
// changes nothing (T7); for an accepted one the answered id counts (F1, D5). A Reply with no
// status means that no answer came, which is a failure (T6). It reads what it can of a malformed
// payload.
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
	c.consume(r.ExternalID, func(id string) bool { return b.index.find(keyOf(byID, a.kind, id, "")) != nil })
}

// considerNew accepts an `add` with the next id if there is room.
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

// Things returns every thing in the books, in the order of booking.
func (b *Books) Things() []Thing {
	all := make([]Thing, 0, b.size)
	for t := b.first; t != nil; t = t.next {
		all = append(all, t.snapshot())
	}
	return all
}

// Size is how many things the books hold, live and removed ones together.
func (b *Books) Size() int { return b.size }
