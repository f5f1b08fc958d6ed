package families

import (
	"encoding/json"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// items asks about the ways in which parts are attached (I).
func items() []check.Check {
	attach := schemas.ItemAttach
	material := func(quantity, least json.Number) want {
		return want{part: master.PartWant{Of: master.Bulk, Quantity: quantity, Least: least}}
	}
	all := []check.Check{
		variant{clause: "E9", family: "item", what: "an unknown member inside item", also: []string{"T8"},
			cure:   "Pass over members that you do not know: the MES may add some.",
			change: func(s *story) { s.item.Always = []check.Edit{check.Set("/item/erpkitUnknown", "x")} }}.of(attach),
		variant{clause: "I5", family: "item", what: "a part without serial", also: []string{"I4"},
			cure: "Do not ask for item.serial: only serial-managed parts have one.",
			want: material("1", "")}.of(attach),
		madePart().of(attach),
		variant{clause: "I5", family: "item", what: "a part that no sub work order made",
			cure:   "Do not ask for item.workorderNumber: bought parts have none.",
			change: bought}.of(attach),
		variant{clause: "I4", family: "item", what: "a quantity of 12", also: []string{"I5"},
			cure:  "Take any quantity above 0 for parts without serial.",
			want:  material("12", "2"),
			plain: func(*check.T) want { return material("3", "1") }}.of(attach),
		variant{clause: "I2", family: "item", what: "a parent without serial", also: []string{"I3", "F4"},
			cure: "Do not ask for serial: a parent that is not serial-managed has none, find it by stockId.",
			want: want{order: master.OrderWant{Of: master.Bulk}}}.of(attach),
	}
	return append(all,
		check.Check{Clause: "E1", Also: []string{"I5", "F2"}, Family: "item", Kinds: []schemas.Kind{attach},
			Name: "item-attach: a part that was detached can be attached to another device", Run: moveItem},
	)
}

// madePart is a part as checks make it up: a sub work order made it. Its control was bought.
func madePart() variant {
	return variant{clause: "I5", family: "item", what: "a part that a sub work order made", cure: "Take item.workorderNumber: it is the work order that made the part.",
		want: want{part: master.PartWant{Of: master.Serial, Made: true}}, otherwise: bought}
}

func bought(s *story) { s.item.WorkOrder = "" }

func moveItem(t *check.T) {
	wanted := master.PartWant{Of: master.Serial}
	u := t.UnitOf(master.OrderWant{Part: &wanted}).Prepare()
	part := u.ItemOf(wanted)
	t.Given(part.Attach())
	t.Given(part.Detach())
	other := u.Sibling().Prepare()
	again := part.Twin(other, "")
	t.Given(again.Attach())
	t.Given(again.Detach())
	moved := *again
	moved.Serial, moved.WorkOrder = part.Serial, part.WorkOrder
	if a := moved.Attach(); !a.Accepted() {
		t.Fail(a, "a part that was detached to be accepted for another device", a.Words(),
			"Let go of the part's serial when it is detached.")
	}
}
