package families

import (
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// members asks about the members that all payloads have (P1 to P6).
func members() []check.Check {
	var all []check.Check
	for _, v := range []variant{
		{clause: "P1", what: "skus that are no numbers", cure: "Treat skus as text.",
			change: func(s *story) { s.unit.SKU, s.item.SKU = "Part-AllFather", "RoboPag" }},
		uuids("UUIDs of version 1", (*check.T).UUID1),
		uuids("UUIDs of version 7", (*check.T).UUID7),
		uuids("UUIDs in upper case", func(t *check.T) string { return strings.ToUpper(t.UUID()) }),
		{clause: "P2", what: "UUIDs of versions 1 and 4 mixed", cure: cureUUID,
			change: func(s *story) { s.unit.WorkorderID = s.t.UUID1() }},
		{clause: "P3", what: "workorderExternalId is null", cure: "Accept null: the work order was not made by the ERP.",
			change: func(s *story) { s.unit.WorkorderExternalID = nil }},
		{clause: "P3", what: "workorderExternalId is absent", cure: "Read an absent workorderExternalId as null.",
			change: func(s *story) { s.unit.Always = []check.Edit{check.Drop("/workorderExternalId")} }},
	} {
		v.family = "members"
		all = append(all, v.ofAll()...)
	}
	return append(all, zerosKept(), caseKept(), textKept(), fractionKept())
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
			digits := digitsOf(t)
			twoThings(t, digits, "000"+digits, digitsOf(t), "Keep serials as text: a number loses its leading zeros.")
		},
	}
}

// caseKept asks whether serials that differ only in case are two things (P5).
func caseKept() check.Check {
	return check.Check{
		Clause: "P5", Also: []string{"E1"}, Family: "members", Kinds: []schemas.Kind{schemas.Device},
		Name: "device: serials that differ only in upper and lower case are two things",
		Run: func(t *check.T) {
			serial := t.Unique("SN")
			twoThings(t, serial, strings.ToLower(serial), strings.ToLower(t.Unique("SN")),
				"Compare serials byte for byte; look at the collation of the database column.")
		},
	}
}

// digitsOf gives a unique text of digits that does not begin with zero.
func digitsOf(t *check.T) string {
	var b strings.Builder
	b.WriteByte('4')
	for _, r := range t.UUID() {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if r >= 'a' {
			b.WriteByte('0' + byte(r-'a'))
		}
	}
	return b.String()[:16]
}

// twoThings adds two devices with serials that are easily mixed up; other is the second one's
// serial in the control.
func twoThings(t *check.T, first, second, other, cure string) {
	one := t.Unit()
	one.Serial = first
	t.Given(one.Add())
	two := one.Sibling()
	two.Serial = second
	a := two.Add()
	if a.Accepted() {
		return
	}
	two.Serial = other
	if control := two.Add(); !control.Accepted() {
		t.Blocked("The ERP does not accept an ordinary second serial either. %s", control.Words())
	}
	t.Fail(a, "serial "+second+" to be accepted beside "+first+": it is another text", a.Words(), cure)
}

// textKept asks whether text in another script survives in the ERP (P5).
func textKept() check.Check {
	return check.Check{
		Clause: "P5", Also: []string{"F3"}, Family: "members", Kinds: []schemas.Kind{schemas.Device},
		Name: "device: a serial in Hebrew is the same text when it comes back",
		Run: func(t *check.T) {
			s := newStory(t)
			s.unit.Serial = "מספר " + s.unit.Serial
			if a := s.unit.Add(); !a.Accepted() {
				t.Blocked("The ERP does not accept the serial at all, which the checks of E9 report. %s", a.Words())
			}
			a := s.unit.Update(s.unit.Serial + "ב")
			if a.Accepted() {
				a = s.unit.Remove()
			}
			if !a.Accepted() {
				variant{what: "a serial in Hebrew that was accepted before", cure: "Keep text as Unicode all the way, byte for byte."}.fail(t, schemas.Device, a)
			}
		},
	}
}

// fractionKept asks whether a fraction survives in the ERP (P6).
func fractionKept() check.Check {
	return check.Check{
		Clause: "P6", Also: []string{"I4", "E9"}, Family: "members", Kinds: []schemas.Kind{schemas.ItemAttach},
		Name: "item-attach: what was attached as 0.1 can be detached as 0.1",
		Run: func(t *check.T) {
			s := newStory(t)
			s.item = s.unit.Prepare().Material("0.1")
			if a := s.item.Attach(); !a.Accepted() {
				t.Blocked("The ERP does not accept 0.1 at all, which the checks of E9 report. %s", a.Words())
			}
			if a := s.item.Detach(); !a.Accepted() {
				variant{
					what: "a quantity of 0.1 that was accepted before", plain: func(s *story) { s.item = s.unit.Material("3") },
					cure: "Store quantities as decimals; neither whole numbers nor binary fractions keep 0.1.",
				}.fail(t, schemas.ItemAttach, a)
			}
		},
	}
}
