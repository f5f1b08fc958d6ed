package master

import (
	"encoding/json"
	"fmt"
	"math/big"
)

// Source gives what is built upon: a Supply from a file, or whoever invents names. Every error that is a
// *Shortage says what is not there.
type Source interface {
	Order(OrderWant) (Pieces, error)
	Part(PartWant) (Piece, error)
	Serial(SerialWant) (NewSerial, error)
	Operation(OperationWant) (Operation, error)
	// Gives tells whether there is such an order at all.
	Gives(OrderWant) bool
}

// Way says whether a part has serials.
type Way int

// The ways. Either prefers a part with serials.
const (
	Either Way = iota
	Serial
	Bulk
)

// Presence says whether something must be there.
type Presence int

// The presences.
const (
	Any Presence = iota
	Given
	Absent
)

// OrderWant says which work order is wanted, and how many pieces of it.
type OrderWant struct {
	Of Way
	// Pieces is how many; "" is one step. Least is how many will do; "" is Pieces.
	Pieces, Least json.Number
	// Fraction wants a number of pieces that is not whole.
	Fraction bool
	// Variant wants special names; with IfGiven ordinary ones will do.
	Variant string
	IfGiven bool
	// External says whether the order has an ERP id.
	External Presence
	// Word wants a sku that is not a number.
	Word bool
	// Number wants this order and no other.
	Number string
	// SKU wants an order of this part, OtherSKU one of another part; Beside wants another order than this one.
	SKU, OtherSKU, Beside string
	// Two wants an order of whose part there is a second one.
	Two bool
	// Part and Operation are what will be wanted for the order later.
	Part      *PartWant
	Operation *OperationWant
}

// Pieces are some pieces of a work order, handed out.
type Pieces struct {
	Order         Order
	SerialManaged bool
	Quantity      json.Number
	// Step is the smallest step of the quantity; "" is 1.
	Step json.Number
	back func()
}

// Back gives the pieces back. What is left in the ERP is not given back.
func (p Pieces) Back() { call(p.back) }

// PartWant says which part is wanted, and how much of it.
type PartWant struct {
	// Order is the order of what it is attached to.
	Order Order
	Of    Way
	// Quantity is how much; "" is one piece, or one step where it is measured. Least is how much will do.
	Quantity, Least json.Number
	// Fraction wants a quantity that is not whole, Measured a part that may have one.
	Fraction, Measured bool
	Variant            string
	Word               bool
	// Made wants a part that a work order of the file made.
	Made bool
	// SKU wants this part and no other, Beside another than this one.
	SKU, Beside string
	// Two wants a part beside which there is another one of the sort.
	Two bool
}

// Piece is an amount of a part, handed out.
type Piece struct {
	SKU      string
	Quantity json.Number
	Serial   string
	// WorkOrder is the order that made it; "" is none.
	WorkOrder string
	back      func()
}

// Back gives the amount and the serial back.
func (p Piece) Back() { call(p.back) }

// SerialWant asks for a serial for a device of this sku: one of the variant where there is one, and with
// Only no other.
type SerialWant struct {
	SKU, Variant string
	Only         bool
}

// NewSerial is a serial that nobody else has.
type NewSerial struct {
	Text string
	back func()
}

// Back gives the serial back; it is handed out again only if its part allows that.
func (s NewSerial) Back() { call(s.back) }

// OperationWant asks for a step of an order's routing.
type OperationWant struct {
	Order Order
	// After is how many steps were taken before.
	After int
	// External says whether the step has an ERP id.
	External Presence
	// Zero wants the step at position 0, NoCenter one without a work center.
	Zero, NoCenter bool
	Variant        string
	// Shares wants two steps that follow each other and have something in common: the first of them, or, with
	// Beside, the one that comes after that.
	Shares Sharing
	Beside *Operation
}

// Sharing is what two steps of a routing have in common; the zero value is nothing.
type Sharing int

// What two steps can have in common.
const (
	SameCode Sharing = iota + 1
	SamePosition
)

// Split takes one step off a quantity: what is good, and what is not.
func (p Pieces) Split() (valid, invalid json.Number) {
	step := rat(p.Step)
	return written(new(big.Rat).Sub(rat(p.Quantity), step)), written(step)
}

func call(back func()) {
	if back != nil {
		back()
	}
}

// Shortage says what a file does not give, or what ran out.
type Shortage struct {
	// Need is what was wanted, in a few words that are the same for everybody who wants it.
	Need string
	// Words is one sentence with the cure.
	Words string
	// Later is true when others have it, so that it may come back.
	Later bool
}

// Error is the sentence.
func (s *Shortage) Error() string { return s.Words }

// missing is a shortage of what the file does not have at all.
func missing(need, where, cure string) *Shortage {
	return &Shortage{Need: need, Words: fmt.Sprintf("The master data give no %s%s: %s.", need, where, cure)}
}
