package books

import "strings"

func (b *Books) applyDevice(a *act, r Reply) {
	switch a.typ {
	case typeAdd:
		b.applyAddDevice(a, r)
	case typeUpdate:
		b.applyUpdate(a, r)
	case typeRemove:
		b.applyRemoveDevice(a, r)
	}
}

func (b *Books) applyAddDevice(a *act, r Reply) {
	d := b.deviceOn(a.stock)
	switch {
	case d == nil || d.serial != a.serial:
		b.bookDevice(a, r.ExternalID, r)
	case r.Lost: // the MES keeps what it had
		d.told(r)
	case r.ExternalID == "" && d.id != "":
		b.seen(d, a)
		d.lost = &known{serial: d.serial} // the MES has the earlier id, or none as in the latest answer
	default:
		b.follow(d, r.ExternalID) // the MES has the latest answer
		b.seen(d, a)
		d.lost = nil
	}
}

func (b *Books) applyRemoveDevice(a *act, r Reply) {
	d := b.meant(a)
	switch {
	case d == nil:
	case d.live():
		d.told(r)
		b.retire(d)
		b.seen(d, a)
		fallthrough
	case !r.Lost:
		d.heardOf(r)
	}
}

// bookDevice books a device; it replaces one that is already on the stock.
func (b *Books) bookDevice(a *act, id string, r Reply) {
	if d := b.deviceOn(a.stock); d != nil {
		b.retire(d)
	}
	if t := b.book(a, id); t != nil && r.Lost {
		t.lost = &known{}
	}
}

func (b *Books) applyUpdate(a *act, r Reply) {
	d := b.meant(a)
	if d == nil || !d.live() {
		// An ERP that accepts this knows the device: from now on the books do too.
		id := r.ExternalID
		if id == "" {
			id = a.id
		}
		b.bookDevice(a, id, r)
		return
	}
	d.told(r)
	again := d.changedBy(a)
	if !again {
		d.before = &known{strings.Clone(a.old), d.id}
		if d.lost.matches(a.old, a.id) {
			d.before.id = d.lost.id
		}
		b.reserial(d, a.serial)
	}
	switch {
	case r.ExternalID != "":
		b.follow(d, r.ExternalID)
	case r.Lost:
	case again && a.id == d.before.id || d.lost != nil && a.id == d.lost.id:
		b.follow(d, a.id) // the MES never saw the id in between
	}
	b.seen(d, a)
	d.heardOf(r)
}

// reserial gives a device another serial; it ignores an empty one.
func (b *Books) reserial(d *thing, serial string) {
	if serial == "" {
		return
	}
	b.index.drop(d, bySerial)
	d.serial = strings.Clone(serial)
	b.index.enter(d)
}
