package families

import (
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// members asks about the members that all payloads have (P1 to P6).
func members() []check.Check {
	var all []check.Check
	for _, v := range []variant{
		{clause: "P1", what: "skus that are not numbers", cure: "Treat skus as text.",
			want: want{order: master.OrderWant{Word: true}, part: master.PartWant{Word: true}}},
		uuids("UUIDs of version 1", (*check.T).UUID1),
		uuids("UUIDs of version 7", (*check.T).UUID7),
		uuids("UUIDs in upper case", func(t *check.T) string { return strings.ToUpper(t.UUID()) }),
		{clause: "P2", what: "UUIDs of versions 1 and 4 mixed", cure: cureUUID,
			change: func(s *story) { s.unit.WorkorderID = s.t.UUID1() }},
		nullOrder(),
		{clause: "P3", what: "workorderExternalId is absent", cure: "Read an absent workorderExternalId as null.",
			want: orderWith(master.Absent), plain: knownOrder,
			change: func(s *story) { s.unit.Always = []check.Edit{check.Drop("/workorderExternalId")} }},
		{clause: "P3", what: "workorderExternalId is given", cure: "Accept a text: it is the id that the ERP gave the work order.",
			want: orderWith(master.Given)},
	} {
		v.family = "members"
		all = append(all, v.ofAll()...)
	}
	return append(all, zerosKept(), caseKept())
}

// nullOrder is the ordinary work order, which the ERP did not make.
func nullOrder() variant {
	return variant{clause: "P3", what: "workorderExternalId is null", cure: "Accept null: the work order was not made by the ERP.",
		want: orderWith(master.Absent), plain: knownOrder}
}

// orderWith wants a work order with or without an ERP id.
func orderWith(id master.Presence) want { return want{order: master.OrderWant{External: id}} }

// knownOrder is the control of a work order without an ERP id: one with an id, where there is one.
func knownOrder(t *check.T) want {
	if with := orderWith(master.Given); t.Gives(with.order) {
		return with
	}
	return want{}
}

const cureUUID = "Accept a UUID of any version in upper and lower case; real installations mix versions 1 and 4."

func uuids(what string, made func(*check.T) string) variant {
	return variant{clause: "P2", what: what, cure: cureUUID, change: func(s *story) {
		s.unit.WorkorderID, s.unit.StockID, s.unit.SessionID = made(s.t), made(s.t), made(s.t)
	}}
}

// zerosKept asks whether serials that differ only in leading zeros are two things (P1).
func zerosKept() check.Check {
	return check.Check{
		Clause: "P1", Also: []string{"E1", "E9"}, Family: "members", Kinds: []schemas.Kind{schemas.Device},
		Name: "device: serials that differ only in leading zeros are two things",
		Run: func(t *check.T) {
			u := t.Unit()
			zeros := func() string {
				return t.NewSerial(master.SerialWant{SKU: u.SKU, Variant: master.LeadingZeros, Only: true})
			}
			serial := zeros()
			twoThings(t, u, bare(serial), serial, bare(zeros()), "Keep serials as text: a number loses its leading zeros.")
		},
	}
}

// caseKept asks whether serials that differ only in case are two things (P5).
func caseKept() check.Check {
	return check.Check{
		Clause: "P5", Also: []string{"E1"}, Family: "members", Kinds: []schemas.Kind{schemas.Device},
		Name: "device: serials that differ only in upper and lower case are two things",
		Run: func(t *check.T) {
			u := t.Unit()
			lower := func() string {
				return t.NewSerial(master.SerialWant{SKU: u.SKU, Variant: master.LowerCase, Only: true})
			}
			serial := lower()
			twoThings(t, u, strings.ToUpper(serial), serial, lower(),
				"Compare serials byte for byte; look at the collation of the database column.")
		},
	}
}

// bare removes the leading zeros of a serial.
func bare(serial string) string { return strings.TrimLeft(serial, "0") }

// twoThings adds two devices with serials that are easily mixed up; other is the second one's
// serial in the control.
func twoThings(t *check.T, one *check.Unit, first, second, other, cure string) {
	one.Serial = first
	t.Given(one.Add())
	two := one.Sibling()
	two.Serial = second
	a := two.Add()
	if a.Accepted() {
		stillThere(t, cure, two, one)
		return
	}
	two.Serial = other
	if control := two.Add(); !control.Accepted() {
		t.Blocked("The ERP does not accept an ordinary second serial either. %s", control.Words())
	}
	t.Fail(a, "serial "+second+" to be accepted beside "+first+": it is another text", a.Words(), cure)
}

// stillThere removes devices whose serials are easily changed on the way.
func stillThere(t *check.T, cure string, units ...*check.Unit) {
	for _, u := range units {
		a := u.Remove()
		if a.Accepted() {
			continue
		}
		control := t.Unit()
		sibling := control.Sibling()
		for _, act := range []func(...check.Edit) check.Exchange{control.Add, sibling.Add, sibling.Remove, control.Remove} {
			t.Given(act())
		}
		t.Fail(a, "the device with serial "+u.Serial+" to be removed again", a.Words(), cure)
	}
}
