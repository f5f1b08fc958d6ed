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
	return append(all, zerosKept(), caseKept())
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
