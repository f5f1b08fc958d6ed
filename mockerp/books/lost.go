package books

import "github.com/erpkit/erpkit/schemas"

// An answer that is lost leaves the sender with what it knew before (T7), while the books have moved on.
// Whoever acts on what it knew is not to blame: it is judged by either, until it hears again.

// known is what the sender last heard of a device.
type known struct{ serial, id string }

// matches tells whether somebody speaks as one who did not hear; of nothing nobody does.
func (k *known) matches(serial, id string) bool { return k != nil && k.serial == serial && k.id == id }

// told notes, before a device changes, whether the sender hears of it.
func (t *thing) told(r Reply) {
	if r.Lost && t.lost == nil {
		t.lost = &known{t.Serial, t.ExternalID}
	}
}

// heardOf notes, after a device has changed, that the sender has heard of all of it.
func (t *thing) heardOf(r Reply) {
	if !r.Lost {
		t.lost = nil
	}
}

// hasSerial and hasID tell whether a device has, or had before an answer was lost, this name.
func (t *thing) hasSerial(serial string) bool {
	return t.Serial == serial || t.lost != nil && t.lost.serial == serial
}

func (t *thing) hasID(id string) bool {
	return t.ExternalID == id || t.lost != nil && t.lost.id == id
}

// unsure tells of a booking that the sender has heard of none of its reports.
func (t *thing) unsure() bool { return t.unheard > t.Repeats }

// setUnheard changes how many reports of a live booking the sender has not heard of.
func (t *thing) setUnheard(n int) {
	before := t.unsure()
	t.unheard = n
	if t.stock == nil || t.Kind != schemas.ItemAttach || before == t.unsure() {
		return
	}
	if before {
		t.stock.unsure--
	} else {
		t.stock.unsure++
	}
}

// repeat counts one more report of a live booking; one whose answer was lost comes again.
func (t *thing) repeat(lost bool) {
	switch {
	case lost:
		t.Repeats++
		t.unheard++
	case t.unheard > 0:
		t.setUnheard(t.unheard - 1)
	default:
		t.Repeats++
	}
}

// hear takes the next report of a booking that is all unheard for the one that was lost: the sender
// now knows the id of that. False means that there is none.
func (b *Books) hear(a *act, full []byte, id string) bool {
	p := b.index[key{byFull, a.kind[0], string(full), ""}]
	if len(full) == 0 || p == nil || !p.thing.unsure() {
		return false
	}
	t := p.thing
	t.setUnheard(t.unheard - 1)
	b.follow(t, id)
	b.seen(t, a)
	return true
}

// takenBackAgain counts a remove of what was already removed: one whose answer was lost comes first.
func (t *thing) takenBackAgain(r Reply) {
	switch {
	case r.Lost: // it will come again
	case t.unheard > 0:
		t.unheard--
	default:
		t.Repeats--
	}
}

// Lose notes that the reply to the event that was applied last for its thing was lost after all: the
// sender hung up before it was given. Of an event that changed nothing nothing is noted.
func (b *Books) Lose(e Event) {
	a := read(e)
	switch {
	case a.kind == schemas.Device:
		b.loseDevice(&a)
	case a.typ == typeAdd:
		_, full := a.keys(nil)
		if t := b.index.newest(keyOf(byFull, a.kind, string(full), "")); t != nil && len(full) > 0 && t.unheard <= t.Repeats {
			t.setUnheard(t.unheard + 1)
		}
	case a.typ == typeRemove:
		near, _ := a.keys(nil)
		if t := b.ofKey(goneOwn, &a, near, a.id); t != nil {
			t.unheard++
		}
	}
}

// loseDevice gives the sender back what it knew before the event.
func (b *Books) loseDevice(a *act) {
	d := b.deviceOn(a.stock)
	if a.typ == typeRemove {
		d = b.goneFrom(a.stock)
	}
	switch {
	case d == nil || d.lost != nil || d.Serial != a.serial:
	case a.typ == typeAdd:
		d.lost = &known{}
	case a.typ == typeRemove:
		d.lost = &known{d.Serial, d.ExternalID}
	case d.old == a.old:
		d.lost = &known{d.old, d.oldID}
	}
}
