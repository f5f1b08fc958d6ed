package shift

import (
	"encoding/json"
	"fmt"

	"github.com/erpkit/erpkit/sender/master"
)

// ordered is how many stocks an invented work order is for.
const ordered = 8

// invented is where names come from when there are no master data. A sku is always the same thing: with
// serials or without, counted in pieces or measured.
type invented struct {
	s *station
	// open is the work order in work: for devices and for parts without serials.
	open map[master.Way]*openOrder
}

type openOrder struct {
	master.Order
	measured bool
	left     int
}

// Order gives the work order in work, or begins another.
func (i *invented) Order(w master.OrderWant) (master.Pieces, error) {
	o := i.open[w.Of]
	if o == nil || o.left == 0 {
		o = i.begin(w.Of)
		i.open[w.Of] = o
	}
	o.left--
	pieces := master.Pieces{Order: o.Order, SerialManaged: w.Of == master.Serial, Quantity: "1"}
	switch {
	case pieces.SerialManaged:
	case o.measured:
		pieces.Quantity, pieces.Step = pick[json.Number](i.s, "0.5", "2.25", "12.75"), "0.25"
	default:
		pieces.Quantity = pick[json.Number](i.s, "1", "12", "200")
	}
	return pieces, nil
}

func (i *invented) begin(of master.Way) *openOrder {
	i.s.orders++
	o := &openOrder{left: ordered, measured: of == master.Bulk && i.s.chance(25)}
	o.Number = fmt.Sprintf("%s-WO-%d-%d", i.s.Prefix, i.s.number, i.s.orders)
	switch {
	case of == master.Serial:
		o.SKU = pick(i.s, "0007", "RoboPag", "Part-AllFather", "גיטרה")
	case o.measured:
		o.SKU = pick(i.s, "PAINT", "LACQUER")
	default:
		o.SKU = pick(i.s, "0006", "CABLE 3x1.5", "כבל")
	}
	return o
}

// inWork tells whether more stocks of the work order may come.
func (i *invented) inWork(number string) bool {
	for _, o := range i.open {
		if o.Number == number && o.left > 0 {
			return true
		}
	}
	return false
}

// Part gives a component with a serial, pieces, or a raw material by weight.
func (i *invented) Part(w master.PartWant) (master.Piece, error) {
	switch {
	case w.Measured && i.s.chance(20):
		return master.Piece{SKU: "0005", Quantity: pick[json.Number](i.s, "0.012", "0.0085"), Serial: i.s.newSerial()}, nil
	case w.Measured:
		return master.Piece{SKU: pick(i.s, "WIRE", "GLUE"), Quantity: pick[json.Number](i.s, "0.1", "0.25", "1.50", "12.75", "0.001")}, nil
	case w.Of == master.Bulk:
		quantity := json.Number(fmt.Sprint(1 + i.s.random.IntN(20)))
		if i.s.chance(10) {
			quantity = "1000000"
		}
		return master.Piece{SKU: pick(i.s, "0004", "SCREW", "בורג"), Quantity: quantity}, nil
	}
	piece := master.Piece{SKU: pick(i.s, "0002", "0003", "PICKUP", "חלק-1"), Quantity: "1", Serial: i.s.newSerial()}
	if i.s.chance(30) {
		piece.WorkOrder = fmt.Sprintf("%s-SUB-%d", i.s.Prefix, i.s.random.IntN(50))
	}
	return piece, nil
}

// Serial gives a serial that this shift never gave before.
func (i *invented) Serial(master.SerialWant) (master.NewSerial, error) {
	return master.NewSerial{Text: i.s.newSerial()}, nil
}

func (s *station) newSerial() string {
	s.serial++
	return fmt.Sprintf("%s-%d-%05d", s.Prefix, s.number, s.serial)
}

// Operation gives the next step.
func (i *invented) Operation(w master.OperationWant) (master.Operation, error) {
	return master.Operation{ActCode: pick(i.s, "ASSY", "TEST", "PACK", "בדיקה"), WorkCenterCode: pick(i.s, "WC-1", "WC-2", "010"), Position: 10 * w.After}, nil
}

// Gives is true: whatever is wanted is made.
func (i *invented) Gives(master.OrderWant) bool { return true }

func pick[T any](s *station, values ...T) T { return values[s.random.IntN(len(values))] }
