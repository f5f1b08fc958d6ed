package books

import (
	"fmt"

	"github.com/erpkit/erpkit/schemas"
)

func (b *Books) considerDevice(v *draft, a *act) {
	switch a.typ {
	case typeAdd:
		b.considerAddDevice(v, a)
	case typeUpdate, typeRemove:
		d := b.meant(a)
		b.judgeDevice(v, a, d)
		if d != nil && (d.live() || d.lost != nil) {
			v.accept(d.id)
		} else {
			v.accept("")
		}
		if a.typ == typeUpdate {
			b.refuseTaken(v, a, d)
		}
	default:
		v.accept("")
		return
	}
	b.judgeSame(v, a)
}

func (b *Books) considerAddDevice(v *draft, a *act) {
	d := b.deviceOn(a.stock)
	switch {
	case d == nil:
		b.considerNew(v, a)
		b.refuseTaken(v, a, nil)
	case d.serial == a.serial: // reported again (E7)
		v.accept(d.id)
	default:
		v.refuse(StockHasSerial, d.serial)
	}
}

// refuseTaken refuses a serial that another live device has.
func (b *Books) refuseTaken(v *draft, a *act, self *thing) {
	other := b.index.find(serialKey(schemas.Device, a.sku, a.serial))
	if other != nil && other != self {
		v.refuse(SerialTaken, a.serial, other.order)
	}
}

// judgeDevice judges an update or remove of a device; d is nil when there is no such device.
func (b *Books) judgeDevice(v *draft, a *act, d *thing) {
	switch {
	case d == nil:
		v.find(fault{Unknown, a.namedAt(), "a device that was added", a.namedBy()}, a.name())
		return
	case !d.live() && d.lost != nil && a.typ == typeUpdate:
		v.refuse(AlreadyRemoved, a.name())
		return
	case !d.live() && d.lost == nil:
		v.find(fault{AlreadyRemoved, a.namedAt(), "a device that is still there", a.namedBy()}, a.name())
		return
	case d.stock != nil && d.stock.id != a.stock:
		v.find(fault{OtherStock, "/stockId", d.stock.id, a.stock}, d.serial, d.stock.id, a.stock)
	}
	again := d.changedBy(a)
	if again && a.id == d.before.id {
		return // the MES may not have seen the id that the first answer carried (D5)
	}
	if !d.lost.matches(a.current(), a.id) {
		judgeID(v, a, d)
		if !again && a.current() != d.serial {
			judgeSerial(v, a, d)
		}
	}
	if a.typ == typeRemove {
		judgeItems(v, d)
	}
}

// judgeItems judges the removal of a device with items (F5), leaving out items that the sender has
// not heard of.
func judgeItems(v *draft, d *thing) {
	if d.stock == nil || d.stock.items <= d.stock.unsure {
		return
	}
	left := d.stock.items - d.stock.unsure
	v.find(fault{ItemsAttached, "", "no attached items", fmt.Sprintf("%d attached items", left)}, d.serial, left)
}

func judgeSerial(v *draft, a *act, d *thing) {
	if a.typ == typeUpdate {
		v.find(fault{OldSerialWrong, "/oldSerial", d.serial, a.old}, d.serial, a.old)
	} else {
		v.find(fault{SerialStale, "/serial", d.serial, a.serial}, d.serial, a.serial)
	}
}

// judgeID compares the id in the payload with the thing's own (F1).
func judgeID(v *draft, a *act, t *thing) {
	switch {
	case a.id == t.id:
	case a.id == "":
		v.find(fault{IDMissing, a.idPointer(), t.id, ""}, nameOf(a, t), t.id)
	case t.id == "":
		v.find(fault{IDUnasked, a.idPointer(), "nothing", a.id}, nameOf(a, t), a.id)
	default:
		v.find(fault{IDWrong, a.idPointer(), t.id, a.id}, nameOf(a, t), t.id, a.id)
	}
}

// nameOf is what a sentence calls the thing that was found: a device by its real serial, which the post
// may have wrong.
func nameOf(a *act, t *thing) string {
	if a.kind == schemas.Device {
		return "The device with serial " + clip(t.serial)
	}
	return a.name()
}

func (b *Books) deviceOn(stockID string) *thing {
	if s := b.stocks[stockID]; s != nil {
		return s.device
	}
	return nil
}

// changedBy tells whether the update was already made and is now repeated (E7).
func (t *thing) changedBy(a *act) bool {
	return a.typ == typeUpdate && t.serial == a.serial && t.before.serial == a.old
}

// meant finds the device that an update or remove is about. The stock is its identity (D5), so a
// device on that stock comes first if its id or its serial agrees; then the id decides, then the
// rest.
func (b *Books) meant(a *act) *thing {
	d := b.deviceOn(a.stock)
	if d != nil && (d.hasID(a.id) || d.hasSerial(a.current()) || d.changedBy(a)) {
		return d
	}
	if gone := b.goneFrom(a.stock); d == nil && gone != nil && gone.lost != nil {
		return gone // the sender believes that it is live
	}
	if a.id != "" {
		if named := b.index.find(keyOf(byID, schemas.Device, a.id, "")); named != nil {
			return named
		}
	}
	if d != nil {
		return d
	}
	if s := b.stocks[a.stock]; s != nil && s.gone != nil {
		return s.gone
	}
	return b.index.find(serialKey(schemas.Device, a.sku, a.current()))
}
