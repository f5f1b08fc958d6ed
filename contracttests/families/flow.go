package families

import (
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// flows plays whole assemblies with the reference sender.
func flows() []check.Check {
	bulk := want{order: master.OrderWant{Of: master.Bulk}, part: master.PartWant{Of: master.Bulk}}
	return []check.Check{
		{Clause: "E1", Also: []string{"F1", "F2", "F4", "F6"}, Family: "flow", Name: "flow: a guitar from its serial to the last removal",
			Run: func(t *check.T) { build(t, guitar, want{}) }},
		{Clause: "E1", Also: []string{"I2", "O4"}, Family: "flow", Name: "flow: a batch without serials",
			Run: func(t *check.T) { build(t, batch, bulk) }},
		{Clause: "E1", Also: []string{"I5", "F4"}, Family: "flow", Name: "flow: a sub-assembly that becomes a part of another device",
			Run: func(t *check.T) { build(t, subAssembly, want{}) }},
	}
}

// assembly plays one flow and gives the first answer that did not accept. With tame it has the tamest names and
// quantities, else those of real installations; where the names are given it makes no difference.
type assembly func(b *bench, tame bool) (check.Exchange, bool)

// build plays the assembly with real names and, if that is not accepted, with tame ones: if those pass, the
// ERP refuses the names, which other checks report. alike is a plain story of the same sort, which other
// checks look at.
func build(t *check.T, play assembly, alike want) {
	bad, all := play(newBench(t), false)
	if all {
		return
	}
	if t.Invents() {
		if _, all := play(newBench(t), true); all {
			t.BlockedBy(check.Lead{Clauses: []string{"P1", "P5", "P6", "E9"}}, "The ERP accepts the same flow with tamer names and quantities. %s", bad.Words())
		}
	}
	for _, kind := range schemas.Kinds() {
		if t.Offers(kind) {
			plainToo(t, kind, alike, nil)
			plainToo(t, kind, want{}, func(s *story) { s.unit.WorkorderID, s.unit.StockID, s.unit.SessionID = t.UUID1(), t.UUID1(), t.UUID1() })
		}
	}
	t.Fail(bad, bad.What+" to be accepted in a legitimate flow", bad.Words(),
		"Replay the posts of this check one after another and look which state the ERP has before this one.")
}

// plainToo ends the check as blocked if the ERP refuses a plain story as well, changed like the flow is.
func plainToo(t *check.T, kind schemas.Kind, w want, change func(*story)) {
	if kind == schemas.Device && w.order.Of == master.Bulk {
		return // a part without serials has no device
	}
	s := storyOf(t, w, kind)
	if change != nil {
		change(s)
	}
	if also, all := s.play(kind); !all {
		what, lead := refusedPlain(t, also)
		t.BlockedBy(lead, "The ERP does not even accept a plain %s. %s", what, also.Words())
	}
}
