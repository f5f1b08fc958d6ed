package families

import (
	"cmp"
	"encoding/json"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// sharedItems asks about two items.
func sharedItems() []sharing {
	serial := master.PartWant{Of: master.Serial}
	bulk := master.PartWant{Of: master.Bulk, Quantity: "2", Least: "1"}
	byPart := "Book each part for itself: an order, a device and a part have many."
	bySKU := "Tell parts by sku and serial together: a serial counts within its sku."
	list := []sharing{
		{name: "item-attach: two parts of the same sku with serials of their own", also: []string{"I4", "I5"}, units: itself, couple: twins(serial, ""), ids: true,
			want: master.OrderWant{Part: &serial}, cure: "Tell parts of the same sku by their serial."},
		{name: "item-attach: two quantities of the same sku", also: []string{"I4", "I6"}, units: itself, couple: twins(bulk, "3"), want: master.OrderWant{Part: &bulk},
			cure: "Book each attach of a part without serial for itself, and take it back by its id or quantity."},
		{name: "item-attach: the same quantity of two parts without serials is two things", units: itself, couple: besides(bulk), ids: true, want: wantTwo(bulk), cure: byPart},
		{name: "item-attach: two parts of two skus with one serial are two things", also: []string{"E4"}, units: itself, couple: namesakeItems, elsewhere: true,
			want: wantTwo(serial), cure: bySKU},
		{name: "item-attach: two parts of the same sku on two devices of one session are two things", units: ofSession, couple: twins(serial, ""),
			want: master.OrderWant{Of: master.Serial, Part: &serial}, cure: byPart},
		{name: "item-attach: one part without serials on two devices of one order is two things", units: ofOrder, couple: twins(bulk, ""),
			want: master.OrderWant{Of: master.Serial, Part: &bulk}, cure: byPart},
		{name: "item-attach: one part without serials on two devices of two orders of one sku is two things", units: ofSKU, couple: twins(bulk, ""),
			want: master.OrderWant{Of: master.Serial, Part: &bulk}, cure: byPart},
		{name: "item-attach: one part without serials on two devices with one serial is two things", also: []string{"E4"}, units: namesakes, couple: twins(bulk, ""),
			want: master.OrderWant{Of: master.Serial, Part: &bulk}, cure: "Tell devices by sku and serial together: a serial counts within its sku."},
		{name: "item-attach: one part on two batches of one order is two things", units: ofSession, couple: twins(bulk, ""), ids: true,
			want: master.OrderWant{Of: master.Bulk, Part: &bulk}, cure: "Tell what has no serial by its stock."},
	}
	for i := range list {
		s := &list[i]
		s.clause, s.kinds = "E1", []schemas.Kind{schemas.ItemAttach}
		if s.also == nil {
			s.also = []string{"I4", "F1"}
		}
	}
	return list
}

func wantTwo(part master.PartWant) master.OrderWant {
	part.Two = true
	return master.OrderWant{Part: &part}
}

// twins are two items of one sku; quantity is that of the second one, "" is that of the first.
func twins(part master.PartWant, quantity json.Number) func(kin) couple {
	return func(k kin) couple {
		first := k.one.ItemOf(part)
		if k.apart {
			return couple{first: itemOn(k.one, first), second: itemOn(k.two, k.two.ItemOf(part))}
		}
		second := first.Twin(k.two, cmp.Or(quantity, first.Quantity))
		second.WorkOrder = first.WorkOrder
		return couple{first: itemOn(k.one, first), second: itemOn(k.two, second)}
	}
}

// besides are two items of two skus.
func besides(part master.PartWant) func(kin) couple {
	return func(k kin) couple {
		first := k.one.ItemOf(part)
		part := part
		part.Beside = first.SKU
		second := k.two.ItemOf(part)
		return couple{first: itemOn(k.one, first), second: itemOn(k.two, second)}
	}
}

// namesakeItems are two items of two skus with one serial.
func namesakeItems(k kin) couple {
	first := k.one.ItemOf(master.PartWant{Of: master.Serial})
	second := k.two.ItemOf(master.PartWant{Of: master.Serial, Beside: first.SKU})
	if !k.apart {
		first.Serial = sharedSerial(k.t, k.one.SKU)
		second.Serial = first.Serial
	}
	return couple{first: itemOn(k.one, first), second: itemOn(k.two, second)}
}
