package families

import (
	"encoding/json"
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// ids asks whether the ids that the ERP gave are taken when they come back (E2, F1).
func ids() []check.Check {
	var all []check.Check
	for _, act := range schemas.Acts() {
		if act.Type == "add" {
			continue
		}
		clause := map[schemas.Kind]string{schemas.Device: "D4", schemas.ItemAttach: "I6", schemas.Operation: "O5"}[act.Kind]
		all = append(all, check.Check{
			Clause: "E2", Also: []string{"F1", clause}, Family: "ids", Kinds: []schemas.Kind{act.Kind},
			Name: fmt.Sprintf("%s is accepted with the id that the ERP gave", act),
			Run:  func(t *check.T) { idComesBack(t, act) },
		})
	}
	for _, kindOfAct := range schemas.ItemAttach.Types() {
		act := schemas.Act{Kind: schemas.ItemAttach, Type: kindOfAct}
		all = append(all, check.Check{
			Clause: "E2", Also: []string{"F1", "I3"}, Family: "ids", Kinds: []schemas.Kind{schemas.Device, schemas.ItemAttach},
			Name: fmt.Sprintf("%s is accepted with the id of the device", act),
			Run:  func(t *check.T) { parentIDComesBack(t, act) },
		})
	}
	return append(all, newIDCounts())
}

// idComesBack adds a thing and then changes or removes it by the id of the answer.
func idComesBack(t *check.T, act schemas.Act) {
	s := newStory(t, act.Kind)
	added := t.Given(s.add(act.Kind))
	if added.ID() == "" {
		noID(t, added)
	}
	a := s.act(act)
	if a.Accepted() {
		return
	}
	control := newStory(t, act.Kind)
	t.Given(control.add(act.Kind))
	control.forgetIDs()
	if !control.act(act).Accepted() {
		t.BlockedBy(check.Lead{Act: act}, "The ERP refuses %s without an id as well. %s", act, a.Words())
	}
	failID(t, a, added.ID())
}

// noID ends the check: the answer to an add has no id that the MES keeps, so none can come back.
func noID(t *check.T, added check.Answer) {
	body, _ := added.Body()
	id, given := body["externalId"]
	if !given {
		t.NotApplicable("The ERP answers %s without an id, so none can come back.", added.What)
	}
	const most = 60
	text, err := json.Marshal(id)
	if err != nil || len(text) > most {
		text = []byte("something else")
	}
	t.BlockedBy(check.Lead{Act: added.Act, Clauses: []string{"E3"}},
		"The ERP answers %s with no id that the MES keeps, so none can come back: externalId must be a text that is not empty, and it was %s.", added.What, text)
}

func failID(t *check.T, a check.Answer, id string) {
	t.Fail(a, fmt.Sprintf("%s to be accepted with the id %q that the ERP itself gave", a.What, id), a.Words(),
		"Keep the id that was answered to the add, exactly as it was answered, and find the thing by it when it comes back.")
}

// parentIDComesBack attaches or detaches with the id of the device in the payload.
func parentIDComesBack(t *check.T, act schemas.Act) {
	try := func(forget bool) check.Answer {
		s := newStory(t, schemas.Device, schemas.ItemAttach)
		if added := t.Given(s.unit.Add()); added.ID() == "" {
			noID(t, added)
		}
		if act.Type == "remove" {
			t.Given(s.item.Attach())
		}
		if forget {
			s.unit.ID = ""
		}
		return s.act(act)
	}
	a := try(false)
	if a.Accepted() {
		return
	}
	if !try(true).Accepted() {
		t.BlockedBy(check.Lead{Act: act}, "The ERP refuses %s without the id of the device as well. %s", act, a.Words())
	}
	failID(t, a, "of its device")
}

// newIDCounts asks for D5: an id that the answer to an update carries replaces the old one.
func newIDCounts() check.Check {
	return check.Check{
		Clause: "D5", Also: []string{"E2", "F1"}, Family: "ids", Kinds: []schemas.Kind{schemas.Device},
		Name: "device: a new id in the answer to an update counts from then on",
		Run: func(t *check.T) {
			u := t.Unit()
			t.Given(u.Add())
			old := u.ID
			t.Given(u.Update(u.NewSerial()))
			if u.ID == "" || u.ID == old {
				t.NotApplicable("The ERP answers no new id to an update.")
			}
			a := u.Remove()
			if a.Accepted() {
				return
			}
			u.ID = old
			if b := u.Remove(); !b.Accepted() {
				t.Blocked("The ERP refuses the remove with the old id as well. %s", b.Words())
			}
			t.Fail(a, "the id of the latest answer to be accepted", a.Words(),
				"Answer an update with the device's own id, or with none; a new id replaces the old one in the MES.")
		},
	}
}
