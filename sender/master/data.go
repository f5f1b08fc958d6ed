package master

import (
	"encoding/json"
	"slices"
)

// Data are the master data of one ERP.
type Data struct {
	Orders     []Order
	Parts      []Part
	Operations []Operation
	// Special are the names that only some checks use, by the name of the variant.
	Special map[string]Special
}

// Order is a work order that the ERP has.
type Order struct {
	Number string
	// ExternalID is the ERP's id of the work order; "" is none.
	ExternalID string
	SKU        string
	// Quantity is how many pieces the order is for.
	Quantity json.Number
}

// Part is something that is built, or attached to what is built.
type Part struct {
	SKU           string
	SerialManaged bool
	// Serials are real ones, NewSerials is a pattern for new ones.
	Serials    []string
	NewSerials string
	// Reuse allows a serial to be used again once its thing was removed.
	Reuse bool
	// Quantity is how much is on stock; "" is without bound.
	Quantity json.Number
	// Step is the smallest step of a quantity: 1 for pieces.
	Step json.Number
	Unit string
	// ForSKUs and ForOrders say what the part may be attached to.
	ForSKUs, ForOrders []string
}

// measured tells whether quantities of the part may be fractions.
func (p Part) measured() bool { return !rat(p.Step).IsInt() }

// Operation is a step of a routing.
type Operation struct {
	ActCode, WorkCenterCode string
	Position                int
	// ExternalID is the ERP's id of the step; "" is none.
	ExternalID string
	// ForSKUs and ForOrders say whose routing it belongs to; both empty is everybody's.
	ForSKUs, ForOrders []string
	// Before are the steps of the routing that come before it, where it was handed out.
	Before []Operation
}

// Special are the names of one variant: each is in the lists, "" is none. Serial is a pattern for the
// serials of devices.
type Special struct{ Order, Part, Operation, Serial string }

// part gives the part with this sku.
func (d *Data) part(sku string) (Part, bool) {
	return find(d.Parts, func(p Part) bool { return p.SKU == sku })
}

// find gives the first of a list that is wanted.
func find[T any](list []T, wanted func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, wanted); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}

// attaches tells whether the part may be attached to what the order builds. A part that is built itself
// is attached only where the file says so.
func (d *Data) attaches(p Part, o Order) bool {
	if len(p.ForSKUs)+len(p.ForOrders) > 0 {
		return slices.Contains(p.ForSKUs, o.SKU) || slices.Contains(p.ForOrders, o.Number)
	}
	return !d.built(p.SKU)
}

// built tells whether a work order builds the sku.
func (d *Data) built(sku string) bool {
	return slices.ContainsFunc(d.Orders, func(o Order) bool { return o.SKU == sku })
}

// belongs tells whether the operation is a step of the order's routing.
func (op Operation) belongs(o Order) bool {
	return len(op.ForSKUs)+len(op.ForOrders) == 0 || slices.Contains(op.ForSKUs, o.SKU) || slices.Contains(op.ForOrders, o.Number)
}

// routing lists the steps of an order in sequence, without those of a variant.
func (d *Data) routing(o Order) []Operation {
	var steps []Operation
	for _, op := range d.Operations {
		if op.belongs(o) && !d.kept(func(s Special) bool { return s.Operation == op.ActCode }) {
			steps = append(steps, op)
		}
	}
	slices.SortStableFunc(steps, func(a, b Operation) int { return a.Position - b.Position })
	return steps
}

// kept tells whether a variant reserves a name.
func (d *Data) kept(is func(Special) bool) bool {
	for _, s := range d.Special {
		if is(s) {
			return true
		}
	}
	return false
}
