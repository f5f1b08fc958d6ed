package families

import (
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// answers asks about the ids in answers of success (E3, E4).
func answers() []check.Check {
	var all []check.Check
	for _, act := range schemas.Acts() {
		all = append(all, check.Check{
			Clause: "E3", Also: []string{"T4"}, Family: "answers", Kinds: []schemas.Kind{act.Kind},
			Name: fmt.Sprintf("the answer to %s has a text as externalId, if any", act),
			Run:  func(t *check.T) { judgeSuccess(t, act) },
		})
	}
	for _, kind := range schemas.Kinds() {
		all = append(all,
			check.Check{Clause: "E4", Also: []string{"T4"}, Family: "answers", Kinds: []schemas.Kind{kind},
				Name: fmt.Sprintf("the answer to %s add has an id", kind), Run: func(t *check.T) { hasID(t, kind) }},
			check.Check{Clause: "E4", Also: []string{"F1"}, Family: "answers", Kinds: []schemas.Kind{kind}, Explains: ofIDs("E2"),
				Name: fmt.Sprintf("%s: different things get different ids", kind), Run: func(t *check.T) { differentIDs(t, kind) }})
	}
	return all
}

// judgeSuccess plays the story up to the act and looks at the type of the id.
func judgeSuccess(t *check.T, act schemas.Act) {
	s := newStory(t, act.Kind)
	s.prepare(act.Kind)
	for i, next := range s.steps(act.Kind) {
		wanted := act.Kind.Types()[i]
		if wanted == act.Type {
			judgeMessage(t, "E3", t.Given(next()))
			return
		}
		if wanted == "add" {
			t.Given(next())
		}
	}
}

// wrongID ends the check where the answer has an id of the wrong type: E3 reports that.
func wrongID(t *check.T, a check.Answer) {
	object, _ := a.Body()
	if _, there := object["externalId"]; there && a.ID() == "" {
		t.BlockedBy(check.Lead{Act: a.Act, Clauses: []string{"E3"}}, "The answer to %s has an externalId that is not text.", a.What)
	}
}

func hasID(t *check.T, kind schemas.Kind) {
	a := t.Given(newStory(t, kind).add(kind))
	wrongID(t, a)
	if a.ID() == "" {
		t.Fail(a, "an externalId in the answer to an add", a.Words(),
			a.Cure(`Answer {"externalId": "…"} with the ERP's own id of the booking: it comes back when the thing is changed or removed.`))
	}
}

func differentIDs(t *check.T, kind schemas.Kind) {
	seen := map[string]check.Answer{}
	first := newStory(t, kind)
	for _, s := range []*story{first, first.sibling(), newStory(t, kind), first.sibling()} {
		a := t.Given(s.add(kind))
		wrongID(t, a)
		if a.ID() == "" {
			t.NotApplicable("The ERP answers no ids.")
		}
		if _, twice := seen[a.ID()]; twice {
			t.Fail(a, "an id that no other thing has", fmt.Sprintf("It gave the id %q twice, to different things.", a.ID()),
				"Give every booking an id of its own.")
		}
		seen[a.ID()] = a
	}
}
