package master

import (
	"fmt"
	"math/big"
	"strings"
)

// Part hands out an amount of a part, with a serial where it has one.
func (s *Supply) Part(w PartWant) (Piece, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fitting := s.partsFor(w)
	if len(fitting) == 0 {
		return Piece{}, missing(w.words(), " for work order "+w.Order.Number, "add one to parts, with forSkus or forWorkOrders if it is built itself")
	}
	var short error
	for _, p := range fitting {
		piece, err := s.piece(p, w)
		if err == nil {
			return piece, nil
		}
		if short == nil {
			short = err
		}
	}
	return Piece{}, short
}

// partsFor lists the parts that will do, those with serials first.
func (s *Supply) partsFor(w PartWant) []Part {
	var serial, bulk []Part
	for _, p := range s.data.Parts {
		switch {
		case !s.partFits(p, w):
		case p.SerialManaged && w.Of != Bulk:
			serial = append(serial, p)
		case !p.SerialManaged && w.Of != Serial:
			bulk = append(bulk, p)
		}
	}
	all := append(serial, bulk...)
	if w.Two && len(all) < 2 {
		return nil
	}
	return all
}

func (s *Supply) partFits(p Part, w PartWant) bool {
	if !s.data.attaches(p, w.Order) || p.SKU == w.Beside {
		return false
	}
	if w.SKU != "" {
		return p.SKU == w.SKU
	}
	special := s.data.Special[w.Variant]
	switch {
	case w.Variant != "" && p.SKU != special.Part,
		w.Variant == "" && s.data.kept(func(s Special) bool { return s.Part == p.SKU }),
		(w.Fraction || w.Measured) && !p.measured(),
		w.Word && isNumber(p.SKU),
		w.Made && s.maker(p.SKU) == "":
		return false
	}
	if p.Quantity == "" {
		return true
	}
	_, enough := w.amount().of(rat(p.Step), rat(p.Quantity))
	return enough
}

// maker is the number of an order that builds the sku; "" is none.
func (s *Supply) maker(sku string) string {
	for _, o := range s.data.Orders {
		if o.SKU == sku && !s.data.kept(func(s Special) bool { return s.Order == o.Number }) {
			return o.Number
		}
	}
	return ""
}

// piece takes an amount of one part.
func (s *Supply) piece(p Part, w PartWant) (Piece, error) {
	from := s.parts[p.SKU]
	quantity, ok := w.amount().of(rat(p.Step), from.free())
	if !ok {
		return Piece{}, &Shortage{
			Need: "more of part " + p.SKU, Later: from.loans > 0,
			Words: fmt.Sprintf("There is not enough of part %s on stock: %s were given, %s are in use. Give a larger quantity.", p.SKU, p.Quantity, written(from.out)),
		}
	}
	piece := Piece{SKU: p.SKU, Quantity: written(quantity)}
	if w.Made {
		piece.WorkOrder = s.maker(p.SKU)
	}
	var also func()
	if p.SerialManaged {
		serial, err := s.serials[p.SKU].take()
		if err != nil {
			return Piece{}, err
		}
		piece.Serial, also = serial, func() { s.serials[p.SKU].comesBack(serial) }
	}
	piece.back = s.lend(from, quantity, also)
	return piece, nil
}

func (w PartWant) amount() amount { return amount{w.Quantity, w.Least, w.Fraction} }

func (w PartWant) words() string {
	if w.SKU != "" {
		return "part " + w.SKU
	}
	words := "part to attach"
	switch {
	case w.Of == Serial && (w.Fraction || w.Measured):
		words = "serial-managed part to attach that is measured (step below 1)"
	case w.Of == Serial:
		words = "serial-managed part to attach"
	case w.Fraction || w.Measured:
		words = "part to attach that is measured (step below 1)"
	case w.Of == Bulk:
		words = "part without serials to attach"
	}
	var with []string
	if w.Quantity != "" && rat(w.Quantity).Cmp(big.NewRat(1, 1)) > 0 && !w.Fraction {
		words += fmt.Sprintf(" of which %s are on stock", w.Quantity)
	}
	if w.Word {
		with = append(with, "a sku that is not a number")
	}
	if w.Made {
		with = append(with, "a work order of its own in the file")
	}
	if w.Two || w.Beside != "" {
		with = append(with, "a second one beside it")
	}
	if v, known := VariantNamed(w.Variant); known {
		with = append(with, fmt.Sprintf("%s (variants.%s.part)", v.About, v.Name))
	}
	if len(with) > 0 {
		words += " with " + strings.Join(with, " and ")
	}
	return words
}
