package families

import (
	"encoding/json"
	"strings"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
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
		texts("text in Hebrew", "P5", func(s string) string { return "גיטרה " + s }),
		texts("text in Chinese and Arabic", "P5", func(s string) string { return "吉他 قيثارة " + s }),
		texts("emoji and accents in text", "P5", func(s string) string { return "🎸 Gitarre é " + s }),
		texts("quotes, slashes and angle brackets in text", "P5", func(s string) string { return `a"b'c\d/e<f>&g ` + s }),
		texts("leading zeros in text", "P1", func(s string) string { return "000" + s }),
		texts("text of 255 characters", "P5", func(s string) string { return s + strings.Repeat("x", 255-len(s)) }),
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

// texts writes every text that a person or an ERP chose in another way.
func texts(what, clause string, change func(string) string) variant {
	return variant{
		what: what, also: []string{clause}, part: taking, cure: "Take any Unicode text of up to 255 characters as it is, and store it as text.",
		change: func(s *story) { s.deviceTexts(change); s.ownTexts(change) },
		own:    func(s *story) { s.ownTexts(change) },
		plain: func(s *story) {
			tame := func(text string) string { return "A" + text }
			s.deviceTexts(tame)
			s.ownTexts(tame)
		},
	}
}

func (s *story) deviceTexts(change func(string) string) {
	for _, text := range []*string{&s.unit.WorkOrder, &s.unit.SKU, &s.unit.Serial} {
		*text = change(*text)
	}
}

func (s *story) ownTexts(change func(string) string) {
	for _, text := range []*string{&s.item.SKU, &s.item.Serial, &s.item.WorkOrder, &s.report.ActCode, &s.report.WorkCenter} {
		*text = change(*text)
	}
}

func quantities() []check.Check {
	attach, report := schemas.ItemAttach, schemas.Operation
	material := func(q json.Number) func(*story) {
		return func(s *story) { s.item = s.unit.Material(q) }
	}
	produced := func(q json.Number) func(*story) {
		return func(s *story) {
			s.unit = s.t.Bulk()
			s.report = s.unit.Report()
			s.report.ValidQty = q
		}
	}
	fraction := "Take decimal quantities: kilograms and metres are fractions."
	million := "Take quantities of a million and more."
	var all []check.Check
	for _, v := range []variant{
		{what: "a quantity of 2.5", cure: fraction, change: material("2.5"), plain: material("3")},
		{what: "a quantity of 0.1", cure: fraction, change: material("0.125"), plain: material("3")},
		{what: "a quantity of 1000000", cure: million, change: material("1000000"), plain: material("3")},
	} {
		v.clause, v.family, v.also, v.part = "E9", "tolerances", []string{"P6", "I4"}, taking
		all = append(all, v.of(attach), kept(v, "P6").of(attach))
	}
	for _, v := range []variant{
		{what: "a validQty of 2.5", cure: fraction, change: produced("2.5"), plain: produced("3")},
		{what: "a validQty of 1000000", cure: million, change: produced("1000000"), plain: produced("3")},
	} {
		v.clause, v.family, v.also, v.part = "E9", "tolerances", []string{"P6", "O3"}, taking
		all = append(all, v.of(report), kept(v, "P6").of(report))
	}
	return all
}
