package check

import (
	"encoding/json"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// OperationReport is a report on one operation of a unit's routing.
type OperationReport struct {
	unit *Unit

	ActCode, WorkCenter string
	Position            int
	// ExternalID is the ERP's id of the step of the routing; nil is null.
	ExternalID           *string
	ValidQty, InvalidQty json.Number
	Always               []Edit
	Thing
}

// Report makes a report of good pieces on the next step of the routing. Nothing is posted yet.
func (u *Unit) Report(always ...Edit) *OperationReport {
	return u.ReportOf(master.OperationWant{}, always...)
}

// ReportOf makes a report on the next step of the wanted sort.
func (u *Unit) ReportOf(w master.OperationWant, always ...Edit) *OperationReport {
	w.Order, w.After = u.order, u.steps
	op := u.t.Operation(w)
	for _, earlier := range op.Before[min(u.steps, len(op.Before)):] {
		u.ahead = append(u.ahead, u.report(earlier))
	}
	u.steps = max(u.steps, len(op.Before)) + 1
	return u.report(op, always...)
}

func (u *Unit) report(op master.Operation, always ...Edit) *OperationReport {
	return &OperationReport{
		unit: u, ActCode: op.ActCode, WorkCenter: op.WorkCenterCode, Position: op.Position, ExternalID: optional(op.ExternalID),
		ValidQty: u.Pieces.Quantity, InvalidQty: "0", Always: always,
	}
}

// Post makes the post that reports, or takes the report back.
func (r *OperationReport) Post(kindOfAct string, edits ...Edit) Post {
	u := r.unit
	p := schemas.OperationPayload{
		Type: kindOfAct, SKU: u.SKU, Serial: optional(u.Serial), WorkorderNumber: u.WorkOrder,
		ActCode: r.ActCode, WorkCenterCode: r.WorkCenter, Position: r.Position,
		ValidQty: r.ValidQty, InvalidQty: r.InvalidQty,
		WorkorderID: u.WorkorderID, StockID: u.StockID, SessionID: u.SessionID,
		WorkorderExternalID: u.WorkorderExternalID, OperationExternalID: r.ExternalID,
	}
	all := append(u.Always[:len(u.Always):len(u.Always)], r.Always...)
	if kindOfAct == "remove" {
		p.ExternalID = optional(r.ID)
		if r.ID == "" {
			all = append(all, Set("/externalId", nil)) // string or null (O5)
		}
	}
	all = append(all, edits...)
	return Post{Act: schemas.Act{Kind: schemas.Operation, Type: kindOfAct}, Body: u.t.edited(p, all)}
}

// Give reports the operation.
func (r *OperationReport) Give(edits ...Edit) Exchange {
	a := r.unit.Send(r.Post("add", edits...))
	r.Added(a)
	return a
}

// TakeBack takes the report back.
func (r *OperationReport) TakeBack(edits ...Edit) Exchange {
	return r.removed(r.unit.Send(r.Post("remove", edits...)))
}
