package check

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/sender/master"
)

// invented is where names come from when there are no master data. Each check has names of its own, and a
// sku tells by its first digit what the part is, so that it is the same in every post and every run.
type invented struct{ t *T }

// What a part is, by the first digit of its sku. Parts with serials count in pieces unless they are measured.
const (
	deviceSKU          = '1'
	componentSKU       = '2'
	batchSKU           = '3'
	measuredBatchSKU   = '4'
	piecesSKU          = '5'
	measuredSKU        = '6'
	measuredWithSerial = '7'
)

// sku makes a sku that no other check uses: a number that any ERP can store.
func (i invented) sku(what rune) string {
	i.t.things++
	return fmt.Sprintf("%c%04d%02d", what, i.t.number, i.t.things)
}

// special changes a name if a variant is wanted.
func special(variant, name string) string {
	if v, known := master.VariantNamed(variant); known {
		return v.Make(name)
	}
	return name
}

// Order invents a work order that is large enough.
func (i invented) Order(w master.OrderWant) (master.Pieces, error) {
	pieces := master.Pieces{SerialManaged: w.Of != master.Bulk, Quantity: cmp.Or(w.Pieces, "1")}
	pieces.Order.Number = w.Number
	if w.Number != "" {
		return pieces, nil
	}
	pieces.Order.Number = special(w.Variant, i.t.Unique("WO"))
	pieces.Order.SKU = special(w.Variant, i.orderSKU(w))
	if w.External == master.Given {
		pieces.Order.ExternalID = i.t.Unique("ERP-WO")
	}
	return pieces, nil
}

func (i invented) orderSKU(w master.OrderWant) string {
	switch {
	case w.SKU != "":
		return w.SKU
	case w.Word:
		return i.t.Unique("Part")
	case w.Of == master.Bulk && w.Fraction:
		return i.sku(measuredBatchSKU)
	case w.Of == master.Bulk:
		return i.sku(batchSKU)
	}
	return i.sku(deviceSKU)
}

// Part invents a part with enough stock. A part with a serial was made by a sub work order.
func (i invented) Part(w master.PartWant) (master.Piece, error) {
	piece := master.Piece{SKU: w.SKU, Quantity: cmp.Or(w.Quantity, "1")}
	if piece.SKU == "" {
		piece.SKU = special(w.Variant, i.partSKU(w))
	}
	if w.Of != master.Bulk {
		piece.Serial = special(w.Variant, i.t.Unique("CS"))
		piece.WorkOrder = special(w.Variant, i.t.Unique("WO-SUB"))
	}
	return piece, nil
}

func (i invented) partSKU(w master.PartWant) string {
	measured := w.Fraction || w.Measured
	switch {
	case w.Word:
		return i.t.Unique("Component")
	case w.Of != master.Bulk && measured:
		return i.sku(measuredWithSerial)
	case w.Of != master.Bulk:
		return i.sku(componentSKU)
	case measured:
		return i.sku(measuredSKU)
	}
	return i.sku(piecesSKU)
}

// Serial invents a serial. One of the variants that are about mistakes with numbers and letters is all
// digits, or all lower case.
func (i invented) Serial(w master.SerialWant) (master.NewSerial, error) {
	name := i.t.Unique("SN")
	if w.Only && w.Variant == master.LeadingZeros {
		name = digitsOf(i.t.UUID())
	}
	return master.NewSerial{Text: special(w.Variant, name)}, nil
}

// digitsOf makes of a UUID a text of digits, as unique, that does not begin with zero.
func digitsOf(id string) string {
	var b strings.Builder
	b.WriteByte('4')
	for _, r := range id {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if r >= 'a' {
			b.WriteByte('0' + byte(r-'a'))
		}
	}
	return b.String()[:16]
}

// Operation invents the next step of a routing.
func (i invented) Operation(w master.OperationWant) (master.Operation, error) {
	codes := []string{"ASSY", "TEST", "PACK", "SHIP"}
	op := master.Operation{
		ActCode: special(w.Variant, codes[w.After%len(codes)]), WorkCenterCode: special(w.Variant, "WC-1"), Position: (w.After + 1) * 10,
	}
	switch {
	case w.Zero:
		op.Position = 0
	case w.NoCenter:
		op.WorkCenterCode = ""
	case w.Beside != nil && w.Shares == master.SameCode:
		op.ActCode = w.Beside.ActCode
	case w.Beside != nil && w.Shares == master.SamePosition:
		op.Position = w.Beside.Position
	}
	if w.External == master.Given {
		op.ExternalID = i.t.Unique("ERP-ROUTE")
	}
	return op, nil
}

// Gives is true: whatever is wanted is made.
func (i invented) Gives(master.OrderWant) bool { return true }
