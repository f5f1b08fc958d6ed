package master

import (
	"encoding/json"
	"math/big"
	"slices"
)

// divides tells whether a quantity is a whole number of steps.
func divides(step, quantity json.Number) bool {
	return new(big.Rat).Quo(rat(quantity), rat(step)).IsInt()
}

// unique reports duplicates.
func (b *builder) unique() {
	orders, parts := map[string]bool{}, map[string]bool{}
	for i, o := range b.data.Orders {
		if orders[o.Number] {
			b.say(b.orders[i].problem("number", "work order %s is here twice: keep one", o.Number))
		}
		orders[o.Number] = true
	}
	for i, p := range b.data.Parts {
		if parts[p.SKU] {
			b.say(b.parts[i].problem("sku", "part %s is here twice: keep one; a sku is either serial-managed or not", p.SKU))
		}
		parts[p.SKU] = true
	}
	for i, op := range b.data.Operations {
		if slices.ContainsFunc(b.data.Operations[:i], func(other Operation) bool { return same(op, other) }) {
			b.say(b.operations[i].problem("actCode", "operation %s at position %d is here twice: keep one", op.ActCode, op.Position))
		}
	}
}

// same tells whether two operations cannot be told apart in one routing.
func same(a, b Operation) bool {
	return a.ActCode == b.ActCode && a.WorkCenterCode == b.WorkCenterCode && a.Position == b.Position &&
		slices.Equal(a.ForSKUs, b.ForSKUs) && slices.Equal(a.ForOrders, b.ForOrders)
}

func (b *builder) checkOrders() {
	for i, o := range b.data.Orders {
		r := b.orders[i]
		p, known := b.data.part(o.SKU)
		if !known {
			b.say(r.problem("sku", "work order %s builds %s, which is not in parts: add it there", o.Number, o.SKU))
			continue
		}
		managed, given := flag(r, "serialManaged")
		switch {
		case given && managed != p.SerialManaged:
			b.say(r.problem("serialManaged", "work order %s says that %s is %s, and parts say that it is %s: a sku is either serial-managed or not", o.Number, o.SKU, words(managed), words(p.SerialManaged)))
		case rat(o.Quantity).Sign() <= 0:
			b.say(r.problem("quantity", "the quantity of work order %s must be above 0", o.Number))
		case !divides(p.Step, o.Quantity):
			b.say(r.problem("quantity", "the quantity %s of work order %s is not a multiple of the step %s of %s: correct one of them", o.Quantity, o.Number, step(p), o.SKU))
		}
	}
}

func words(managed bool) string {
	if managed {
		return "serial-managed"
	}
	return "not serial-managed"
}

// checkNames reports names in forSkus and forWorkOrders that do not exist.
func (b *builder) checkNames() {
	for i, p := range b.data.Parts {
		b.checkFor(b.parts[i], p.ForSKUs, p.ForOrders)
	}
	for i, op := range b.data.Operations {
		b.checkFor(b.operations[i], op.ForSKUs, op.ForOrders)
	}
}

func (b *builder) checkFor(r record, skus, orders []string) {
	for _, sku := range skus {
		if _, known := b.data.part(sku); !known {
			b.say(r.problem("forSkus", "%s is not in parts: add it there, or correct the name", sku))
		}
	}
	for _, number := range orders {
		if _, known := b.order(number); !known {
			b.say(r.problem("forWorkOrders", "%s is not in workOrders: add it there, or correct the number", number))
		}
	}
}

// checkSpecials reports variants whose names do not exist, or are not special in that way.
func (b *builder) checkSpecials() {
	for name, s := range b.data.Special {
		r := b.specials[name]
		v, _ := VariantNamed(name)
		if s.Order != "" {
			o, known := b.order(s.Order)
			b.checkSpecial(r, v, "workOrder", s.Order, "workOrders", known, v.Has(o.Number) || v.Has(o.SKU))
		}
		if s.Part != "" {
			_, known := b.data.part(s.Part)
			b.checkSpecial(r, v, "part", s.Part, "parts", known, v.Has(s.Part))
		}
		if s.Operation != "" {
			op, known := b.actCode(s.Operation)
			b.checkSpecial(r, v, "operation", s.Operation, "operations", known, v.Has(op.ActCode) || v.Has(op.WorkCenterCode))
		}
		if s.Serial == "" {
			continue
		}
		if words := checkPattern(s.Serial); words != "" {
			b.say(r.problem("serial", "%s", words))
			continue
		}
		example := maker{pattern: s.Serial, start: Start{First: 1, Run: "RUN"}.withDefaults()}
		text, _ := example.next()
		b.checkSpecial(r, v, "serial", text, "", true, v.Has(text))
	}
}

func (b *builder) checkSpecial(r record, v Variant, member, name, list string, known, has bool) {
	switch {
	case !known:
		b.say(r.problem(member, "%s is not in %s: a variant names what is there", name, list))
	case !has:
		b.say(r.problem(member, "%s is for %s, and %q is none", v.Name, v.About, name))
	}
}

func (b *builder) order(number string) (Order, bool) {
	return find(b.data.Orders, func(o Order) bool { return o.Number == number })
}

func (b *builder) actCode(code string) (Operation, bool) {
	return find(b.data.Operations, func(op Operation) bool { return op.ActCode == code })
}
