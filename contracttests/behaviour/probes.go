package behaviour

import (
	"encoding/json"
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// probes are the habits that posts of their own show, in the order of the report.
func probes() []probe {
	device, attach, operation := schemas.Device, schemas.ItemAttach, schemas.Operation
	all := []probe{
		{"serial-again-after-removal", "The same serial is set again after it was removed", []schemas.Kind{device}, serialAgain},
		{"serial-on-another-order", "A serial that a device has is set on another order of the same sku", []schemas.Kind{device}, func(t *check.T) Habit {
			return sameSerial(t, func(u *check.Unit) master.OrderWant {
				return master.OrderWant{Of: master.Serial, SKU: u.SKU, Beside: u.WorkOrder}
			})
		}},
		{"serial-on-another-sku", "A serial that a device has is set on another sku", []schemas.Kind{device}, func(t *check.T) Habit {
			return sameSerial(t, func(u *check.Unit) master.OrderWant { return master.OrderWant{Of: master.Serial, OtherSKU: u.SKU} })
		}},
		{"update-to-removed-serial", "A device is changed to the serial of a removed one", []schemas.Kind{device}, updateToRemoved},
		{"device-removed-with-parts", "A device is removed while parts are attached", []schemas.Kind{device, attach}, removedWithParts},
		{"device-removed-with-reports", "A device is removed while operations are reported", []schemas.Kind{device, operation}, removedWithReports},
		{"earlier-report-taken-back-first", "The report of an earlier step is taken back before that of a later one", []schemas.Kind{operation}, earlierFirst},
		{"report-out-of-sequence", "A later step is reported before an earlier one", []schemas.Kind{operation}, outOfSequence},
		{"report-beyond-quantity", "More pieces are reported than the order has", []schemas.Kind{operation}, beyondQuantity},
		{"report-on-closed-order", "A report comes for an order that is closed", []schemas.Kind{operation}, closedOrder},
	}
	for _, kind := range schemas.Kinds() {
		all = append(all, probe{fmt.Sprintf("%s-twice", kind), fmt.Sprintf("The same %s add comes twice", kind), []schemas.Kind{kind}, func(t *check.T) Habit { return twice(t, kind) }})
	}
	return append(append(all, unknownNames()...), speeds()...)
}

func serialAgain(t *check.T) Habit {
	u := t.Unit()
	t.Given(u.Add())
	t.Given(u.Remove())
	u.ID = ""
	return taken(add(t, u))
}

// add sets the serial of a unit, which may be refused.
func add(t *check.T, u *check.Unit) check.Exchange {
	a := try(t, u.DevicePost("add", u.Serial))
	u.Added(a)
	return a
}

func sameSerial(t *check.T, other func(*check.Unit) master.OrderWant) Habit {
	u := t.Unit()
	t.Given(u.Add())
	second := t.UnitOf(other(u))
	second.Serial = u.Serial
	return taken(add(t, second))
}

func updateToRemoved(t *check.T) Habit {
	gone := t.Unit()
	u := gone.Sibling()
	t.Given(gone.Add())
	t.Given(gone.Remove())
	t.Given(u.Add())
	a := try(t, u.DevicePost("update", gone.Serial))
	if a.Accepted() {
		u.Serial = gone.Serial
		if a.ID() != "" {
			u.ID = a.ID()
		}
	}
	return taken(a)
}

func removedWithParts(t *check.T) Habit {
	u := t.Unit()
	item := u.ItemOf(master.PartWant{})
	t.Given(u.Add())
	t.Given(item.Attach())
	return removed(t, u, func() check.Post { return item.Post("remove") })
}

func removedWithReports(t *check.T) Habit {
	u := t.Unit()
	report := u.Report()
	u.Prepare()
	t.Given(report.Give())
	return removed(t, u, func() check.Post { return report.Post("remove") })
}

func removed(t *check.T, u *check.Unit, undo func() check.Post) Habit {
	a := try(t, u.DevicePost("remove", u.Serial))
	if a.Accepted() { // what is on it can often be taken away only while the device is there
		u.There, u.ID = false, ""
		add(t, u)
		try(t, undo())
	}
	return taken(a)
}

// steps are two reports on one unit, in the order of the routing.
func steps(t *check.T) (first, second *check.OperationReport) {
	u := t.Unit()
	first, second = u.Report(), u.Report()
	u.Prepare()
	return first, second
}

func earlierFirst(t *check.T) Habit {
	first, second := steps(t)
	t.Given(first.Give())
	t.Given(second.Give())
	return taken(try(t, first.Post("remove")))
}

func outOfSequence(t *check.T) Habit {
	_, second := steps(t)
	a := try(t, second.Post("add"))
	second.Added(a)
	return taken(a)
}

func beyondQuantity(t *check.T) Habit {
	if t.Invents() {
		return Habit{Seen: "Without master data nobody knows how many pieces an order has: give them with --master."}
	}
	u := t.Unit()
	many, err := u.Pieces.Order.Quantity.Float64()
	if err != nil {
		return Habit{Seen: "The master data do not say how many pieces the order has."}
	}
	report := u.Report()
	u.Prepare()
	a := try(t, report.Post("add", check.Set("/validQty", json.Number(fmt.Sprint(many+1)))))
	report.Added(a)
	return taken(a)
}

func closedOrder(t *check.T) Habit {
	want := master.OrderWant{Of: master.Bulk, Variant: master.Closed}
	if t.Invents() || !t.Gives(want) {
		return Habit{Seen: "It takes the name of a closed order: give one in the master data, below variants: closed."}
	}
	report := t.UnitOf(want).Report()
	a := try(t, report.Post("add"))
	report.Added(a)
	return taken(a)
}

// twice sends an add again, as after a time-out.
func twice(t *check.T, kind schemas.Kind) Habit {
	u := t.Unit()
	var p check.Post
	var thing *check.Thing
	switch kind {
	case schemas.Device:
		p, thing = u.DevicePost("add", u.Serial), &u.Thing
	case schemas.ItemAttach:
		item := u.ItemOf(master.PartWant{})
		u.Prepare()
		p, thing = item.Post("add"), &item.Thing
	default:
		report := u.Report()
		u.Prepare()
		p, thing = report.Post("add"), &report.Thing
	}
	first := t.Given(t.Send(p))
	thing.Added(first)
	second := try(t, p)
	switch habit := taken(second); {
	case habit.Answer != "accepts it":
		return habit
	case first.ID() == "" && second.ID() == "":
		return Habit{Answer: "accepts it without an id", Seen: second.Words()}
	case first.ID() == second.ID():
		return Habit{Answer: "books it once and answers the same id", Seen: second.Words()}
	}
	return Habit{Answer: "books it twice", Seen: fmt.Sprintf("It answered the ids %q and %q.", first.ID(), second.ID())}
}

// unknownNames are about names that the ERP was never told of. Without master data all names are of that sort.
func unknownNames() []probe {
	device, operation := schemas.Device, schemas.Operation
	post := func(edit func(t *check.T) check.Edit) func(t *check.T) Habit {
		return func(t *check.T) Habit {
			u := t.Unit()
			a := try(t, u.DevicePost("add", u.Serial, edit(t)))
			u.Added(a)
			return taken(a)
		}
	}
	report := func(pointer string) func(t *check.T) Habit {
		return func(t *check.T) Habit {
			u := t.Unit()
			r := u.Report(check.Set(pointer, t.Unique("NONE")))
			u.Prepare()
			a := try(t, r.Post("add"))
			r.Added(a)
			return taken(a)
		}
	}
	return []probe{
		{"unknown-order", "The work order is not known", []schemas.Kind{device}, post(func(t *check.T) check.Edit { return check.Set("/workorderNumber", t.Unique("NONE")) })},
		{"unknown-sku", "The sku is not known", []schemas.Kind{device}, post(func(t *check.T) check.Edit { return check.Set("/sku", t.Unique("NONE")) })},
		{"unknown-action", "The actCode is not known", []schemas.Kind{operation}, report("/actCode")},
		{"unknown-work-center", "The work center is not known", []schemas.Kind{operation}, report("/workCenterCode")},
	}
}
