package families

import (
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// repeats asks what happens to a report that arrives twice (E7).
func repeats() []check.Check {
	var all []check.Check
	for _, kind := range schemas.Kinds() {
		all = append(all,
			check.Check{Clause: "E7", Also: []string{"T7", "F1"}, Family: "repeats", Kinds: []schemas.Kind{kind},
				Name: fmt.Sprintf("%s: the same add twice is booked once", kind), Run: func(t *check.T) { addTwice(t, kind) }},
			check.Check{Clause: "E7", Also: []string{"E8"}, Family: "repeats", Kinds: []schemas.Kind{kind}, Alone: true,
				Name: fmt.Sprintf("%s: the same add 16 times at once is booked once", kind), Run: func(t *check.T) { addAtOnce(t, kind) }})
	}
	for _, one := range []struct {
		kind schemas.Kind
		what string
	}{{schemas.ItemAttach, "item-attach: a part can be attached again after it was detached"}, {schemas.Operation, "operation: a report can be given again after it was taken back"}} {
		all = append(all, check.Check{
			Clause: "E1", Also: []string{"F2"}, Family: "repeats", Kinds: []schemas.Kind{one.kind}, Name: one.what, Run: func(t *check.T) { addAgain(t, one.kind) },
		})
	}
	return append(all, check.Check{
		Clause: "E7", Also: []string{"D5"}, Family: "repeats", Kinds: []schemas.Kind{schemas.Device},
		Name: "device: the same update twice", Run: updateTwice,
	})
}

// addAgain adds a removed thing again, like a person who corrects a mistake.
func addAgain(t *check.T, kind schemas.Kind) {
	s := newStory(t, kind)
	t.Given(s.add(kind))
	t.Given(s.remove(kind))
	s.thing(kind).ID = ""
	if a := s.add(kind); !a.Accepted() {
		t.Fail(a, fmt.Sprintf("%s of what was removed to be accepted again", a.What), a.Words(),
			"Let go of what was removed: look at the unique index, and at rows that are only marked as deleted.")
	}
}

const cureTwice = "Recognise the report by all its members, and answer it with the id of the first booking, or refuse it with 409 and a message."

// addTwice sends the same add again, as after a time-out.
func addTwice(t *check.T, kind schemas.Kind) {
	s := newStory(t, kind)
	first := t.Given(s.add(kind))
	second := s.again(kind)
	switch {
	case second.Refused():
		return
	case second.ErrorInside(true):
		t.BlockedBy(check.Lead{Clauses: []string{"T3"}}, "The ERP refused inside a success.")
	case !second.Accepted():
		t.Blocked("The ERP gave no answer to the second report. %s", second.Words())
	case first.ID() == second.ID() && first.ID() != "":
		return
	case first.ID() != "" || second.ID() != "":
		t.Fail(second, fmt.Sprintf("the second report to be refused or answered with the id %q of the first", first.ID()),
			fmt.Sprintf("It answered with the id %q.", second.ID()), cureTwice)
	}
	bookedTwice(t, s, kind, second)
}

// again sends the add of the story once more, with the same bytes.
func (s *story) again(kind schemas.Kind) check.Exchange {
	p := s.post(kind, "add")
	p.What = fmt.Sprintf("%s add for the second time", kind)
	return s.t.Send(p)
}

// bookedTwice tests an ERP that gives no ids: after two adds, how often can the thing be removed?
// That says something only if a thing that was added once cannot be removed twice.
func bookedTwice(t *check.T, s *story, kind schemas.Kind, second check.Exchange) {
	if removable(newStory(t, kind), kind, true) > 1 {
		t.NotApplicable("The ERP gives no ids and accepts a second remove, so it cannot be seen whether it booked twice.")
	}
	if removable(s, kind, false) > 1 {
		t.Fail(second, "a report that arrives twice to be booked once", "The thing could be removed twice afterwards, so it was booked twice.", cureTwice)
	}
}

// removable counts how often the thing of the story can be removed, two at most.
func removable(s *story, kind schemas.Kind, add bool) int {
	if add {
		s.t.Given(s.add(kind))
	}
	p := s.post(kind, "remove")
	times := 0
	for range 2 {
		p.Impossible = times > 0
		a := s.t.Send(p)
		if !a.Accepted() || a.ErrorInside(true) {
			break
		}
		times++
	}
	return times
}

func updateTwice(t *check.T) {
	s := newStory(t, schemas.Device)
	t.Given(s.unit.Add())
	p := s.post(schemas.Device, "update")
	first := t.Given(s.unit.Update(s.nextSerial()))
	p.What = "device update for the second time"
	second := t.Send(p)
	if second.Accepted() && first.ID() != "" && second.ID() != "" && second.ID() != first.ID() {
		s.unit.ID = second.ID()
		t.Fail(second, fmt.Sprintf("the second update to be refused or answered with the id %q of the first", first.ID()),
			fmt.Sprintf("It answered with the id %q.", second.ID()), cureTwice)
	}
	if a := s.unit.Remove(); !a.Accepted() {
		control := newStory(t, schemas.Device)
		t.Given(control.unit.Add())
		t.Given(control.unit.Update(control.nextSerial()))
		if also := control.unit.Remove(); !also.Accepted() {
			what, lead := refusedPlain(t, also)
			t.BlockedBy(lead, "The ERP does not accept %s that came once either. %s", what, also.Words())
		}
		t.Fail(a, "the device to be removed as after one update", a.Words(), "Leave the device as it is when the same update comes again.")
	}
}

// addAtOnce sends the same add 16 times at the same moment.
func addAtOnce(t *check.T, kind schemas.Kind) {
	control := newStory(t, kind)
	t.Given(control.add(kind))
	if a := control.again(kind); a.Accepted() && (a.ID() == "" || a.ID() != control.thing(kind).ID) {
		t.Blocked("The ERP books a second report that comes later as well, or gives no ids: another check looks at that.")
	}
	s := newStory(t, kind)
	s.prepare(kind)
	posts := make([]check.Post, crowd)
	for i := range posts {
		posts[i] = s.post(kind, "add")
	}
	accepted := acceptedOf(t.Parallel(posts))
	if len(accepted) == 0 {
		t.Blocked("The ERP refused all %d.", crowd)
	}
	s.thing(kind).Added(accepted[0])
	for _, a := range accepted[1:] {
		if a.ID() == accepted[0].ID() {
			continue
		}
		t.Fail(a, "the same report to be booked once when it arrives several times at once",
			fmt.Sprintf("It answered with the ids %q and %q.", accepted[0].ID(), a.ID()),
			"Look and book in one step: a lock, a transaction or a unique index.")
	}
}

func acceptedOf(answers []check.Exchange) []check.Exchange {
	var accepted []check.Exchange
	for _, a := range answers {
		if a.Accepted() && !a.ErrorInside(true) {
			accepted = append(accepted, a)
		}
	}
	return accepted
}
