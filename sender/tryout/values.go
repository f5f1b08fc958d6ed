package tryout

import (
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// values are the names and quantities that are posted.
type values struct {
	order  sender.WorkOrder
	serial string
	part   sender.Part
	work   sender.Work
}

// values gives the sample, or what the master data have.
func (r *runner) values(kind schemas.Kind) (values, error) {
	if r.Master != nil {
		return r.real(kind)
	}
	s, mark := r.Sample, r.mark()
	return values{
		order: sender.WorkOrder{
			Number: or(s.WorkOrder, "ERPKIT-TEST-WO"), SKU: or(s.SKU, "ERPKIT-TEST-PART"), Source: r.Settings.WorkOrderSource,
			ExternalID: s.WorkOrderExternalID, SerialManaged: kind == schemas.Device || s.Serial != "",
		},
		serial: or(s.Serial, "ERPKIT-TEST-"+mark),
		part:   sender.Part{SKU: or(s.ItemSKU, "ERPKIT-TEST-ITEM"), Quantity: "1", Serial: "ERPKIT-TEST-" + mark},
		work:   sender.Work{ActCode: or(s.ActCode, "ERPKIT-TEST"), WorkCenterCode: or(s.WorkCenterCode, "ERPKIT-TEST"), Position: 10, Valid: "1", Invalid: "0"},
	}, nil
}

// real takes what the kind needs from the master data. Items and reports are tried alone, so they are about a
// part without serials if there is one: it has no device that the ERP would have to know.
func (r *runner) real(kind schemas.Kind) (v values, err error) {
	supply := master.NewSupply(r.Master, master.Start{})
	want := master.OrderWant{Of: master.Bulk, Number: r.Sample.WorkOrder}
	switch kind {
	case schemas.Device:
		want.Of = master.Serial
	case schemas.ItemAttach:
		want.Part = &master.PartWant{}
	default:
		want.Operation = &master.OperationWant{}
	}
	if want.Of == master.Bulk && !supply.Gives(want) {
		want.Of = master.Serial
	}
	pieces, err := supply.Order(want)
	if err != nil {
		return v, err
	}
	v.order = sender.WorkOrder{
		Number: pieces.Order.Number, SKU: pieces.Order.SKU, ExternalID: pieces.Order.ExternalID, SerialManaged: pieces.SerialManaged,
		Source: r.Settings.WorkOrderSource,
	}
	if pieces.SerialManaged {
		serial, err := supply.Serial(master.SerialWant{SKU: pieces.Order.SKU})
		if err != nil {
			return v, err
		}
		v.serial = or(r.Sample.Serial, serial.Text)
	}
	if want.Part != nil {
		piece, err := supply.Part(master.PartWant{Order: pieces.Order, SKU: r.Sample.ItemSKU})
		v.part = sender.Part{SKU: piece.SKU, Quantity: piece.Quantity, Serial: piece.Serial, WorkOrder: piece.WorkOrder}
		return v, err
	}
	if want.Operation != nil {
		op, err := supply.Operation(master.OperationWant{Order: pieces.Order})
		v.work = sender.Work{
			ActCode: op.ActCode, WorkCenterCode: op.WorkCenterCode, Position: op.Position, Valid: pieces.Quantity, Invalid: "0", OperationExternalID: op.ExternalID,
		}
		return v, err
	}
	return v, nil
}
