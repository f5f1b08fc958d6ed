package families

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// story is a small legitimate flow of one kind, with things of its own.
type story struct {
	t      *check.T
	unit   *check.Unit
	item   *check.Item            // nil unless the story is about items
	report *check.OperationReport // nil unless the story is about reports
	serial string                 // that the unit will get by an update

	slowest time.Duration   // of its answers, where that counts
	bad     *check.Exchange // the first that did not accept, where several run at once
}

// want says which names and things a story is made of; the zero value takes any.
type want struct {
	order     master.OrderWant
	part      master.PartWant
	operation master.OperationWant
}

// newStory makes a story of the kinds.
func newStory(t *check.T, kinds ...schemas.Kind) *story { return storyOf(t, want{}, kinds...) }

// storyOf makes a story of what is wanted.
func storyOf(t *check.T, w want, kinds ...schemas.Kind) *story {
	order := w.order
	if slices.Contains(kinds, schemas.Device) {
		order.Of = master.Serial
	} else {
		order.IfGiven = true
	}
	if slices.Contains(kinds, schemas.ItemAttach) {
		order.Part = &w.part
	}
	if slices.Contains(kinds, schemas.Operation) {
		order.Operation = &w.operation
	}
	s := &story{t: t, unit: t.UnitOf(order)}
	if order.Part != nil {
		s.item = s.unit.ItemOf(w.part)
	}
	if order.Operation != nil {
		s.report = s.unit.ReportOf(w.operation)
	}
	return s
}

// sibling is a story of another device on the same work order, with the same part and the same step.
func (s *story) sibling() *story {
	twin := &story{t: s.t, unit: s.unit.Sibling()}
	if s.item != nil {
		twin.item = s.item.Twin(twin.unit, s.item.Quantity)
	}
	if s.report != nil {
		twin.report = twin.unit.Report()
	}
	return twin
}

// subject is what the story's acts of the kind are about.
func (s *story) subject(kind schemas.Kind) subject {
	switch kind {
	case schemas.ItemAttach:
		return itemOf(s.item)
	case schemas.Operation:
		return reportOf(s.report)
	}
	return deviceOf(s.unit, s.nextSerial)
}

// thing is what the story's adds of the kind bring into the ERP.
func (s *story) thing(kind schemas.Kind) *check.Thing { return s.subject(kind).thing }

// post makes the post of an act of the story without sending it.
func (s *story) post(kind schemas.Kind, kindOfAct string, edits ...check.Edit) check.Post {
	return s.subject(kind).post(kindOfAct, edits...)
}

// nextSerial is the serial that an update of the unit brings, the same each time until it has it.
func (s *story) nextSerial() string {
	if s.serial == "" || s.serial == s.unit.Serial {
		s.serial = s.unit.NewSerial()
	}
	return s.serial
}

// steps are the acts of the kind in their natural order.
func (s *story) steps(kind schemas.Kind) []step {
	of := s.subject(kind)
	if of.change == nil {
		return []step{of.add, of.remove}
	}
	return []step{of.add, of.change, of.remove}
}

// add makes everything ready and does the first act of the kind.
func (s *story) add(kind schemas.Kind) check.Exchange {
	s.prepare(kind)
	return s.steps(kind)[0]()
}

// act does one act of the story.
func (s *story) act(act schemas.Act) check.Exchange {
	return s.steps(act.Kind)[slices.Index(act.Kind.Types(), act.Type)]()
}

// remove is the last act of the kind.
func (s *story) remove(kind schemas.Kind) check.Exchange {
	return s.act(schemas.Act{Kind: kind, Type: "remove"})
}

// prepare adds the device that items and reports belong to.
func (s *story) prepare(kind schemas.Kind) {
	if kind != schemas.Device {
		s.unit.Prepare()
	}
}

// play posts the whole story of the kind and gives the first answer that did not accept.
func (s *story) play(kind schemas.Kind) (bad check.Exchange, all bool) {
	s.prepare(kind)
	return run(s.steps(kind)...)
}

