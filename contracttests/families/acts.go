package families

import (
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// acts asks whether the ERP can do the seven acts at all, with the tamest payloads. Everything
// else builds upon that, so these checks run first.
func acts() []check.Check {
	clauses := map[schemas.Kind][]string{
		schemas.Device: {"D1", "D2", "D3", "T1"}, schemas.ItemAttach: {"I1", "I4", "T1"}, schemas.Operation: {"O1", "O2", "O3", "T1"},
	}
	var all []check.Check
	for _, act := range schemas.Acts() {
		all = append(all, check.Check{
			Clause: "E1", Also: clauses[act.Kind], Family: "acts", First: true, Kinds: []schemas.Kind{act.Kind},
			Name: fmt.Sprintf("%s is accepted", act),
			Run:  func(t *check.T) { tryAct(t, act) },
		})
	}
	return all
}

// tryAct plays the story of the kind up to the act, and judges the act alone.
func tryAct(t *check.T, act schemas.Act) {
	s := newStory(t, act.Kind)
	s.prepare(act.Kind)
	s.unit.Send = func(p check.Post) check.Exchange { return noRedirect(t, t.Try(p)) }
	var added check.Exchange
	for i, next := range s.steps(act.Kind) {
		wanted := act.Kind.Types()[i]
		switch {
		case wanted == act.Type:
			notHung(t, act)
			judgeAct(t, s, added, next())
			return
		case wanted == "add":
			added = t.Given(next())
		}
	}
}

// notHung ends the check as failed if the act already timed out in another check's cleanup: which of them comes first
// is chance.
func notHung(t *check.T, act schemas.Act) {
	if words := t.Hangs(act); words != "" {
		t.FailAll(nil, fmt.Sprintf("%s to be accepted with a status below 400", act), words, "Answer every post: to the MES, no answer is a failure.")
	}
}

// judgeAct says whether it is the act that is refused, or something that its post has in it.
func judgeAct(t *check.T, s *story, added, a check.Exchange) {
	act := a.Act
	if a.Refused() {
		readable(t, added)
		blameTame(t, act)
		if acceptsWithoutID(t, act) {
			t.BlockedBy(check.Lead{Act: act}, "The ERP accepts %s without an externalId, but not with it.", act)
		}
		if _, clause := culprit(t, s, a); clause != "" {
			t.BlockedBy(check.Lead{Clauses: []string{clause}}, "The ERP does not find what %s is about: the id is to blame. %s", act, a.Words())
		}
	}
	t.Accepts(a)
}

// acceptsWithoutID tries the act on a new thing, without any ERP id in the payload.
func acceptsWithoutID(t *check.T, act schemas.Act) bool {
	s := newStory(t, act.Kind)
	s.prepare(act.Kind)
	had := s.unit.ID
	for i, next := range s.steps(act.Kind) {
		wanted := act.Kind.Types()[i]
		if wanted == act.Type {
			had += s.unit.ID + s.thing(act.Kind).ID
			s.forgetIDs()
			if act.Kind == schemas.Operation && act.Type == "remove" {
				return s.report.TakeBack(check.Drop("/externalId")).Accepted()
			}
			return had != "" && next().Accepted()
		}
		if wanted == "add" && !next().Accepted() {
			return false
		}
	}
	return false
}

// blameTame ends the check as blocked if the ERP accepts the act once some member that even the tamest post has
// is changed: other checks report that.
func blameTame(t *check.T, act schemas.Act) {
	if !t.Invents() {
		return
	}
	for _, v := range tame(act.Kind) {
		if _, all := v.control(t, act.Kind).playTo(act); !all {
			continue
		}
		if bad, all := v.story(t, act.Kind).playTo(act); !all {
			t.BlockedBy(check.Lead{Clauses: []string{v.clause}}, "The ERP refuses it with this: %s. %s", v.what, bad.Words())
		}
	}
}

// tame lists what even the tamest posts of a kind have, so that a refusal of it looks like one of the act.
func tame(kind schemas.Kind) []variant {
	all := []variant{nullOrder()}
	switch kind {
	case schemas.ItemAttach:
		all = append(all, madePart())
	case schemas.Operation:
		all = append(all, nullStep(), noRejects())
	}
	return all
}

// playTo plays the story up to the act.
func (s *story) playTo(act schemas.Act) (bad check.Exchange, all bool) {
	s.prepare(act.Kind)
	for i, next := range s.steps(act.Kind) {
		if a := next(); !a.Accepted() || act.Kind.Types()[i] == act.Type {
			return a, a.Accepted()
		}
	}
	return check.Exchange{}, true
}

func (s *story) forgetIDs() {
	s.unit.ID = ""
	if s.item != nil {
		s.item.ID = ""
	}
	if s.report != nil {
		s.report.ID = ""
	}
}

// noRedirect ends the check if the ERP redirects: other checks look for that.
func noRedirect(t *check.T, a check.Exchange) check.Exchange {
	if a.Redirected() {
		t.BlockedBy(check.Lead{Act: a.Act, Clauses: []string{"E8"}}, "The ERP answered %s with a redirect.", a.What)
	}
	return a
}
