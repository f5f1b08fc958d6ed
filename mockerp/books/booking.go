package books

import "github.com/erpkit/erpkit/schemas"

// A booking is an attached item or an operation report: both are added and removed the same way.

func (b *Books) considerBooking(v *draft, a *act) {
	switch a.typ {
	case typeAdd:
		b.judgeParent(v, a)
		b.considerAddBooking(v, a)
	case typeRemove:
		b.judgeParent(v, a)
		t, how := b.booked(a)
		judgeBooked(v, a, t, how)
		if how.open() {
			v.accept(t.id)
		} else {
			v.accept("")
		}
	default:
		v.accept("")
		return
	}
	b.judgeSame(v, a)
}

func (b *Books) considerAddBooking(v *draft, a *act) {
	if t := b.index.find(keyOf(byFull, a.kind, a.full, "")); t != nil { // reported again (E7)
		v.accept(t.id)
		return
	}
	b.considerNew(v, a)
	if !a.unique() {
		return
	}
	if other := b.index.find(serialKey(a.kind, a.partSKU, a.partSerial)); other != nil {
		v.refuse(ItemTaken, a.partSKU, a.partSerial, other.snapshot().Parent)
	}
}

// how tells what the remove of a booking found.
type how int

const (
	unknown    how = iota // no such thing
	right                 // what it means, with the right id
	repeated              // already removed, but reported more than once, or the answer was lost
	removed               // already removed
	otherID               // what it means, but under another id or none
	otherThing            // a live thing with that id that differs
)

// open tells whether such a remove would be booked if it were accepted.
func (h how) open() bool { return h != unknown && h != removed }

// booked finds what a remove means, and says how well it fits.
func (b *Books) booked(a *act) (*thing, how) {
	own := b.index.find(keyOf(byOwn, a.kind, a.near, a.id))
	named := b.index.find(keyOf(byID, a.kind, a.id, ""))
	gone := b.index.find(keyOf(goneOwn, a.kind, a.near, a.id))
	other := b.index.find(keyOf(byNear, a.kind, a.near, ""))
	switch {
	case own != nil:
		return own, right
	case gone != nil && gone.repeats+gone.unheard > 0:
		return gone, repeated
	case named != nil && named.live() && named.sameAs(a):
		return named, right
	case named != nil && named.repeats+named.unheard > 0 && named.sameAs(a):
		return named, repeated
	case other != nil && a.id == "" && other.unnamed:
		return other, right
	case other != nil && a.id == "":
		return other, otherID
	case gone != nil:
		return gone, removed
	case named != nil && !named.live():
		return named, removed
	case other != nil:
		return other, otherID
	case named != nil:
		return named, otherThing
	}
	return nil, unknown
}

// sameAs tells whether a remove that names the thing's id describes this thing, quantities aside.
func (t *thing) sameAs(a *act) bool {
	if t.stockID() != a.stock {
		return false
	}
	if a.kind == schemas.ItemAttach {
		return t.sku == a.partSKU && t.serial == a.partSerial
	}
	return t.report.actCode == a.actCode && decimal(t.report.position) == decimal(a.position)
}

func judgeBooked(v *draft, a *act, t *thing, h how) {
	switch h {
	case unknown:
		v.find(fault{Unknown, a.namedAt(), "something that was added", a.namedBy()}, a.name())
	case removed:
		v.find(fault{AlreadyRemoved, a.namedAt(), "something that is still there", a.namedBy()}, a.name())
	case otherID:
		judgeID(v, a, t)
	case otherThing:
		if t.stock != nil && t.stock.id != a.stock {
			v.find(fault{OtherStock, "/stockId", t.stock.id, a.stock}, a.name(), t.stock.id, a.stock)
		} else {
			v.find(fault{IDOfAnother, a.idPointer(), "the id of " + a.name(), a.id}, a.name(), a.id)
		}
	}
}

func (b *Books) applyBooking(a *act, r Reply) {
	switch a.typ {
	case typeAdd:
		b.applyAddBooking(a, keep(r.ExternalID), r.Lost)
	case typeRemove:
		switch t, h := b.booked(a); {
		case h == repeated:
			t.takenBackAgain(r)
		case h.open():
			if t.unnamed && a.id == "" {
				b.follow(t, "") // now we know which id the MES has
			}
			b.retire(t)
			b.seen(t, a)
			if r.Lost {
				t.unheard++
			}
		}
	}
}

// answeredAgain stores the id answered to a repeated add: the MES has the latest answer. An answer without
// an id does not erase an earlier one: the MES may name that id, or none.
func (b *Books) answeredAgain(t *thing, id string) {
	if t.unnamed = id == "" && t.id != ""; !t.unnamed {
		b.follow(t, id)
	}
}

func (b *Books) applyAddBooking(a *act, id string, lost bool) {
	if !lost && b.hear(a, id) {
		return
	}
	if a.unique() {
		if t := b.index.find(keyOf(byFull, a.kind, a.full, "")); t != nil {
			if !lost {
				b.answeredAgain(t, id)
			}
			b.seen(t, a)
			return
		}
	}
	if t := b.index.find(keyOf(byOwn, a.kind, a.near, id)); t != nil && t.full == a.full {
		t.repeat(lost)
		b.seen(t, a)
		return
	}
	// Another id makes it another booking, even when all else is the same.
	if t := b.book(a, id); t != nil && lost {
		t.setUnheard(1)
	}
}
