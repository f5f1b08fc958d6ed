package families

import (
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// operations asks about the ways in which operations are reported (O).
func operations() []check.Check {
	cureZero := "Zero is a value: ask whether the member is there, not whether it is truthy."
	var all []check.Check
	for _, v := range []variant{
		{clause: "O2", what: "position 0", cure: cureZero, change: func(s *story) { s.report.Position = 0 }},
		{clause: "O3", what: "validQty 0, a rejected piece", cure: cureZero,
			change: func(s *story) { s.report.ValidQty, s.report.InvalidQty = "0", "1" }},
		{clause: "O3", what: "validQty and invalidQty both above 0", also: []string{"O4"},
			cure:  "Take any quantities of 0 or more.",
			plain: func(s *story) { s.unit = s.t.Bulk(); s.report = s.unit.Report() },
			change: func(s *story) {
				s.unit = s.t.Bulk()
				s.report = s.unit.Report()
				s.report.ValidQty, s.report.InvalidQty = "7", "2"
			}},
		{clause: "O4", what: "a part without serial", cure: "Do not ask for serial: a part that is not serial-managed has none.",
			change: func(s *story) { s.unit = s.t.Bulk(); s.report = s.unit.Report() }},
		{clause: "O6", what: "operationExternalId is null", cure: "Accept null: the routing step was not made by the ERP.",
			change: func(s *story) { s.unit.OperationExternalID = nil }},
		{clause: "O6", what: "operationExternalId is absent", cure: "Read an absent operationExternalId as null.",
			change: func(s *story) { s.report.Always = []check.Edit{check.Drop("/operationExternalId")} }},
	} {
		v.family = "operation"
		all = append(all, v.of(schemas.Operation))
	}
	operation := []schemas.Kind{schemas.Operation}
	return append(all,
		check.Check{Clause: "E1", Also: []string{"O2"}, Family: "operation", Kinds: operation,
			Name: "operation: the steps of a routing one after another", Run: routing},
		check.Check{Clause: "E1", Also: []string{"O5", "F2"}, Family: "operation", Kinds: operation,
			Name: "operation: one of two reports is taken back", Run: oneOfTwo},
		check.Check{Clause: "O5", Also: []string{"E1"}, Family: "operation", Kinds: operation,
			Name: "operation: a report without id is taken back with externalId null", Run: nullID},
	)
}

func routing(t *check.T) {
	u := t.Unit().Prepare()
	for i, code := range []string{"CUT", "ASSY", "TEST", "PACK"} {
		r := u.Report()
		r.ActCode, r.Position = code, (i+1)*10
		if a := r.Give(); !a.Accepted() {
			givenReport(t)
			t.Fail(a, "every step of a routing to be accepted", a.Words(), "Take reports on any operation of the routing.")
		}
	}
}

// givenReport ends the check as blocked if even a plain report on a new device is refused.
func givenReport(t *check.T) {
	s := newStory(t)
	t.Given(s.add(schemas.Operation))
}

func oneOfTwo(t *check.T) {
	u := t.Unit().Prepare()
	first, second := u.Report(), u.Report()
	second.ActCode, second.Position = "TEST", 20
	t.Given(first.Give())
	for _, next := range []func(...check.Edit) check.Answer{second.Give, first.TakeBack, second.TakeBack} {
		if a := next(); !a.Accepted() {
			s := newStory(t)
			if also, all := s.play(schemas.Operation); !all {
				t.BlockedBy(check.Lead{Act: also.Act}, "The ERP does not accept %s for a single report either. %s", also.What, also.Words())
			}
			t.Fail(a, a.What+" of one of two reports to be accepted", a.Words(), "Tell reports by their id, or by operation and position.")
		}
	}
}

func nullID(t *check.T) {
	r := t.Unit().Prepare().Report()
	if t.Given(r.Give()).ID() != "" {
		t.NotApplicable("The ERP gives reports an id, so the MES always sends it.")
	}
	a := r.TakeBack()
	if a.Accepted() {
		return
	}
	if b := r.TakeBack(check.Drop("/externalId")); !b.Accepted() {
		t.BlockedBy(check.Lead{Act: b.Act}, "The ERP does not accept %s without externalId either. %s", b.What, b.Words())
	}
	t.Fail(a, "a report to be taken back with externalId null", a.Words(), "Read null as no id: the ERP gave none.")
}
