package books

import (
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// makeRoom takes room for one thing. At the limit it forgets a removed thing; it returns false when all
// are live.
func (b *Books) makeRoom() bool {
	if b.size < b.limit && (b.goneFirst == nil || b.total.hasRoom()) && b.total.take() {
		return true
	}
	if b.goneFirst == nil {
		return false
	}
	b.forget()
	return true
}

// book remembers a new live thing. It returns nil when there is no room.
func (b *Books) book(a *act, id string) *thing {
	if !b.makeRoom() {
		return nil
	}
	t := newThing(a, id, b.holdStock(a))
	t.first, t.last = b.holdSession(a), b.holdSession(a)
	t.prev = b.last
	if b.last == nil {
		b.first = t
	} else {
		b.last.next = t
	}
	b.last = t
	b.size++
	b.enter(t)
	return t
}

// enter puts a live thing into the index and on its stock.
func (b *Books) enter(t *thing) {
	b.index.enter(t)
	switch {
	case t.stock == nil:
	case t.kind == schemas.Device:
		t.stock.device = t
	case t.kind == schemas.ItemAttach:
		t.stock.items++
	}
}

func serialKey(k schemas.Kind, sku, serial string) key { return keyOf(bySerial, k, sku, serial) }

// follow gives a live thing the id of the latest answer.
func (b *Books) follow(t *thing, id string) {
	if id = keep(id); id == t.id {
		return
	}
	b.index.drop(t, byID, byOwn)
	t.id = strings.Clone(id)
	b.index.enter(t)
}

// retire marks a live thing as removed; the books remember it until they need the room.
func (b *Books) retire(t *thing) {
	t.removed = true
	b.index.drop(t, bySerial, byFull, byNear, byOwn)
	if t.stock != nil {
		t.stock.lose(t)
	}
	t.unheard = 0
	if before := b.index.find(t.key(goneOwn)); before != nil {
		t.repeats, before.repeats = t.repeats+before.repeats, 0
		t.unheard, before.unheard = before.unheard, 0
	}
	b.index.enter(t)
	if b.goneLast == nil {
		b.goneFirst = t
	} else {
		b.goneLast.nextGone = t
	}
	b.goneLast = t
}

// forget drops the thing that was removed longest ago. Its place in the total stays taken.
func (b *Books) forget() {
	t := b.goneFirst
	if b.goneFirst = t.nextGone; b.goneFirst == nil {
		b.goneLast = nil
	}
	if t.prev == nil {
		b.first = t.next
	} else {
		t.prev.next = t.next
	}
	if t.next == nil {
		b.last = t.prev
	} else {
		t.next.prev = t.prev
	}
	b.size--
	b.index.drop(t, byID, bySerial, byFull, byNear, byOwn, goneOwn)
	b.dropStock(t)
	b.dropSession(t.first)
	b.dropSession(t.last)
}
