package families

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
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
			a := t.Given(next())
			judgeMessage(t, "E3", a)
			judgeForm(t, a)
			return
		}
		if wanted == "add" {
			t.Given(next())
		}
	}
}

// judgeForm fails for an answer that was meant to carry an id and is no object that the MES can read.
func judgeForm(t *check.T, a check.Exchange) {
	if what, unread := unreadID(a); unread {
		t.Fail(a, fmt.Sprintf("a JSON object, plain text or no body in the answer to %s", a.What), fmt.Sprintf("It answered %s, from which the MES reads no id.", what),
			a.Cure(`Write the answer with a JSON library, as one object: {"externalId": "…"}.`))
	}
}

// unreadID says what an answer of success has in place of an id, if it has something there that the MES does not read.
func unreadID(a check.Exchange) (what string, unread bool) {
	if !a.Accepted() || a.ID() != "" {
		return "", false
	}
	if object, isObject := a.Body(); isObject {
		id, there := object["externalId"]
		return "externalId as " + shortJSON(id), there
	}
	body := bytes.TrimSpace(a.Result.Transcript.AnswerBody)
	var list []any
	switch {
	case json.Unmarshal(body, &list) == nil && len(list) > 0:
		return "a JSON array", true
	case bytes.HasPrefix(body, []byte("{")) || bytes.Contains(body, []byte(`"externalId"`)):
		return "a JSON object that cannot be read", true
	}
	return "", false
}

// shortJSON shows a value of an answer.
func shortJSON(value any) string {
	const most = 60
	text, err := json.Marshal(value)
	if err != nil || len(text) > most {
		return "something else"
	}
	return string(text)
}

// readable ends the check where the answer has an id that the MES does not read: E3 reports that.
func readable(t *check.T, a check.Exchange) {
	if what, unread := unreadID(a); unread {
		t.BlockedBy(check.Lead{Act: a.Act, Clauses: []string{"E3"}}, "The ERP answers %s with no id that the MES keeps, so none can come back: "+
			"externalId must be a text that is not empty, and it was answered like this: %s.", a.What, what)
	}
}

func hasID(t *check.T, kind schemas.Kind) {
	a := t.Given(newStory(t, kind).add(kind))
	readable(t, a)
	if a.ID() == "" {
		failNoID(t, a)
	}
}

func failNoID(t *check.T, a check.Exchange) {
	t.Fail(a, "an externalId in the answer to an add", a.Words(),
		a.Cure(`Answer {"externalId": "…"} with the ERP's own id of the booking: it comes back when the thing is changed or removed.`))
}

// differentIDs adds things of several devices and, where a device has several of them, of one device. One is removed
// before the last is added: its id is not free again.
func differentIDs(t *check.T, kind schemas.Kind) {
	first, other := newStory(t, kind), newStory(t, kind)
	var answers []check.Exchange
	for _, s := range []*story{first, first.sibling(), other, first.beside(kind)} {
		if s != nil {
			answers = append(answers, t.Given(s.add(kind)))
		}
	}
	t.Given(other.act(schemas.Act{Kind: kind, Type: "remove"}))
	judgeIDs(t, append(answers, t.Given(first.sibling().add(kind))))
}

// judgeIDs fails if two of the answers have the same id, or only some have one.
func judgeIDs(t *check.T, answers []check.Exchange) {
	seen := map[string]bool{}
	for _, a := range answers {
		readable(t, a)
		if a.ID() != "" && seen[a.ID()] {
			t.Fail(a, "an id that no other thing has", fmt.Sprintf("It gave the id %q twice, to different things.", a.ID()),
				"Give every booking an id of its own.")
		}
		seen[a.ID()] = true
	}
	if seen[""] && len(seen) == 1 {
		t.NotApplicable("The ERP answers no ids.")
	}
	for _, a := range answers {
		if a.ID() == "" {
			failNoID(t, a)
		}
	}
}

// beside is a story of another thing of the same device: a part of the same sku, or a report on the next step. It is
// nil where there is none.
func (s *story) beside(kind schemas.Kind) *story {
	switch {
	case kind == schemas.ItemAttach && s.item.Serial != "": // without one it would be the same report again (E7)
		return &story{t: s.t, unit: s.unit, item: s.item.Twin(s.unit, s.item.Quantity)}
	case kind == schemas.Operation && s.t.Gives(master.OrderWant{Number: s.unit.WorkOrder, Operation: &master.OperationWant{After: 1}}):
		return &story{t: s.t, unit: s.unit, report: s.unit.Report()}
	}
	return nil
}
