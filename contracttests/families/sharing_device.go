package families

import (
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// sharedDevices asks about two devices. A part and a report are on the first one, to see what becomes of them.
func sharedDevices() []sharing {
	list := []sharing{
		{clause: "E1", also: []string{"F1", "F6"}, name: "device: two devices of one session are two things", units: ofSession,
			cure: "Tell devices by their stock, or by sku and serial: a session builds many."},
		{clause: "E1", also: []string{"F1", "F6"}, name: "device: two devices of two sessions of one order are two things", units: ofOrder, ids: true,
			cure: "Tell devices by their stock, or by sku and serial: an order has many."},
		{clause: "E1", also: []string{"F1"}, name: "device: two devices of two orders of one sku are two things", units: ofSKU, ids: true,
			cure: "Tell devices by their stock, or by sku and serial: a part is built on many orders."},
		{clause: "E1", also: []string{"F1", "E4"}, name: "device: two devices of two skus with one serial are two things",
			units: namesakes, elsewhere: true,
			cure: "Tell devices by sku and serial together: a serial counts within its sku."},
		{clause: "P3", also: []string{"E1", "F1"}, name: "device: two devices of one order with an ERP id are two things", units: ofSession,
			want: master.OrderWant{External: master.Given},
			cure: "workorderExternalId is the id of the work order, which has many devices."},
	}
	list[len(list)-1].plain = &list[0]
	for i := range list {
		s := &list[i]
		s.kinds, s.want.Of, s.couple = []schemas.Kind{schemas.Device}, master.Serial, twoDevices
		units := s.units
		s.units = func(t *check.T, w master.OrderWant) (one, two *check.Unit) { return units(t, withWork(t, w)) }
	}
	return list
}

// twoDevices are two devices; a report is on the first one from the beginning, and a part is attached to it later. If
// both have the same serial, the second one gets it back before it is removed.
func twoDevices(k kin) couple {
	c := couple{first: deviceOf(k.one, k.one.NewSerial), second: deviceOf(k.two, k.two.NewSerial)}
	if was := k.two.Serial; k.one.Serial == was {
		c.second.back = func() check.Exchange { return k.two.Update(was) }
	}
	w := withWork(k.t, k.want)
	if w.Part != nil {
		c.late = append(c.late, itemOn(k.one, k.one.ItemOf(*w.Part)))
	}
	if w.Operation != nil {
		c.on = append(c.on, reportOn(k.one, k.one.Report()))
	}
	return c
}
