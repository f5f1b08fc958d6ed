package families

import (
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// recoveries asks whether a legitimate flow goes on after an event that was refused (E10).
func recoveries() []check.Check {
	var all []check.Check
	for _, kind := range schemas.Kinds() {
		all = append(all, putRight(kind))
		for _, kindOfAct := range kind.Types() {
			act := schemas.Act{Kind: kind, Type: kindOfAct}
			all = append(all, goesOn(kind, act.String()+" without sku", func(s *story) check.Exchange {
				p := s.post(kind, kindOfAct, check.Drop("/sku"))
				p.Invalid, p.What = true, act.String()+" without sku"
				return s.t.Send(p)
			}))
		}
		all = append(all,
			goesOn(kind, "a body that is not JSON", func(s *story) check.Exchange {
				return s.raw(kind, "a body that is not JSON", "type=add&sku=1")
			}),
			goesOn(kind, "a remove of an unknown thing", func(s *story) check.Exchange {
				return removeUnknown(s.unknown(kind), kind)
			}))
	}
	return append(all,
		goesOn(schemas.Device, "an add of its serial for another device", func(s *story) check.Exchange {
			other := s.unit.Sibling()
			other.Serial = s.unit.Serial
			return other.Add()
		}),
		goesOn(schemas.Device, "an update of another device to its serial", func(s *story) check.Exchange {
			other := s.unit.Sibling()
			s.t.Given(other.Add())
			return takeSerial(s.t, other, s.unit)
		}))
}

// putRight repeats a refused add, now with what was missing.
func putRight(kind schemas.Kind) check.Check {
	return check.Check{
		Clause: "E10", Also: []string{"T7", "E7"}, Family: "recoveries", Kinds: []schemas.Kind{kind},
		Name: fmt.Sprintf("%s: an add that was refused is accepted once it is right", kind),
		Run: func(t *check.T) {
			s := newStory(t, kind)
			if a := s.addWith(kind, "without sku", check.Drop("/sku")); !a.Refused() {
				t.NotApplicable("The ERP did not refuse it, so there is nothing to put right. %s", a.Words())
			}
			a := s.add(kind)
			if a.Accepted() {
				return
			}
			t.Given(newStory(t, kind).add(kind))
			t.Fail(a, fmt.Sprintf("%s to be accepted after one without sku was refused", a.What), a.Words(),
				"Change nothing before everything has been checked, or roll back: a refused post did not happen.")
		},
	}
}

// goesOn plays the story of the kind with something in the middle that the ERP refuses.
func goesOn(kind schemas.Kind, what string, disturb func(*story) check.Exchange) check.Check {
	return check.Check{
		Clause: "E10", Also: []string{"T7"}, Family: "recoveries", Kinds: []schemas.Kind{kind},
		Name: fmt.Sprintf("%s: the flow goes on after the refusal of %s", kind, what),
		Run: func(t *check.T) {
			s := newStory(t, kind)
			t.Given(s.add(kind))
			if a := disturb(s); !a.Refused() {
				t.NotApplicable("The ERP did not refuse it, so there is nothing to recover from. %s", a.Words())
			}
			bad, all := s.rest(kind)
			if all {
				return
			}
			control := newStory(t, kind)
			t.Given(control.add(kind))
			if also, all := control.rest(kind); !all {
				what, lead := refusedPlain(t, also)
				t.BlockedBy(lead, "The ERP does not accept %s without a refusal before it either. %s", what, also.Words())
			}
			t.Fail(bad, fmt.Sprintf("%s to be accepted after the refusal of %s", bad.What, what), bad.Words(),
				"Change nothing before everything has been checked, or roll back: a refused post did not happen.")
		},
	}
}

// unknown is a story of a thing that the ERP does not have: another device, another item, or a report on another step.
func (s *story) unknown(kind schemas.Kind) *story {
	switch kind {
	case schemas.ItemAttach:
		return &story{t: s.t, unit: s.unit, item: s.item.Twin(s.unit, s.item.Quantity)}
	case schemas.Operation:
		return &story{t: s.t, unit: s.unit, report: s.unit.Report()}
	}
	return &story{t: s.t, unit: s.unit.Sibling()}
}

// rest plays what comes after the add.
func (s *story) rest(kind schemas.Kind) (check.Exchange, bool) {
	return run(s.steps(kind)[1:]...)
}
