package books

import "github.com/erpkit/erpkit/schemas"

// judgeParent judges the device that an item or operation post names: F4, and F1 for ids
// that were never given. Only items carry the device's ERP id (I3).
func (b *Books) judgeParent(v *draft, a *act) {
	d := b.deviceOn(a.stock)
	switch {
	case a.serial == "": // not serial-managed: the stock is the parent
		if a.parentID != "" && (d == nil || d.id != a.parentID) {
			b.judgeLoneID(v, a)
		}
	case d != nil:
		b.judgeLiveParent(v, a, d)
	case a.parentID == "" && !b.deviceSeen:
		// The device integration is switched off (C2): there is no device to compare with.
	default:
		b.judgeLostParent(v, a)
	}
}

func (b *Books) judgeLiveParent(v *draft, a *act, d *thing) {
	if d.lost != nil && d.lost.serial == a.serial && (a.kind != schemas.ItemAttach || d.lost.id == a.parentID) {
		return // the sender has not heard of the change
	}
	if d.serial != a.serial {
		v.find(fault{SerialStale, "/serial", d.serial, a.serial}, d.serial, a.serial)
	}
	if a.kind != schemas.ItemAttach || a.parentID == d.id {
		return
	}
	name := "The device with serial " + clip(d.serial)
	switch {
	case a.parentID == "":
		v.find(fault{IDMissing, "/externalId", d.id, ""}, name, d.id)
	case d.id == "":
		v.find(fault{IDUnasked, "/externalId", "nothing", a.parentID}, name, a.parentID)
	default:
		v.find(fault{ParentIDWrong, "/externalId", d.id, a.parentID}, name, d.id, a.parentID)
	}
}

// judgeLostParent judges a post with a serial on a stock without a live device.
func (b *Books) judgeLostParent(v *draft, a *act) {
	if gone := b.goneFrom(a.stock); gone != nil && gone.hasSerial(a.serial) {
		right := a.parentID == "" || gone.hasID(a.parentID)
		switch {
		case right && a.typ == typeRemove: // items may be removed after their device
		case right && gone.lost != nil: // the sender believes that it is live
			v.refuse(ParentRemoved, a.serial)
		default:
			v.find(fault{ParentRemoved, "/serial", "a device that is still there", a.serial}, a.serial)
		}
		return
	}
	elsewhere := b.index.find(serialKey(schemas.Device, a.sku, a.serial))
	switch {
	case elsewhere != nil && elsewhere.stock != nil:
		v.find(fault{OtherStock, "/stockId", elsewhere.stock.id, a.stock}, a.serial, elsewhere.stock.id, a.stock)
	case a.parentID != "":
		b.judgeLoneID(v, a)
	default:
		v.find(fault{ParentUnknown, "/serial", "the serial of a device", a.serial}, a.serial)
	}
}

// judgeLoneID judges the ERP id of a device that is not on the stock of the post.
func (b *Books) judgeLoneID(v *draft, a *act) {
	d := b.index.find(keyOf(byID, schemas.Device, a.parentID, ""))
	switch {
	case d == nil:
		v.find(fault{ParentIDUnknown, "/externalId", "an id that was given", a.parentID}, a.parentID)
	case d.live() && d.stockID() != a.stock:
		v.find(fault{OtherStock, "/stockId", d.stockID(), a.stock}, d.serial, d.stockID(), a.stock)
	case !d.live() && (a.typ != typeRemove || d.stockID() != a.stock):
		v.find(fault{ParentRemoved, "/externalId", "a device that is still there", a.parentID}, d.serial)
	}
}

func (b *Books) goneFrom(stockID string) *thing {
	if s := b.stocks[stockID]; s != nil {
		return s.gone
	}
	return nil
}
