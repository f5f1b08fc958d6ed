package families

import (
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// strangers are two units that share nothing.
func strangers(t *check.T, w master.OrderWant) (one, two *check.Unit) {
	return t.UnitOf(w), t.UnitOf(w)
}

// itself is one unit for both things.
func itself(t *check.T, w master.OrderWant) (one, two *check.Unit) {
	one = t.UnitOf(w)
	return one, one
}

// ofSession are two units of one order and session.
func ofSession(t *check.T, w master.OrderWant) (one, two *check.Unit) {
	one = t.UnitOf(w)
	return one, one.Sibling()
}

// ofOrder are two units of one order that are built in two sessions.
func ofOrder(t *check.T, w master.OrderWant) (one, two *check.Unit) {
	one, two = ofSession(t, w)
	two.SessionID = t.UUID()
	return one, two
}

// ofSKU are two units of two orders of one sku.
func ofSKU(t *check.T, w master.OrderWant) (one, two *check.Unit) {
	w.Two = true
	one = t.UnitOf(w)
	w.SKU, w.Beside = one.SKU, one.WorkOrder
	return one, t.UnitOf(w)
}

// itemOn is an item of a unit, whose device is added first.
func itemOn(u *check.Unit, i *check.Item) subject { return itemOf(i).on(u) }

// reportOn is a report on a unit, whose device is added first.
func reportOn(u *check.Unit, r *check.OperationReport) subject { return reportOf(r).on(u) }

// withWork wants an order that has parts to attach and operations to report, as far as there are any.
func withWork(t *check.T, w master.OrderWant) master.OrderWant {
	if with := w; t.Offers(schemas.ItemAttach) {
		if with.Part = (&master.PartWant{}); t.Gives(with) {
			w = with
		}
	}
	if with := w; t.Offers(schemas.Operation) {
		if with.Operation = (&master.OperationWant{}); t.Gives(with) {
			w = with
		}
	}
	return w
}
