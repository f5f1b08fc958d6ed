package books

import "strings"

func (b *Books) applyDevice(a *act, r Reply) {
	switch a.typ {
	case typeAdd:
		b.applyAddDevice(a, r)
	case typeUpdate:
		b.applyUpdate(a, r)
	case typeRemove:
		if d := b.meant(a); d != nil && d.live() {
			b.retire(d)
			b.seen(d, a)
		}
	}
}

func (b *Books) applyAddDevice(a *act, r Reply) {
	d := b.deviceOn(a.stock)
	if d != nil && d.Serial == a.serial {
		b.follow(d, r.ExternalID) // the answer that came last is the one that the MES has
		b.seen(d, a)
		return
	}
	b.bookDevice(a, r.ExternalID)
}

// bookDevice books a device; one that is on the stock already has been replaced.
func (b *Books) bookDevice(a *act, id string) {
	if d := b.deviceOn(a.stock); d != nil {
		b.retire(d)
	}
	b.book(a, id)
}

func (b *Books) applyUpdate(a *act, r Reply) {
	d := b.meant(a)
	switch {
	case d == nil || !d.live():
		// An ERP that accepts this knows the device: from now on the books do too.
		id := r.ExternalID
		if id == "" {
			id = a.id
		}
		b.bookDevice(a, id)
		return
	case !d.changedBy(a):
		d.old, d.oldID = strings.Clone(a.old), d.ExternalID
		b.reserial(d, a.serial)
	}
	if r.ExternalID != "" {
		b.follow(d, r.ExternalID)
	}
	b.seen(d, a)
}

// reserial gives a device another serial; none is ignored.
func (b *Books) reserial(d *thing, serial string) {
	if serial == "" {
		return
	}
	b.index.drop(d, serialSlot)
	d.Serial = strings.Clone(serial)
	b.index.add(d, serialKey(d.Kind, d.SKU, d.Serial))
}
