package families

import (
	"encoding/json"
	"slices"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// bench is where an assembly is played: a reference sender with a stock in work.
type bench struct {
	t     *check.T
	mes   *sender.MES
	order master.Order
	stock string
	steps int

	items, reports []string // what was attached and reported
}

func newBench(t *check.T) *bench { return &bench{t: t, mes: t.MES()} }

// begin puts a stock of a work order into work. sku is a name from real installations, used where names are made
// up; "" takes what is given.
func (b *bench) begin(pieces master.Pieces, sku string) {
	t := b.t
	b.order, b.steps = pieces.Order, 0
	made, err := b.mes.AddWorkOrder(sender.WorkOrder{
		Number: pieces.Order.Number, SKU: b.named(sku, pieces.Order.SKU), Source: check.Source,
		ExternalID: pieces.Order.ExternalID, SerialManaged: pieces.SerialManaged,
	})
	if err != nil {
		t.KitError("The reference sender did not take the work order: %v.", err)
	}
	session, err := b.mes.StartSession(made.Number)
	if err != nil {
		t.KitError("The reference sender did not start a session: %v.", err)
	}
	stock, err := b.mes.NewStock(session.ID)
	if err != nil {
		t.KitError("The reference sender did not make a stock: %v.", err)
	}
	b.stock = stock.ID
}

// named gives the real name where names are made up.
func (b *bench) named(real, given string) string {
	if real == "" || !b.t.Invents() {
		return given
	}
	return real
}

func (b *bench) setSerial() check.Exchange {
	return b.t.Done(b.mes.SetSerial(b.t.Context(), b.stock, b.newSerial()))
}

func (b *bench) changeSerial() check.Exchange {
	return b.t.Done(b.mes.ChangeSerial(b.t.Context(), b.stock, b.newSerial()))
}

func (b *bench) removeSerial() check.Exchange {
	return b.t.Done(b.mes.RemoveSerial(b.t.Context(), b.stock))
}

func (b *bench) newSerial() string { return b.t.NewSerial(master.SerialWant{SKU: b.order.SKU}) }

// attach attaches the first of these parts that is available.
func (b *bench) attach(sku string, wants ...master.PartWant) check.Exchange {
	return b.pair(sku, wants...)()
}

// pair returns a function that attaches the first of these parts that is available, and on the next call
// another one of the same sku.
func (b *bench) pair(sku string, wants ...master.PartWant) func() check.Exchange {
	var first master.Piece
	return func() check.Exchange {
		if first.SKU != "" {
			wants = []master.PartWant{{Of: master.Bulk, SKU: first.SKU, Quantity: first.Quantity}}
			if first.Serial != "" {
				wants[0].Of = master.Serial
			}
		}
		for i := range wants {
			wants[i].Order = b.order
		}
		piece := b.t.Piece(wants...)
		if first = piece; b.alike(piece) {
			return nothing()
		}
		return b.attachPiece(sku, piece)
	}
}

// alike tells whether the same amount of the part is attached already, without a serial to tell the two apart:
// the ERP would rightly take it for a report that arrived twice (E7).
func (b *bench) alike(piece master.Piece) bool {
	stock, _ := b.mes.Stock(b.stock)
	return piece.Serial == "" && slices.ContainsFunc(stock.Items, func(i sender.Item) bool {
		return i.SKU == piece.SKU && i.Quantity == piece.Quantity
	})
}

func (b *bench) attachPiece(sku string, piece master.Piece) check.Exchange {
	o, err := b.mes.Attach(b.t.Context(), b.stock, sender.Part{
		SKU: b.named(sku, piece.SKU), Quantity: piece.Quantity, Serial: piece.Serial, WorkOrder: piece.WorkOrder,
	})
	b.items = append(b.items, o.Item)
	return b.t.Done(o, err)
}

// report reports the next step of the routing, if there is one.
func (b *bench) report(valid, invalid json.Number) check.Exchange {
	next := master.OperationWant{Order: b.order, After: b.steps}
	if b.steps > 0 && !b.t.Gives(master.OrderWant{Number: b.order.Number, Operation: &next}) {
		return nothing()
	}
	op := b.t.Operation(next)
	b.steps++
	o, err := b.mes.Report(b.t.Context(), b.stock, sender.Work{
		ActCode: op.ActCode, WorkCenterCode: op.WorkCenterCode, Position: op.Position, Valid: valid, Invalid: invalid, OperationExternalID: op.ExternalID,
	})
	b.reports = append(b.reports, o.Report)
	return b.t.Done(o, err)
}

// nothing stands for a post that was not needed.
func nothing() check.Exchange {
	return check.Exchange{Result: sender.Result{Accepted: true}}
}

// takeApart undoes an assembly, last act first.
func (b *bench) takeApart() (check.Exchange, bool) {
	for _, report := range slices.Backward(b.reports) {
		if a := b.t.Done(b.mes.TakeBack(b.t.Context(), b.stock, report)); !a.Accepted() {
			return a, false
		}
	}
	for _, item := range slices.Backward(b.items) {
		if a := b.t.Done(b.mes.Detach(b.t.Context(), b.stock, item)); !a.Accepted() {
			return a, false
		}
	}
	return check.Exchange{}, true
}

// run does acts until one is not accepted, and gives its answer.
func run(acts ...step) (check.Exchange, bool) {
	for _, act := range acts {
		if a := act(); !a.Accepted() {
			return a, false
		}
	}
	return check.Exchange{}, true
}
