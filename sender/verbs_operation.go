package sender

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/schemas"
)

// Report reports work on a step of the routing: an operation add. Outcome.Report names the
// operation report for TakeBack.
func (m *MES) Report(ctx context.Context, stock string, work Work) (Outcome, error) {
	return m.act(ctx, stock, schemas.Operation, "add", func(o WorkOrder, s Stock) (plan, error) {
		if err := errors.Join(work.check(), needsSerial(o, s)); err != nil {
			return plan{}, err
		}
		s.Made++
		report := OperationReport{ID: fmt.Sprintf("report-%d", s.Made), Work: work}
		return plan{Outcome{Payload: operation("add", o, s, work), Report: report.ID}, func(id string) Stock {
			report.ExternalID = id
			s.Reports = append(s.Reports, report)
			return s
		}}, nil
	})
}

// TakeBack takes an operation report back: an operation remove. report is the name from Report;
// the post carries the ERP's id of that report, or null if there is none (O5).
func (m *MES) TakeBack(ctx context.Context, stock, report string) (Outcome, error) {
	return m.act(ctx, stock, schemas.Operation, "remove", func(o WorkOrder, s Stock) (plan, error) {
		made, there := s.report(report)
		if !there {
			return plan{}, fmt.Errorf("the stock has no operation report %q", report)
		}
		payload := operationRemove{operation("remove", o, s, made.Work), optional(made.ExternalID)}
		return plan{Outcome{Payload: payload, Report: report}, func(string) Stock {
			s.Reports = slices.DeleteFunc(s.Reports, func(r OperationReport) bool { return r.ID == report })
			return s
		}}, nil
	})
}

// operationRemove always writes externalId, as null when there is no id: the article lists it
// as "string or null" (O5), unlike the ids that are left out (reading).
type operationRemove struct {
	schemas.OperationPayload
	ExternalID *string `json:"externalId"`
}

func operation(typ string, o WorkOrder, s Stock, work Work) schemas.OperationPayload {
	return schemas.OperationPayload{
		Type: typ, SKU: o.SKU, Serial: optional(s.Serial), WorkorderNumber: o.Number,
		ActCode: work.ActCode, WorkCenterCode: work.WorkCenterCode, Position: work.Position,
		ValidQty: work.Valid, InvalidQty: work.Invalid,
		WorkorderID: o.ID, StockID: s.ID, SessionID: s.Session, WorkorderExternalID: optional(o.ExternalID),
		OperationExternalID: optional(work.OperationExternalID),
	}
}
