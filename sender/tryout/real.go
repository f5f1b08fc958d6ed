package tryout

import (
	"errors"
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// real takes from the master data what is not given. If they lack something for one integration, the others are
// still tried.
func (r *runner) real(on []schemas.Kind) (values, error) {
	supply := master.NewSupply(r.Master, master.Start{})
	v := values{lacks: map[schemas.Kind]error{}}
	pieces, err := r.pieces(supply, on, v.lacks)
	if err != nil {
		return v, err
	}
	v.order = sender.WorkOrder{
		Number: pieces.Order.Number, SKU: pieces.Order.SKU, ExternalID: pieces.Order.ExternalID, SerialManaged: pieces.SerialManaged,
	}
	if pieces.SerialManaged && r.Sample.Serial == nil {
		r.realSerial(supply, &v, on)
	}
	if slices.Contains(on, schemas.ItemAttach) {
		r.realPart(supply, pieces.Order, &v)
	}
	if slices.Contains(on, schemas.Operation) {
		r.realWork(supply, pieces, &v)
	}
	return v, nil
}

// pieces takes pieces of a work order, of one that all can be tried with if there is one.
func (r *runner) pieces(supply *master.Supply, on []schemas.Kind, lacks map[schemas.Kind]error) (master.Pieces, error) {
	s := r.Sample
	want := master.OrderWant{Of: r.way(on), Number: s.WorkOrder}
	if s.WorkOrder != "" && s.SKU != "" && !supply.Gives(want) { // there is no more to say about it
		return master.Pieces{Order: master.Order{Number: s.WorkOrder, SKU: s.SKU}, SerialManaged: want.Of == master.Serial, Quantity: "1"}, nil
	}
	if slices.Contains(on, schemas.ItemAttach) && s.ItemSKU == "" {
		want.Part = &master.PartWant{}
	}
	if slices.Contains(on, schemas.Operation) && s.ActCode == nil {
		want.Operation = &master.OperationWant{}
	}
	for _, w := range fewer(want) {
		pieces, err := supply.Order(w)
		if err == nil {
			return pieces, nil
		}
		if w.Of == master.Serial && w.Part == nil && w.Operation == nil && s.Serial == nil {
			lacks[schemas.Device] = err
		}
		if w.Of == master.Either {
			return pieces, err
		}
	}
	return master.Pieces{}, errors.New("the master data have no work order")
}

// fewer lists what is wanted, and then less and less: the part and the operation, one of them, neither; in the end any
// order at all.
func fewer(w master.OrderWant) []master.OrderWant {
	var all []master.OrderWant
	for _, of := range slices.Compact([]master.Way{w.Of, master.Bulk, master.Either}) {
		for _, keep := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
			one := w
			one.Of = of
			if !keep[0] {
				one.Operation = nil
			}
			if !keep[1] {
				one.Part = nil
			}
			all = append(all, one)
		}
	}
	return all
}

// realSerial takes a new serial for a device that is set. A device that is not set here cannot be made up.
func (r *runner) realSerial(supply *master.Supply, v *values, on []schemas.Kind) {
	if !slices.Contains(on, schemas.Device) {
		v.lacks[schemas.ItemAttach], v.lacks[schemas.Operation] = errWhichDevice, errWhichDevice
		return
	}
	serial, err := supply.Serial(master.SerialWant{SKU: v.order.SKU})
	if err != nil {
		v.lacks[schemas.Device] = err
	}
	v.serial = serial.Text
}

// realPart takes a part for the order. A given part that is not in the file has only what is given.
func (r *runner) realPart(supply *master.Supply, order master.Order, v *values) {
	piece, err := supply.Part(master.PartWant{Order: order, SKU: r.Sample.ItemSKU})
	switch {
	case err == nil:
		v.part = sender.Part{SKU: piece.SKU, Quantity: piece.Quantity, Serial: piece.Serial, WorkOrder: piece.WorkOrder}
	case r.Sample.ItemSKU != "":
		v.part.Quantity = "1"
	case v.lacks[schemas.ItemAttach] == nil:
		v.lacks[schemas.ItemAttach] = err
	}
}

// realWork takes the first step of the order's routing, or the one that is given.
func (r *runner) realWork(supply *master.Supply, pieces master.Pieces, v *values) {
	s := r.Sample
	v.work.Valid = pieces.Quantity
	for after := 0; ; after++ {
		op, err := supply.Operation(master.OperationWant{Order: pieces.Order, After: after})
		if err != nil {
			if s.ActCode == nil && v.lacks[schemas.Operation] == nil {
				v.lacks[schemas.Operation] = err
			}
			return
		}
		if given(s.ActCode, op.ActCode) == op.ActCode && given(s.Position, op.Position) == op.Position {
			v.work.ActCode, v.work.WorkCenterCode, v.work.Position, v.work.OperationExternalID = op.ActCode, op.WorkCenterCode, op.Position, op.ExternalID
			return
		}
	}
}
