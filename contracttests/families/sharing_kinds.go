package families

import (
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// sharedKinds asks about things of two kinds.
func sharedKinds() []sharing {
	part, step := master.PartWant{Of: master.Serial}, master.OperationWant{}
	bulk := master.PartWant{Of: master.Bulk, Quantity: "2", Least: "1"}
	made := master.PartWant{Of: master.Serial, Made: true}
	const cure = "Keep devices, parts and reports apart, and find each by its own id."
	return []sharing{
		{clause: "E1", also: []string{"I5", "F4"}, name: "item-attach: a part with the serial of its device is a thing of its own", units: itself, couple: itemWithSerialOfDevice,
			kinds: []schemas.Kind{schemas.Device, schemas.ItemAttach}, want: master.OrderWant{Of: master.Serial, Part: &part}, cure: cure},
		{clause: "E1", also: []string{"I5", "F4"}, name: "item-attach: a device that is attached to another and detached is as it was", units: itself, couple: deviceAsItem,
			kinds: []schemas.Kind{schemas.Device, schemas.ItemAttach}, want: master.OrderWant{Of: master.Serial, Part: &made}, cure: cure},
		{clause: "E1", also: []string{"F3", "F4"}, name: "device: a change of the serial leaves the part and the report that the device has", units: itself, couple: changeUnderneath,
			kinds: schemas.Kinds(), want: master.OrderWant{Of: master.Serial, Part: &master.PartWant{}, Operation: &step}, cure: cure},
		{clause: "E1", also: []string{"I6", "O5"}, name: "operation: a part on one device and a report on another of one session are two things", units: ofSession,
			kinds: []schemas.Kind{schemas.ItemAttach, schemas.Operation}, want: master.OrderWant{Of: master.Serial, Part: &master.PartWant{}, Operation: &step}, cure: cure,
			couple: func(k kin) couple {
				return couple{first: itemOn(k.one, k.one.ItemOf(master.PartWant{})), second: reportOn(k.two, k.two.Report())}
			}},
		{clause: "E1", also: []string{"I6", "O5"}, name: "operation: a report and a part on one batch are two things", units: itself,
			kinds: []schemas.Kind{schemas.ItemAttach, schemas.Operation}, want: master.OrderWant{Of: master.Bulk, Part: &bulk, Operation: &step}, cure: cure,
			couple: func(k kin) couple {
				return couple{first: reportOn(k.one, k.one.Report()), second: itemOn(k.two, k.two.ItemOf(bulk))}
			}},
	}
}

// itemWithSerialOfDevice is a device, and an item on it that has its serial. The device is changed meanwhile.
func itemWithSerialOfDevice(k kin) couple {
	item := k.one.ItemOf(master.PartWant{Of: master.Serial})
	if !k.apart {
		k.one.Serial = sharedSerial(k.t, k.one.SKU)
		item.Serial = k.one.Serial
	}
	device, second := deviceOf(k.one, k.one.NewSerial), itemOn(k.one, item)
	second.change = device.change
	device.change = nil
	return couple{first: device, second: second}
}

// deviceAsItem is a device, and the same as an item on another one. In the control it is any part.
func deviceAsItem(k kin) couple {
	item := k.one.ItemOf(master.PartWant{Of: master.Serial, Made: true})
	device := k.t.UnitOf(master.OrderWant{Number: item.WorkOrder})
	device.SKU = item.SKU
	if k.apart {
		item = k.one.ItemOf(master.PartWant{Of: master.Serial})
	} else {
		device.Serial = item.Serial
	}
	return couple{first: deviceOf(device, device.NewSerial), second: itemOn(k.one, item)}
}

// changeUnderneath is a part and a report on a device whose serial is changed. In the control it is changed before they
// come.
func changeUnderneath(k kin) couple {
	c := couple{first: itemOn(k.one, k.one.ItemOf(master.PartWant{})), on: []subject{reportOn(k.one, k.one.Report())}}
	change := deviceOf(k.one, k.one.NewSerial).change
	if !k.apart {
		c.second = subject{change: change}
		return c
	}
	attach := c.first.add
	c.first.add = func() check.Exchange {
		k.one.Prepare()
		k.t.Given(change())
		return attach()
	}
	return c
}
