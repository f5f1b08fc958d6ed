package families

import (
	"encoding/json"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// flows plays whole assemblies with the reference sender.
func flows() []check.Check {
	return []check.Check{
		{Clause: "E1", Also: []string{"F1", "F2", "F4", "F6"}, Family: "flow", Name: "flow: a guitar from its serial to the last removal",
			Run: func(t *check.T) { build(t, guitar, nil) }},
		{Clause: "E1", Also: []string{"I2", "O4"}, Family: "flow", Name: "flow: a batch without serials",
			Run: func(t *check.T) {
				build(t, batch, func(s *story) { s.unit = s.t.Bulk(); s.item = s.unit.Material("3"); s.report = s.unit.Report() })
			}},
		{Clause: "E1", Also: []string{"I5", "F4"}, Family: "flow", Name: "flow: a sub-assembly that becomes a part of another device",
			Run: func(t *check.T) { build(t, subAssembly, nil) }},
	}
}

// words chooses the names of an assembly: special ones as they are in real installations, or the
// tamest for the control.
type words func(special, tame string) string

// assembly plays one flow and gives the first answer that did not accept.
type assembly func(t *check.T, w words) (check.Answer, bool)

// build plays the assembly with its real names and, if that is not accepted, with tame ones: then
// it is the names that the ERP does not take, which other checks report. alike makes a plain story of
// the same sort, which other checks look at.
func build(t *check.T, play assembly, alike func(*story)) {
	bad, all := play(t, func(special, _ string) string { return special })
	if all {
		return
	}
	if _, all := play(t, func(_, tame string) string { return tame }); all {
		t.BlockedBy(check.Lead{Clauses: []string{"P1", "P5", "P6", "E9"}}, "The ERP accepts the same flow with tamer names and quantities. %s", bad.Words())
	}
	for _, kind := range schemas.Kinds() {
		if t.Offers(kind) {
			plainToo(t, kind, alike)
			plainToo(t, kind, func(s *story) { s.unit.WorkorderID, s.unit.StockID, s.unit.SessionID = t.UUID1(), t.UUID1(), t.UUID1() })
		}
	}
	t.Fail(bad, bad.What+" to be accepted in a legitimate flow", bad.Words(),
		"Replay the posts of this check one after another and look which state the ERP has before this one.")
}

// plainToo ends the check as blocked if the ERP refuses a plain story as well, changed like the flow is.
func plainToo(t *check.T, kind schemas.Kind, change func(*story)) {
	s := newStory(t)
	if change != nil {
		change(s)
	}
	if kind == schemas.Device && s.unit.Serial == "" {
		return // a part without serials has no device
	}
	if also, all := s.play(kind); !all {
		what, lead := refusedPlain(t, also)
		t.BlockedBy(lead, "The ERP does not even accept a plain %s. %s", what, also.Words())
	}
}

// order makes a work order with a session and a stock.
func order(t *check.T, mes *sender.MES, number, sku string, managed bool) sender.Stock {
	made, err := mes.AddWorkOrder(sender.WorkOrder{
		Number: number, SKU: sku, Source: check.Source, ExternalID: t.Unique("ERP-WO"), SerialManaged: managed,
	})
	if err != nil {
		t.KitError("The reference sender did not take the work order: %v.", err)
	}
	session, err := mes.StartSession(made.Number)
	if err != nil {
		t.KitError("The reference sender did not start a session: %v.", err)
	}
	stock, err := mes.NewStock(session.ID)
	if err != nil {
		t.KitError("The reference sender did not make a stock: %v.", err)
	}
	return stock
}

// run does acts until one is not accepted.
func run(acts ...func() check.Answer) (check.Answer, bool) {
	for _, act := range acts {
		if a := act(); !a.Accepted() {
			return a, false
		}
	}
	return check.Answer{}, true
}

// guitar is the example of the contract: two pick-ups, two strings by weight, operations, a changed
// serial, and all of it back.
func guitar(t *check.T, w words) (check.Answer, bool) {
	mes, ctx := t.MES(), t.Context()
	stock := order(t, mes, t.Unique("NXT-915"), w("0007", "10047"), true).ID
	var items, reports []string
	attach := func(part sender.Part) func() check.Answer {
		return func() check.Answer {
			o, err := mes.Attach(ctx, stock, part)
			items = append(items, o.Item)
			return t.Done(o, err)
		}
	}
	report := func(code string, position int) func() check.Answer {
		return func() check.Answer {
			o, err := mes.Report(ctx, stock, sender.Work{ActCode: code, WorkCenterCode: "WC-1", Position: position, Valid: "1", Invalid: "0",
				OperationExternalID: t.Unique("ERP-ROUTE")})
			reports = append(reports, o.Report)
			return t.Done(o, err)
		}
	}
	pickUp, wire := w("0002", "20011"), w("0005", "20012")
	weight := json.Number(w("0.012", "1"))
	bad, all := run(
		func() check.Answer { return t.Done(mes.SetSerial(ctx, stock, t.Unique("SerialNumber123"))) },
		attach(sender.Part{SKU: pickUp, Quantity: "1", Serial: t.Unique("000875"), WorkOrder: t.Unique("WO-SUB")}),
		attach(sender.Part{SKU: pickUp, Quantity: "1", Serial: t.Unique("000257"), WorkOrder: t.Unique("WO-SUB")}),
		report("ASSY", 10),
		attach(sender.Part{SKU: wire, Quantity: weight, Serial: t.Unique("88889"), WorkOrder: t.Unique("WO-SUB")}),
		attach(sender.Part{SKU: wire, Quantity: weight, Serial: t.Unique("789789"), WorkOrder: t.Unique("WO-SUB")}),
		report("TUNE", 20),
		func() check.Answer { return t.Done(mes.ChangeSerial(ctx, stock, t.Unique("SerialNumber124"))) },
	)
	if !all {
		return bad, all
	}
	return takeApart(t, mes, stock, items, reports)
}

// takeApart undoes an assembly, last act first.
func takeApart(t *check.T, mes *sender.MES, stock string, items, reports []string) (check.Answer, bool) {
	ctx := t.Context()
	for i := len(reports) - 1; i >= 0; i-- {
		if a := t.Done(mes.TakeBack(ctx, stock, reports[i])); !a.Accepted() {
			return a, false
		}
	}
	for i := len(items) - 1; i >= 0; i-- {
		if a := t.Done(mes.Detach(ctx, stock, items[i])); !a.Accepted() {
			return a, false
		}
	}
	a := t.Done(mes.RemoveSerial(ctx, stock))
	return a, a.Accepted()
}

// batch is work on a part without serials: material and reports with quantities.
func batch(t *check.T, w words) (check.Answer, bool) {
	mes, ctx := t.MES(), t.Context()
	stock := order(t, mes, t.Unique("API-NXT312"), w("Cable-3m", "10048"), false).ID
	var item, report string
	return run(
		func() check.Answer {
			o, err := mes.Attach(ctx, stock, sender.Part{SKU: w("0005", "20011"), Quantity: json.Number(w("4.5", "4"))})
			item = o.Item
			return t.Done(o, err)
		},
		func() check.Answer {
			o, err := mes.Report(ctx, stock, sender.Work{ActCode: "CUT", WorkCenterCode: "WC-2", Position: 10,
				Valid: json.Number(w("7", "1")), Invalid: json.Number(w("2", "0")), OperationExternalID: t.Unique("ERP-ROUTE")})
			report = o.Report
			return t.Done(o, err)
		},
		func() check.Answer { return t.Done(mes.TakeBack(ctx, stock, report)) },
		func() check.Answer { return t.Done(mes.Detach(ctx, stock, item)) },
	)
}

// subAssembly builds a part on a work order of its own and attaches it to a device.
func subAssembly(t *check.T, w words) (check.Answer, bool) {
	mes, ctx := t.MES(), t.Context()
	subOrder, sub := t.Unique("WO-SUB"), t.Unique("RoboPag")
	part := order(t, mes, subOrder, w("RoboPag", "20011"), true).ID
	device := order(t, mes, t.Unique("NXT-916"), w("Part-AllFather", "10047"), true).ID
	var item string
	return run(
		func() check.Answer { return t.Done(mes.SetSerial(ctx, part, sub)) },
		func() check.Answer { return t.Done(mes.SetSerial(ctx, device, t.Unique("SN"))) },
		func() check.Answer {
			o, err := mes.Attach(ctx, device, sender.Part{SKU: w("RoboPag", "20011"), Quantity: "1", Serial: sub, WorkOrder: subOrder})
			item = o.Item
			return t.Done(o, err)
		},
		func() check.Answer { return t.Done(mes.Detach(ctx, device, item)) },
		func() check.Answer { return t.Done(mes.RemoveSerial(ctx, device)) },
		func() check.Answer { return t.Done(mes.RemoveSerial(ctx, part)) },
	)
}
