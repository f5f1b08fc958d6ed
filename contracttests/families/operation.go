package families

import (
	"encoding/json"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// operations asks about the ways in which operations are reported (O).
func operations() []check.Check {
	var all []check.Check
	for _, v := range []variant{
		{clause: "O2", what: "position 0", cure: cureZero, want: want{operation: master.OperationWant{Zero: true}}},
		{clause: "O2", what: "an empty workCenterCode", cure: "Take an empty workCenterCode: the work may be done at no work center.",
			want: want{operation: master.OperationWant{NoCenter: true}}},
		{clause: "O3", what: "validQty 0, a rejected piece", cure: cureZero,
			change: func(s *story) { s.report.ValidQty, s.report.InvalidQty = "0", s.unit.Pieces.Quantity }},
		noRejects(),
		{clause: "O3", what: "validQty and invalidQty both above 0", also: []string{"O4"},
			cure:   "Take any quantities of 0 or more.",
			plain:  func(*check.T) want { return batchOf("1", "") },
			want:   batchOf("9", "2"),
			change: someRejects},
		{clause: "O4", what: "a part without serial", cure: "Do not ask for serial: a part that is not serial-managed has none.",
			want: batchOf("", "")},
		nullStep(),
		{clause: "O6", what: "operationExternalId is absent", cure: "Read an absent operationExternalId as null.",
			want: stepWith(master.Absent), plain: knownStep,
			change: func(s *story) { s.report.Always = []check.Edit{check.Drop("/operationExternalId")} }},
		{clause: "O6", what: "operationExternalId is given", cure: "Accept a text: it is the id that the ERP gave the routing step.",
			want: stepWith(master.Given)},
	} {
		v.family = "operation"
		all = append(all, v.of(schemas.Operation))
	}
	operation := []schemas.Kind{schemas.Operation}
	return append(all,
		check.Check{Clause: "E1", Also: []string{"O2"}, Family: "operation", Kinds: operation,
			Name: "operation: the steps of a routing one after another", Run: routing},
		check.Check{Clause: "E5", Also: []string{"E6", "F2"}, Family: "operation", Kinds: operation,
			Name: "operation: the first of two reports is taken back, or refused with a message", Run: firstFirst},
		check.Check{Clause: "O5", Also: []string{"E1"}, Family: "operation", Kinds: operation,
			Name: "operation: a report without id is taken back with externalId null", Run: nullID},
	)
}

const cureZero = "Zero is a value: ask whether the member is there, not whether it is truthy."

// noRejects is the ordinary report: all pieces are good. Its control has rejected ones too.
func noRejects() variant {
	return variant{clause: "O3", what: "invalidQty 0, all pieces are good", also: []string{"O4"}, cure: cureZero, want: batchOf("9", "2"),
		plain: func(*check.T) want { return batchOf("9", "2") }, otherwise: someRejects}
}

func someRejects(s *story) { s.report.ValidQty, s.report.InvalidQty = s.unit.Pieces.Split() }

// nullStep is the ordinary step of a routing, which the ERP did not make.
func nullStep() variant {
	return variant{clause: "O6", what: "operationExternalId is null", cure: "Accept null: the routing step was not made by the ERP.",
		want: stepWith(master.Absent), plain: knownStep}
}

// batchOf wants pieces of a part without serials.
func batchOf(pieces, least json.Number) want {
	return want{order: master.OrderWant{Of: master.Bulk, Pieces: pieces, Least: least}}
}

// stepWith wants a step of a routing with or without an ERP id.
func stepWith(id master.Presence) want { return want{operation: master.OperationWant{External: id}} }

// knownStep is the control of a step without an ERP id: one with an id, where there is one.
func knownStep(t *check.T) want {
	with := stepWith(master.Given)
	if t.Gives(master.OrderWant{Operation: &with.operation}) {
		return with
	}
	return want{}
}

// unitOfSteps makes a unit whose routing has at least this many steps.
func unitOfSteps(t *check.T, steps int) *check.Unit {
	return t.UnitOf(master.OrderWant{Operation: &master.OperationWant{After: steps - 1}}).Prepare()
}

func routing(t *check.T) {
	u := unitOfSteps(t, 2)
	for n := range 4 {
		if n > 1 && !t.Gives(master.OrderWant{Number: u.WorkOrder, Operation: &master.OperationWant{After: n}}) {
			return
		}
		if a := u.Report().Give(); !a.Accepted() {
			t.Given(newStory(t, schemas.Operation).add(schemas.Operation))
			t.Fail(a, "every step of a routing to be accepted", a.Words(), "Take reports on any operation of the routing.")
		}
	}
}

// firstFirst takes back the earlier report while there is a later one. That is legitimate, but an ERP that keeps
// to its routing may refuse it like anything impossible: with 4xx and a message.
func firstFirst(t *check.T) {
	u := unitOfSteps(t, 2)
	first, second := u.Report(), u.Report()
	t.Given(first.Give())
	t.Given(second.Give())
	a := first.TakeBack()
	if a.Accepted() {
		if b := second.TakeBack(); !b.Accepted() {
			takenBackLastFirst(t)
			t.Fail(b, b.What+" of one of two reports to be accepted", b.Words(), "Take back the report that is meant and no other: tell reports by their id, or by operation and position.")
		}
		return
	}
	t.Refuses(a, "")
	if a.Result.Message == "" {
		t.Fail(a, "the refusal to say why", a.Words(), `Answer {"message": "…"} with what has to be taken back first.`)
	}
}

// takenBackLastFirst ends the check as blocked unless two reports can be taken back in the usual order.
func takenBackLastFirst(t *check.T) {
	u := unitOfSteps(t, 2)
	first, second := u.Report(), u.Report()
	for _, act := range []func(...check.Edit) check.Exchange{first.Give, second.Give, second.TakeBack, first.TakeBack} {
		t.Given(act())
	}
}

func nullID(t *check.T) {
	r := unitOfSteps(t, 1).Report()
	added := t.Given(r.Give())
	readable(t, added)
	if added.ID() != "" {
		t.NotApplicable("The ERP gives reports an id, so the MES always sends it.")
	}
	a := r.TakeBack()
	if a.Accepted() {
		return
	}
	if b := r.TakeBack(check.Drop("/externalId")); !b.Accepted() {
		carriedBy(a.Act)[0].judgeWanted(t, a)
	}
	t.Fail(a, "a report to be taken back with externalId null", a.Words(), "Read null as no id: the ERP gave none.")
}