// variant is a check that a story with one special thing is accepted.
type variant struct {
	clause string
	also   []string
	family string
	what   string // "UUIDs of version 1"
	cure   string
	// want is what the story is made of, change what is special beyond that.
	want   want
	change func(*story)
	// plain makes the control, where the ordinary story is not enough of one. It is told what there is. otherwise changes
	// the control beyond that.
	plain     func(*check.T) want
	otherwise func(*story)
	// own is true where the device has the special thing too: then it is asked whose it is that is refused.
	own bool
	// part says which refusals are the check's own, where another check has the rest.
	part part
}

// part is a part of a story: what is refused at once was not taken, what is refused later was
// taken and not kept.
type part int

const (
	whole part = iota
	taking
	keeping
)

// of makes the check for a kind.
func (v variant) of(kind schemas.Kind) check.Check {
	return check.Check{
		Clause: v.clause, Also: append([]string{"E1"}, v.also...), Family: v.family,
		Name: fmt.Sprintf("%s: %s", kind, v.what), Kinds: []schemas.Kind{kind},
		Run: func(t *check.T) {
			bad, all := v.story(t, kind).play(kind)
			late := bad.Act.Type != "add"
			switch {
			case all:
			case v.part == taking && late:
				v.plainFirst(t, kind)
				t.BlockedBy(check.Lead{Act: bad.Act, Clauses: v.also}, "The ERP takes it and refuses %s later. %s", bad.What, bad.Words())
			case v.part == keeping && !late:
				t.BlockedBy(check.Lead{Act: bad.Act, Clauses: []string{"E9"}}, "The ERP does not take it at all. %s", bad.Words())
			default:
				v.blame(t, kind)
				v.fail(t, kind, bad)
			}
		},
	}
}

// story is the one with the special thing.
func (v variant) story(t *check.T, kind schemas.Kind) *story {
	s := storyOf(t, v.want, kind)
	if v.change != nil {
		v.change(s)
	}
	return s
}

// control is the story without the special thing.
func (v variant) control(t *check.T, kind schemas.Kind) *story {
	var plain want
	if v.plain != nil {
		plain = v.plain(t)
	}
	s := storyOf(t, plain, kind)
	if v.otherwise != nil {
		v.otherwise(s)
	}
	return s
}

// blame ends the check as blocked if it is the device that the ERP has mixed up, not the kind's own post.
func (v variant) blame(t *check.T, kind schemas.Kind) {
	if !v.own || kind == schemas.Device {
		return
	}
	if _, all := storyOf(t, want{part: v.want.part, operation: v.want.operation}, kind).play(kind); all {
		t.BlockedBy(check.Lead{Act: schemas.Act{Kind: schemas.Device, Type: "add"}}, "The ERP takes it in the members of %s, but does not recognise the device.", kind)
	}
}

// ofAll makes the check for every kind.
func (v variant) ofAll() []check.Check {
	var all []check.Check
	for _, kind := range schemas.Kinds() {
		all = append(all, v.of(kind))
	}
	return all
}

// fail ends the check: with a fail if the story is accepted without the special thing.
func (v variant) fail(t *check.T, kind schemas.Kind, bad check.Exchange) {
	v.plainFirst(t, kind)
	cure := cmp.Or(v.cure, "Let the ERP take it: it is right by the contract, and the same post without it is accepted.")
	t.Fail(bad, fmt.Sprintf("%s to be accepted with this: %s", bad.What, v.what), bad.Words(), cure)
}

// plainFirst ends the check as blocked unless the story is accepted without the special thing.
func (v variant) plainFirst(t *check.T, kind schemas.Kind) {
	if also, all := v.control(t, kind).play(kind); !all {
		what, lead := refusedPlain(t, also)
		t.BlockedBy(lead, "The ERP does not accept %s without this either. %s", what, also.Words())
	}
}

// rekeying leads to the checks that ask what became of a device after an update.
var rekeying = check.Lead{Clauses: []string{"F4", "D4", "D5"}}

// refusedPlain says what of a plain story was refused, and which checks may tell why. A story updates a
// device before it removes it: if it can be removed without that, the update is to blame.
func refusedPlain(t *check.T, also check.Exchange) (string, check.Lead) {
	if also.Act == (schemas.Act{Kind: schemas.Device, Type: "remove"}) {
		if u := t.Unit(); u.Add().Accepted() && u.Remove().Accepted() {
			return also.What + " after an update", rekeying
		}
	}
	return also.What, check.Lead{Act: also.Act}
}
