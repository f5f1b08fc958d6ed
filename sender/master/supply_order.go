package master

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Order hands out pieces of a work order: of the one that has the most left.
func (s *Supply) Order(w OrderWant) (Pieces, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fitting := s.fitting(w)
	if len(fitting) == 0 {
		return Pieces{}, s.noOrder(w)
	}
	best, quantity := Order{}, (*big.Rat)(nil)
	for _, o := range fitting {
		got, ok := w.amount().of(s.step(o.SKU), s.orders[o.Number].free())
		if ok && (quantity == nil || s.orders[o.Number].free().Cmp(s.orders[best.Number].free()) > 0) {
			best, quantity = o, got
		}
	}
	if quantity == nil {
		return Pieces{}, s.noPieces(w, fitting)
	}
	part, _ := s.data.part(best.SKU)
	return Pieces{Order: best, SerialManaged: part.SerialManaged, Quantity: written(quantity), Step: part.Step, back: s.lend(s.orders[best.Number], quantity, nil)}, nil
}

// Gives tells whether the file has such an order, whatever is left of it.
func (s *Supply) Gives(w OrderWant) bool { return len(s.fitting(w)) > 0 }

func (s *Supply) step(sku string) *big.Rat {
	p, _ := s.data.part(sku)
	return rat(p.Step)
}

// fitting lists the orders that will do, whatever is left of them. Where either will do, those of parts with
// serials go first.
func (s *Supply) fitting(w OrderWant) []Order {
	var list []Order
	for _, o := range s.data.Orders {
		if s.fits(o, w) {
			list = append(list, o)
		}
	}
	if len(list) == 0 && w.Of == Either {
		w.Of = Bulk
		return s.fitting(w)
	}
	return list
}

// noOrder says what the file lacks: the part or the operation where there is an order for it, else the order.
func (s *Supply) noOrder(w OrderWant) *Shortage {
	without := w
	without.Operation = nil
	if w.Operation != nil && len(s.fitting(without)) > 0 {
		return missing(w.Operation.words(), " for such a work order", "add one to operations")
	}
	without = w
	without.Part = nil
	if w.Part != nil && len(s.fitting(without)) > 0 {
		return missing(w.Part.words(), " for such a work order", "add one to parts, with forSkus or forWorkOrders if it is built itself")
	}
	return missing(w.words(), "", "add one to workOrders")
}

func (s *Supply) fits(o Order, w OrderWant) bool {
	p, _ := s.data.part(o.SKU)
	switch {
	case w.Number != "":
		return o.Number == w.Number && s.servesOperation(o, w)
	case !s.variantOf(o, w),
		w.Of == Bulk && p.SerialManaged, w.Of != Bulk && !p.SerialManaged,
		w.External == Given && o.ExternalID == "", w.External == Absent && o.ExternalID != "",
		w.Word && isNumber(o.SKU), w.Fraction && !p.measured(),
		w.SKU != "" && w.SKU != o.SKU, w.OtherSKU == o.SKU, w.Beside == o.Number,
		w.Two && s.ordersOf(o.SKU) < 2:
		return false
	}
	return s.servesPart(o, w) && s.servesOperation(o, w)
}

// ordersOf counts the orders that build the sku, those of variants aside.
func (s *Supply) ordersOf(sku string) (n int) {
	for _, o := range s.data.Orders {
		if o.SKU == sku && !s.data.kept(func(s Special) bool { return s.Order == o.Number }) {
			n++
		}
	}
	return n
}

// variantOf tells whether the order is the one that the variant names, or no variant's where none is named.
func (s *Supply) variantOf(o Order, w OrderWant) bool {
	special := s.data.Special[w.Variant]
	if special.Order != "" {
		return o.Number == special.Order
	}
	if w.Variant != "" && special.Serial == "" && !w.IfGiven {
		return false
	}
	return !s.data.kept(func(s Special) bool { return s.Order == o.Number })
}

func (s *Supply) servesPart(o Order, w OrderWant) bool {
	if w.Part == nil {
		return true
	}
	part := *w.Part
	part.Order = o
	return len(s.partsFor(part)) > 0
}

func (s *Supply) servesOperation(o Order, w OrderWant) bool {
	if w.Operation == nil {
		return true
	}
	operation := *w.Operation
	operation.Order = o
	_, err := s.Operation(operation)
	return err == nil
}

func (w OrderWant) amount() amount { return amount{w.Pieces, w.Least, w.Fraction} }

// noPieces says why no order has pieces enough.
func (s *Supply) noPieces(w OrderWant, fitting []Order) *Shortage {
	most, loans := new(big.Rat), 0
	var names []string
	for _, o := range fitting {
		all := s.orders[o.Number].all
		if got, ok := w.amount().of(s.step(o.SKU), all); ok && got.Cmp(most) > 0 {
			most = got
			loans += s.orders[o.Number].loans
		}
		names = append(names, fmt.Sprintf("%s is for %s and %s are in use", o.Number, o.Quantity, written(s.orders[o.Number].out)))
	}
	const few = 3
	if len(names) > few {
		names = append(names[:few], fmt.Sprintf("and %d more", len(names)-few))
	}
	words := fmt.Sprintf("There are not enough pieces of %s: %s. Give an order of a larger quantity, or more orders.", w.words(), strings.Join(names, "; "))
	need := w.words() + " with more pieces"
	if w.Number != "" {
		need = "work orders with more pieces" // for several units of one
	}
	return &Shortage{Need: need, Words: words, Later: loans > 0}
}

// words say what is wanted; they are the same for all who want it.
func (w OrderWant) words() string {
	if w.Number != "" {
		return "work order " + w.Number
	}
	words := "work order"
	switch {
	case w.Of == Serial:
		words = "work order of a serial-managed part"
	case w.Of == Bulk && w.Fraction:
		words = "work order of a measured part without serials"
	case w.Of == Bulk:
		words = "work order of a part without serials"
	}
	if w.Pieces != "" && w.Least != "1" {
		words += fmt.Sprintf(" for %s or more", w.least())
	}
	var with []string
	add := func(when bool, what string) {
		if when {
			with = append(with, what)
		}
	}
	add(w.External == Given, "an external id")
	add(w.External == Absent, "no external id")
	add(w.Word, "a sku that is not a number")
	add(w.Two, "a second order of the same part")
	add(w.Beside != "", "another number")
	add(w.OtherSKU != "", "another sku")
	if v, known := VariantNamed(w.Variant); known && !w.IfGiven {
		add(true, fmt.Sprintf("%s (variants.%s)", v.About, v.Name))
	}
	if len(with) > 0 {
		words += " with " + strings.Join(with, " and ")
	}
	return words
}

func (w OrderWant) least() string {
	if w.Least != "" {
		return w.Least.String()
	}
	return w.Pieces.String()
}

func isNumber(text string) bool {
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}
