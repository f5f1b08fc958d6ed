package brokenerps

import "github.com/erpkit/erpkit/schemas"

// mixing makes an ERP that mixes things up. It breaks E1 unless breaks says otherwise.
func mixing(name, about string, m habits, breaks ...string) ERP {
	if breaks == nil {
		breaks = []string{"E1"}
	}
	erp := broken(name, about, breaks, m)
	erp.Mixes = true
	return erp
}

// brokenDevices mix up devices that share something, or what is on them.
func brokenDevices() []ERP {
	return []ERP{
		mixing("device-by-serial", "keeps one device for each serial, whatever its sku", keyOf(schemas.Device, func(t *thing) string { return t.serial })),
		mixing("device-by-session", "keeps one device for each session", keyOf(schemas.Device, func(t *thing) string { return t.session })),
		mixing("device-by-order", "keeps one device for each work order", keyOf(schemas.Device, func(t *thing) string { return t.order })),
		mixing("device-by-order-id", "keeps one device for each id of a work order", keyOf(schemas.Device, func(t *thing) string { return t.orderID }), "P3"),
		mixing("device-found-by-serial", "changes and removes the last device with the serial, whatever its id", habits{finds: func(t, meant *thing) bool {
			return t.kind == schemas.Device && t.serial == meant.serial || t.kind != schemas.Device && t.meansSame(meant)
		}}),
		mixing("change-of-order", "changes the serial of all devices of the work order", habits{follows: func(device, other *thing) bool {
			return other.kind == schemas.Device && other.order == device.order
		}}),
		mixing("change-of-session", "changes the serial of all devices of the session", habits{follows: func(device, other *thing) bool {
			return other.kind == schemas.Device && other.session == device.session
		}}),
		mixing("change-of-sku", "changes the serial of all devices of the sku", habits{follows: func(device, other *thing) bool {
			return other.kind == schemas.Device && other.sku == device.sku
		}}),
		mixing("change-of-serial", "changes the serial of everything that has it", habits{follows: func(device, other *thing) bool {
			return other.kind == schemas.Device && other.serial == device.serial || other.kind == schemas.ItemAttach && other.partSerial == device.serial
		}}),
		mixing("change-drops-parts", "forgets the parts of a device whose serial is changed", habits{changed: func(t, other *thing) bool {
			return other.kind == schemas.ItemAttach && other.stock == t.stock
		}}),
		mixing("change-drops-reports", "forgets the reports on a device whose serial is changed", habits{changed: func(t, other *thing) bool {
			return other.kind == schemas.Operation && other.stock == t.stock
		}}),
		mixing("remove-clears-session", "removes all devices of the session", along(schemas.Device, schemas.Device, func(t, other *thing) bool { return other.session == t.session })),
		mixing("remove-clears-order", "removes all devices of the work order", along(schemas.Device, schemas.Device, func(t, other *thing) bool { return other.order == t.order })),
		mixing("remove-clears-serial", "removes all devices with the serial", along(schemas.Device, schemas.Device, func(t, other *thing) bool { return other.serial == t.serial })),
		mixing("remove-clears-parts-of-sku", "removes with a device the parts of all devices of its sku", along(schemas.Device, schemas.ItemAttach, func(t, other *thing) bool { return other.sku == t.sku })),
		mixing("remove-clears-parts-of-order", "removes with a device the parts of all devices of its work order", along(schemas.Device, schemas.ItemAttach, func(t, other *thing) bool { return other.order == t.order })),
		mixing("remove-clears-parts-of-serial", "removes with a device the parts of all devices with its serial", along(schemas.Device, schemas.ItemAttach, func(t, other *thing) bool { return other.serial == t.serial })),
		mixing("remove-clears-reports-of-order", "removes with a device the reports on all devices of its work order", along(schemas.Device, schemas.Operation, func(t, other *thing) bool { return other.order == t.order })),
		mixing("remove-clears-reports-of-session", "removes with a device the reports on all devices of its session", along(schemas.Device, schemas.Operation, func(t, other *thing) bool { return other.session == t.session })),
	}
}

// keyOf is the habit of keeping one thing of a kind for each key.
func keyOf(kind schemas.Kind, key func(*thing) string) habits {
	return habits{key: func(t *thing) string {
		if t.kind != kind {
			return ""
		}
		return key(t)
	}}
}

// along is the habit of removing something of a kind with a thing of another, or the same, kind.
func along(with, kind schemas.Kind, which func(t, other *thing) bool) habits {
	return habits{along: func(t, other *thing) bool {
		return t.kind == with && other.kind == kind && which(t, other)
	}}
}

// meansSame tells whether two things are the same in all that a post says of them.
func (t *thing) meansSame(other *thing) bool {
	return t.stock == other.stock && t.part == other.part && t.partSerial == other.partSerial && t.quantity == other.quantity &&
		t.act == other.act && t.position == other.position && t.valid == other.valid && t.invalid == other.invalid
}
