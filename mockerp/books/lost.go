package books

import "github.com/erpkit/erpkit/schemas"

// A lost answer leaves the sender with what it knew before (T7), while the books have moved on. Acting
// on that is no mistake: until the sender hears another answer, either state is right for it.

// known is what the sender last heard of a device.
type known struct{ serial, id string }

// matches tells whether a post says what a sender that missed the change would say; a nil known
// matches nothing.
func (k *known) matches(serial, id string) bool { return k != nil && k.serial == serial && k.id == id }

// told notes, before a device changes, whether the sender hears of the change.
func (t *thing) told(r Reply) {
	if r.Lost && t.lost == nil {
		t.lost = &known{t.serial, t.id}
	}
}

// heardOf notes, after a device has changed, that the sender knows its whole state.
func (t *thing) heardOf(r Reply) {
	if !r.Lost {
		t.lost = nil
	}
}

// hasSerial and hasID tell whether a device has this serial or id, or had it before an answer was
// lost.
func (t *thing) hasSerial(serial string) bool {
	return t.serial == serial || t.lost != nil && t.lost.serial == serial
}

func (t *thing) hasID(id string) bool {
	return t.id == id || t.lost != nil && t.lost.id == id
}

// unsure tells whether the sender has heard no answer to any add of this booking.
func (t *thing) unsure() bool { return t.unheard > t.repeats }

// setUnheard changes how many adds of a live booking the sender has heard no answer to.
func (t *thing) setUnheard(n int) {
	before := t.unsure()
	t.unheard = n
	if t.stock == nil || t.kind != schemas.ItemAttach || before == t.unsure() {
		return
	}
	if before {
		t.stock.unsure--
	} else {
		t.stock.unsure++
	}
}

// repeat counts one more add of a live booking; an add whose answer was lost comes again.
func (t *thing) repeat(lost bool) {
	switch {
	case lost:
		t.repeats++
		t.unheard++
	case t.unheard > 0:
		t.setUnheard(t.unheard - 1)
	default:
		t.repeats++
	}
}

// hear treats the next add of a booking without any heard answer as the lost one, repeated: the
// sender now knows its id. It returns false when there is no such booking.
func (b *Books) hear(a *act, id string) bool {
	t := b.index.find(keyOf(byFull, a.kind, a.full, ""))
	if t == nil || !t.unsure() {
		return false
	}
	t.setUnheard(t.unheard - 1)
	b.follow(t, id)
	b.seen(t, a)
	return true
}

// takenBackAgain counts the remove of a removed booking: removes whose answer was lost come first.
func (t *thing) takenBackAgain(r Reply) {
	switch {
	case r.Lost: // it will come again
	case t.unheard > 0:
		t.unheard--
	default:
		t.repeats--
	}
}

// Lose notes that the sender hung up before it got the reply to e, the latest event applied to its
// thing. If e changed nothing, Lose does nothing.
func (b *Books) Lose(e Event) {
	a := read(e)
	switch {
	case b.ids.of(a.kind) == nil:
	case a.kind == schemas.Device:
		b.loseDevice(&a)
	case a.typ == typeAdd:
		if t := b.index.find(keyOf(byFull, a.kind, a.full, "")); t != nil && t.unheard <= t.repeats {
			t.setUnheard(t.unheard + 1)
		}
	case a.typ == typeRemove:
		if t := b.index.find(keyOf(goneOwn, a.kind, a.near, a.id)); t != nil {
			t.unheard++
		}
	}
}

// loseDevice restores what the sender knew before the event.
func (b *Books) loseDevice(a *act) {
	d := b.deviceOn(a.stock)
	if a.typ == typeRemove {
		d = b.goneFrom(a.stock)
	}
	switch {
	case d == nil || d.lost != nil || d.serial != a.serial:
	case a.typ == typeAdd:
		d.lost = &known{}
	case a.typ == typeRemove:
		d.lost = &known{d.serial, d.id}
	case d.before.serial == a.old:
		d.lost = &known{d.before.serial, d.before.id}
	}
}
