package families

import (
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
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
	s.unit.Send = func(p check.Post) check.Answer { return noRedirect(t, t.Try(p)) }
	for i, next := range s.steps(act.Kind) {
		wanted := act.Kind.Types()[i]
		switch {
		case wanted == act.Type:
			notHung(t, act)
			judgeAct(t, act, next())
			return
		case wanted == "add":
			t.Given(next())
		}
	}
}

// notHung ends the check as failed if the cleanup of another one ran into the act's time-out before: which of them asks
// first is chance.
func notHung(t *check.T, act schemas.Act) {
	if words := t.Hangs(act); words != "" {
		t.FailAll(nil, fmt.Sprintf("%s to be accepted with a status below 400", act), words, "Answer every post: the MES takes no answer for a failure.")
	}
}

// judgeAct says whether it is the act that is refused, or the id that comes back with it (E2).
func judgeAct(t *check.T, act schemas.Act, a check.Answer) {
	if a.Refused() {
		wantsIDs(t, act)
		if acceptsWithoutID(t, act) {
			t.BlockedBy(check.Lead{Act: act}, "The ERP accepts %s without an externalId, but not with it.", act)
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

// wantsIDs ends the check as blocked if the ERP accepts the act once the work order, or the step of the routing,
// has an ERP id: checks of their own report that it may be null.
func wantsIDs(t *check.T, act schemas.Act) {
	for clause, w := range map[string]want{
		"P3": {order: master.OrderWant{External: master.Given}},
		"O6": {operation: master.OperationWant{External: master.Given}},
	} {
		if (clause == "O6" && act.Kind != schemas.Operation) || !t.Invents() {
			continue
		}
		s := storyOf(t, w, act.Kind)
		if _, all := s.playTo(act); all {
			t.BlockedBy(check.Lead{Clauses: []string{clause}}, "The ERP accepts %s only with an id of its own for what the MES has none for.", act)
		}
	}
}

// playTo plays the story up to the act.
func (s *story) playTo(act schemas.Act) (bad check.Answer, all bool) {
	s.prepare(act.Kind)
	for i, next := range s.steps(act.Kind) {
		if a := next(); !a.Accepted() || act.Kind.Types()[i] == act.Type {
			return a, a.Accepted()
		}
	}
	return check.Answer{}, true
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

// noRedirect ends the check where the ERP redirects: checks of their own look for that.
func noRedirect(t *check.T, a check.Answer) check.Answer {
	if a.Redirected() {
		t.BlockedBy(check.Lead{Act: a.Act, Clauses: []string{"E8"}}, "The ERP answered %s with a redirect.", a.What)
	}
	return a
}
