package families

import (
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// tolerances asks for what E9 lists: the uncommon but right.
func tolerances() []check.Check {
	var all []check.Check
	for _, v := range []variant{
		{what: "a member that the contract does not know", also: []string{"T8"}, cure: "Pass over members that you do not know: the MES may add some.",
			change: func(s *story) {
				s.unit.Always = []check.Edit{check.Set("/erpkitUnknown", "x"), check.Set("/erpkitNested", map[string]any{"list": []int{1, 2}})}
			}},
		{what: "an unknown member that is null", also: []string{"T8"}, cure: "Pass over members that you do not know: the MES may add some.",
			change: func(s *story) { s.unit.Always = []check.Edit{check.Set("/erpkitUnknown", nil)} }},
		texts(master.Hebrew, "P5"),
		texts(master.Scripts, "P5"),
		texts(master.Emoji, "P5"),
		texts(master.Quotes, "P5"),
		texts(master.LeadingZeros, "P1"),
		texts(master.Long, "P5"),
	} {
		v.clause, v.family = "E9", "tolerances"
		all = append(all, v.ofAll()...)
		if v.part == taking {
			all = append(all, kept(v, v.also[0]).ofAll()...)
		}
	}
	return append(all, quantities()...)
}

// kept is the other half of a check: what was taken must be the same when it comes back. That is a MUST.
func kept(v variant, clause string) variant {
	v.clause, v.also, v.part = clause, []string{"E9"}, keeping
	v.what += ", the same when it comes back"
	return v
}

// texts gives names of a variant to everything that a person or an ERP names.
func texts(name, clause string) variant {
	v, _ := master.VariantNamed(name)
	return variant{
		what: v.About, also: []string{clause}, part: taking, cure: "Take any Unicode text of up to 255 characters as it is, and store it as text.",
		want: want{order: master.OrderWant{Variant: name}, part: master.PartWant{Variant: name}, operation: master.OperationWant{Variant: name}},
		own:  true,
		plain: func(t *check.T) want {
			if !t.Invents() {
				return want{}
			}
			return want{order: master.OrderWant{Word: true}, part: master.PartWant{Word: true}}
		},
	}
}

func quantities() []check.Check {
	attach, report := schemas.ItemAttach, schemas.Operation
	plainMaterial := func(*check.T) want { return want{part: master.PartWant{Of: master.Bulk, Quantity: "3", Least: "1"}} }
	plainBatch := func(*check.T) want { return batchOf("3", "1") }
	fraction := "Take decimal quantities: kilograms and metres are fractions."
	million := "Take quantities of a million and more."
	var all []check.Check
	for _, v := range []variant{
		{what: "a quantity of 2.5", cure: fraction, want: want{part: master.PartWant{Of: master.Bulk, Quantity: "2.5", Fraction: true}}},
		{what: "a quantity of 0.1", cure: fraction, want: want{part: master.PartWant{Of: master.Bulk, Quantity: "0.123", Fraction: true}}},
		{what: "a quantity of 1000000", cure: million, want: want{part: master.PartWant{Of: master.Bulk, Quantity: "1000000"}}},
	} {
		v.clause, v.family, v.also, v.part, v.plain = "E9", "tolerances", []string{"P6", "I4"}, taking, plainMaterial
		all = append(all, v.of(attach), kept(v, "P6").of(attach))
	}
	for _, v := range []variant{
		{what: "a validQty of 2.5", cure: fraction, want: want{order: master.OrderWant{Of: master.Bulk, Pieces: "2.5", Fraction: true}}},
		{what: "a validQty of 1000000", cure: million, want: batchOf("1000000", "")},
	} {
		v.clause, v.family, v.also, v.part, v.plain = "E9", "tolerances", []string{"P6", "O3"}, taking, plainBatch
		all = append(all, v.of(report), kept(v, "P6").of(report))
	}
	return all
}
