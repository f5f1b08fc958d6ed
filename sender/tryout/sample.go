package tryout

import (
	"context"
	"fmt"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// bench is a stock of its own on which one integration is tried.
type bench struct {
	mes   *sender.MES
	kind  schemas.Kind
	stock string
	name  string // of the sample, for a person
	part  sender.Part
	work  sender.Work
	sn    string
}

// bench makes an MES that sends only this kind, whatever the page's toggle says, with a work
// order, a session and a stock that nobody else has.
func (r *runner) bench(ctx context.Context, kind schemas.Kind) (*bench, error) {
	mes, err := sender.NewMES(r.Settings.Only(kind), r.Client, sender.WithRandom(r.Random))
	if err != nil {
		return nil, err
	}
	v, err := r.values(kind)
	if err != nil {
		return nil, err
	}
	order, err := mes.AddWorkOrder(v.order)
	if err != nil {
		return nil, err
	}
	session, err := mes.StartSession(order.Number)
	if err != nil {
		return nil, err
	}
	stock, err := mes.NewStock(session.ID)
	if err != nil {
		return nil, err
	}
	b := &bench{mes: mes, kind: kind, stock: stock.ID, sn: v.serial, part: v.part, work: v.work}
	b.name = b.describe(order)
	if kind != schemas.Device && order.SerialManaged {
		_, err = mes.SetSerial(ctx, b.stock, b.sn) // in the books only: the device integration is off here
	}
	return b, err
}

func (b *bench) describe(order sender.WorkOrder) string {
	switch b.kind {
	case schemas.ItemAttach:
		return fmt.Sprintf("the item %s with serial %s on work order %s", b.part.SKU, b.part.Serial, order.Number)
	case schemas.Operation:
		return fmt.Sprintf("the report on operation %s of work order %s", b.work.ActCode, order.Number)
	}
	return fmt.Sprintf("the device with serial %s on work order %s", b.sn, order.Number)
}

func (b *bench) add(ctx context.Context) (sender.Outcome, error) {
	switch b.kind {
	case schemas.ItemAttach:
		return b.mes.Attach(ctx, b.stock, b.part)
	case schemas.Operation:
		return b.mes.Report(ctx, b.stock, b.work)
	}
	return b.mes.SetSerial(ctx, b.stock, b.sn)
}

func (b *bench) remove(ctx context.Context, added sender.Outcome) (sender.Outcome, error) {
	switch b.kind {
	case schemas.ItemAttach:
		return b.mes.Detach(ctx, b.stock, added.Item)
	case schemas.Operation:
		return b.mes.TakeBack(ctx, b.stock, added.Report)
	}
	return b.mes.RemoveSerial(ctx, b.stock)
}
