package families

import (
	"cmp"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// sharedReports asks about two operation reports.
func sharedReports() []sharing {
	step := master.OperationWant{}
	code, position := master.OperationWant{Shares: master.SameCode}, master.OperationWant{Shares: master.SamePosition}
	known := master.OperationWant{External: master.Given}
	byDevice := "Book each report for itself: a step is reported for every device."
	list := []sharing{
		{name: "operation: two reports are taken back, the last one first", also: []string{"O5", "F2"}, units: itself, couple: twoSteps, ids: true,
			want: master.OrderWant{Operation: &master.OperationWant{After: 1}}, cure: "Tell reports by their id, or by operation and position."},
		{name: "operation: two reports on one step of two devices of one session are two things", units: ofSession, couple: oneStep(step),
			want: master.OrderWant{Of: master.Serial, Operation: &step}, cure: byDevice},
		{name: "operation: two reports on one step of two devices of two orders of one sku are two things", units: ofSKU, couple: oneStep(step),
			want: master.OrderWant{Of: master.Serial, Operation: &step}, cure: byDevice},
		{name: "operation: two reports on two devices with one serial are two things", also: []string{"E4"}, units: namesakes, couple: oneStep(step),
			want: master.OrderWant{Of: master.Serial, Operation: &step}, cure: "Tell devices by sku and serial together: a serial counts within its sku."},
		{name: "operation: two reports on one step of two batches of one order are two things", units: ofSession, couple: oneStep(step), ids: true,
			want: master.OrderWant{Of: master.Bulk, Operation: &step}, cure: "Tell what has no serial by its stock."},
		{name: "operation: two reports with one actCode at two positions are two things", units: itself, couple: nextStep(code),
			want: master.OrderWant{Operation: &code}, cure: "Tell steps by actCode and position together: a routing may have the same work twice."},
		{name: "operation: two reports at one position with two actCodes are two things", units: itself, couple: nextStep(position),
			want: master.OrderWant{Operation: &position}, cure: "Tell steps by actCode and position together: two may be done side by side."},
		{name: "operation: two reports on one step with an ERP id are two things", clause: "O6", also: []string{"E1"}, units: ofSession, couple: oneStep(known),
			want: master.OrderWant{Operation: &known}, cure: "operationExternalId is the id of the step, which is reported for every device.",
			plain: &sharing{units: ofSession, couple: oneStep(step), want: master.OrderWant{Operation: &step}}},
	}
	for i := range list {
		s := &list[i]
		s.kinds = []schemas.Kind{schemas.Operation}
		s.clause = cmp.Or(s.clause, "E1")
		if s.also == nil {
			s.also = []string{"O5", "F1"}
		}
	}
	return list
}

// twoSteps are reports on two steps that follow each other.
func twoSteps(k kin) couple {
	return couple{first: reportOn(k.one, k.one.Report()), second: reportOn(k.two, k.two.Report())}
}

// oneStep are two reports on the same step. Its ERP id is that of the order's routing, so two orders may have two.
func oneStep(w master.OperationWant) func(kin) couple {
	return func(k kin) couple {
		first := k.one.ReportOf(w)
		second := k.two.ReportOf(w)
		if !k.apart && k.one.WorkOrder == k.two.WorkOrder {
			second.ExternalID = first.ExternalID
		}
		return couple{first: reportOn(k.one, first), second: reportOn(k.two, second)}
	}
}

// nextStep are reports on two steps that have something in common.
func nextStep(w master.OperationWant) func(kin) couple {
	return func(k kin) couple {
		first := k.one.ReportOf(w)
		if k.apart {
			return couple{first: reportOn(k.one, first), second: reportOn(k.two, k.two.ReportOf(w))}
		}
		w := w
		w.Beside = &master.Operation{ActCode: first.ActCode, WorkCenterCode: first.WorkCenter, Position: first.Position}
		return couple{first: reportOn(k.one, first), second: reportOn(k.two, k.two.ReportOf(w))}
	}
}
