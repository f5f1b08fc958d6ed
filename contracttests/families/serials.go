package families

import (
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// serials asks whether serials that are nearly the same are different ones (E4), and whether a serial stays with the
// device that has it (E5).
func serials() []check.Check {
	device, attach := []schemas.Kind{schemas.Device}, []schemas.Kind{schemas.ItemAttach}
	return []check.Check{
		{Clause: "E4", Also: []string{"P5", "E9"}, Explains: ofIDs("E2"), Family: "serials", Kinds: device,
			Name: "device: serials of 31 to 255 characters that differ only at the end are two things", Run: longDevices},
		{Clause: "E4", Also: []string{"P5", "E9"}, Explains: ofIDs("E2"), Family: "serials", Kinds: attach,
			Name: "item-attach: serials of 31 to 255 characters that differ only at the end are two things", Run: longItems},
		{Clause: "E4", Also: []string{"E1"}, Explains: ofIDs("E2"), Family: "serials", Kinds: device,
			Name: "device: the same serial under two skus is two things", Run: serialOfTwoDevices},
		{Clause: "E4", Also: []string{"E1"}, Explains: ofIDs("E2"), Family: "serials", Kinds: attach,
			Name: "item-attach: the same serial under two skus is two things", Run: serialOfTwoItems},
		refused(schemas.Device, []string{"F2", "F3"}, "an update to a serial that another device has", ontoTaken),
	}
}

// rungs are lengths just above those at which columns end, and the longest. To an ERP that cuts serials at any
// length, serials of these lengths that begin alike are the same.
var rungs = []int{31, 33, 51, 65, 101, 129, 255}

// ladder makes serials that begin alike from one long serial, and for each one of the same length with another
// beginning. If both begin alike, because they differ only at the end, the shorter ones are left out.
func ladder(one, another string) (alike, otherwise []string) {
	long, other := []rune(one), []rune(another)
	for _, n := range rungs {
		if n <= min(len(long), len(other)) && string(long[:n]) != string(other[:n]) {
			alike, otherwise = append(alike, string(long[:n])), append(otherwise, string(other[:n]))
		}
	}
	last := byte('y')
	if long[len(long)-1] == 'y' {
		last = 'z'
	}
	return append(alike, string(long[:len(long)-1])+string(last)), append(otherwise, another)
}

// climb adds a thing for each serial of a ladder.
func climb(t *check.T, sku string, add func(serial string) check.Exchange) {
	want := master.SerialWant{SKU: sku, Variant: master.Long, Only: true}
	alike, otherwise := ladder(t.NewSerial(want), t.NewSerial(want))
	var answers []check.Exchange
	for i, serial := range alike {
		a := add(serial)
		answers = append(answers, a)
		if i == 0 {
			t.Given(a)
		}
		long := len([]rune(serial))
		if !a.Accepted() {
			if control := add(otherwise[i]); !control.Accepted() {
				t.BlockedBy(check.Lead{Act: a.Act, Clauses: []string{"E9", "P5"}}, "The ERP does not take another serial of %d characters either. %s", long, control.Words())
			}
			t.Fail(a, fmt.Sprintf("a serial of %d characters to be accepted beside one that begins alike", long), a.Words(), cureCut)
		}
	}
	judgeIDs(t, answers)
}

const cureCut = "Store and compare serials in full, up to 255 characters: look at the length of the column and of its index."

func longDevices(t *check.T) {
	u := t.Unit()
	climb(t, u.SKU, func(serial string) check.Exchange {
		next := u.Sibling()
		next.Serial = serial
		return next.Add()
	})
}

func longItems(t *check.T) {
	wanted := master.PartWant{Of: master.Serial}
	u := t.UnitOf(master.OrderWant{Part: &wanted}).Prepare()
	first := u.ItemOf(wanted)
	climb(t, first.SKU, func(serial string) check.Exchange {
		next := first.Twin(u, "")
		next.Serial, next.WorkOrder = serial, first.WorkOrder
		return next.Attach()
	})
}

// sharedSerial is a serial that devices or parts of two skus may have.
func sharedSerial(t *check.T, sku string) string {
	return t.NewSerial(master.SerialWant{SKU: sku, Variant: master.SharedSerial, Only: true})
}

// namesakes are two devices of two skus that have the same serial.
func namesakes(t *check.T, w master.OrderWant) (one, two *check.Unit) {
	w.Of = master.Serial
	one = t.UnitOf(w)
	w.OtherSKU = one.SKU
	two = t.UnitOf(w)
	one.Serial = sharedSerial(t, one.SKU)
	two.Serial = one.Serial
	return one, two
}

// namesakeParts are two parts for a device that have the same serial.
func namesakeParts(t *check.T) (u *check.Unit, one, two *check.Item) {
	wanted := master.PartWant{Of: master.Serial, Two: true}
	u = t.UnitOf(master.OrderWant{Part: &wanted})
	one = u.ItemOf(wanted)
	two = u.ItemOf(master.PartWant{Of: master.Serial, Beside: one.SKU})
	one.Serial = sharedSerial(t, u.SKU)
	two.Serial = one.Serial
	return u, one, two
}

func serialOfTwoDevices(t *check.T) {
	one, two := namesakes(t, master.OrderWant{})
	first := t.Given(one.Add())
	bothThere(t, first, two.Add(), func() check.Exchange {
		two.Serial = two.NewSerial()
		return two.Add()
	})
}

func serialOfTwoItems(t *check.T) {
	u, one, two := namesakeParts(t)
	u.Prepare()
	first := t.Given(one.Attach())
	bothThere(t, first, two.Attach(), func() check.Exchange {
		return u.ItemOf(master.PartWant{Of: master.Serial, SKU: two.SKU}).Attach()
	})
}

// bothThere judges the add of a thing that has the same serial as a thing of another sku; control adds it with a
// serial of its own.
func bothThere(t *check.T, first, second check.Exchange, control func() check.Exchange) {
	const cure = "Tell things by sku and serial together: a serial counts within its sku."
	if !second.Accepted() {
		if also := control(); !also.Accepted() {
			t.BlockedBy(check.Lead{Act: also.Act}, "The ERP does not accept it with a serial of its own either. %s", also.Words())
		}
		t.Fail(second, "a serial that a thing of another sku has to be accepted", second.Words(), cure)
	}
	judgeIDs(t, []check.Exchange{first, second})
}

// ontoTaken gives a device the serial of another one. If that is accepted, the check looks at what became of the other
// device.
func ontoTaken(t *check.T) {
	holder := t.Unit()
	t.Given(holder.Add())
	other := holder.Sibling()
	t.Given(other.Add())
	const cure = "Look whether another device of the sku has the serial before you change it, and answer 409 with a message."
	a := takeSerial(t, other, holder)
	if a.Accepted() && !a.ErrorInside(true) {
		addLeavesOther(t)
		if b := holder.Remove(); !b.Accepted() {
			t.Fail(a, a.What+" to be refused with 4xx", a.Words()+" Since then the device that has the serial cannot be removed. "+b.Words(), cure)
		}
	}
	t.Refuses(a, cure)
}

// addLeavesOther ends the check as blocked if a device is gone as soon as another one is added.
func addLeavesOther(t *check.T) {
	first := t.Unit()
	t.Given(first.Add())
	t.Given(first.Sibling().Add())
	t.Given(first.Remove())
}

// takeSerial changes the serial of a device to that of the holder, which must be refused.
func takeSerial(t *check.T, other, holder *check.Unit) check.Exchange {
	p := other.DevicePost("update", holder.Serial)
	p.Impossible, p.What = true, "device update to a serial that another device has"
	a := t.Send(p)
	if a.Accepted() {
		other.Serial = holder.Serial
	}
	return a
}
