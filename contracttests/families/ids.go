package families

import (
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
		all = append(all, check.Check{
			Clause: "E2", Also: []string{"F1", carriedBy(act)[0].clause}, Family: "ids", Kinds: []schemas.Kind{act.Kind},
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
	for _, c := range carriedBy(schemas.Act{Kind: schemas.ItemAttach, Type: "remove"}) {
		all = append(all, c.absent())
	}
	return append(all, newIDCounts(), idStays())
}

// absent asks for an attach and a detach without an id that the ERP did not give: that of the device, or the part's own.
func (c carried) absent() check.Check {
	what := map[string]string{"I3": "at a device that was never given an id", "I6": "of a part that was never given an id"}[c.clause]
	return check.Check{
		Clause: c.clause, Also: []string{"E1"}, Family: "ids", Kinds: c.kinds, Name: "item-attach: add and remove " + what,
		Run: func(t *check.T) {
			s := newStory(t, c.kinds...)
			if t.Offers(schemas.Device) && s.unit.Serial != "" {
				readable(t, t.Given(s.unit.Add()))
			}
			s.prepare(schemas.ItemAttach)
			for _, next := range s.steps(schemas.ItemAttach) {
				a := next()
				readable(t, a)
				if c.of(s).ID != "" {
					t.NotApplicable("The ERP gives an id, so the MES always sends it.")
				}
				switch {
				case a.Accepted():
				case c.clause == "I6" && a.Act.Type == "add": // which has no id of the part
					t.Given(a)
				default:
					c.judgeWanted(t, a)
				}
			}
		},
	}
}

// judgeWanted fails if an act is refused for want of an id that the ERP never gave.
func (c carried) judgeWanted(t *check.T, refused check.Exchange) {
	if !c.wanted(t, refused.Act, refused) {
		t.BlockedBy(check.Lead{Act: refused.Act}, "The ERP refuses %s whatever id comes with it. %s", refused.What, refused.Words())
	}
	t.Fail(refused, fmt.Sprintf("%s to be accepted without an id that the ERP never gave", refused.What), refused.Words(),
		"Answer an externalId to the add, or find the thing by its other members: the MES has no id to send.")
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
		if c, clause := culprit(t, s, a); clause != "E2" || c.clause == ofParent {
			t.BlockedBy(check.Lead{Act: act}, "The ERP refuses %s without an id as well. %s", act, a.Words())
		}
	}
	failID(t, a, added.ID())
}

// noID ends the check: the answer to an add has no id that the MES keeps, so none can come back.
func noID(t *check.T, added check.Exchange) {
	readable(t, added)
	t.NotApplicable("The ERP answers %s without an id, so none can come back.", added.What)
}

func failID(t *check.T, a check.Exchange, id string) {
	t.Fail(a, fmt.Sprintf("%s to be accepted with the id %q that the ERP itself gave", a.What, id), a.Words(),
		"Keep the id that was answered to the add, exactly as it was answered, and find the thing by it when it comes back.")
}

// parentIDComesBack attaches or detaches with the id of the device in the payload.
func parentIDComesBack(t *check.T, act schemas.Act) {
	ready := func() *story {
		s := newStory(t, schemas.Device, schemas.ItemAttach)
		if added := t.Given(s.unit.Add()); added.ID() == "" {
			noID(t, added)
		}
		if act.Type == "remove" {
			readable(t, t.Given(s.item.Attach()))
		}
		return s
	}
	s := ready()
	a := s.act(act)
	if a.Accepted() {
		return
	}
	control := ready()
	had := control.unit.ID
	control.unit.ID = ""
	also := control.act(act)
	control.unit.ID = had
	if !also.Accepted() {
		if c, clause := culprit(t, s, a); clause != "E2" || c.clause != ofParent {
			t.BlockedBy(check.Lead{Act: act}, "The ERP refuses %s without the id of the device as well. %s", act, a.Words())
		}
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

// idStays asks for the other half of D5: an update whose answer has no new id leaves the old one as it is.
func idStays() check.Check {
	return check.Check{
		Clause: "D5", Also: []string{"E2", "F1"}, Family: "ids", Kinds: []schemas.Kind{schemas.Device},
		Name: "device: the id stays when the answer to an update has no new one",
		Run: func(t *check.T) {
			u := t.Unit()
			readable(t, t.Given(u.Add()))
			old := u.ID
			if t.Given(u.Update(u.NewSerial())); old == "" || u.ID != old {
				t.NotApplicable("The ERP gives no id, or a new one with each update.")
			}
			a := u.Remove()
			if a.Accepted() {
				return
			}
			if !lostByUpdate(t) {
				t.BlockedBy(check.Lead{Act: a.Act, Clauses: []string{"E1", "E2", "F4"}}, "It is not the id that the ERP refuses. %s", a.Words())
			}
			failID(t, a, old)
		},
	}
}

// lostByUpdate tells whether the ERP no longer knows a device by its id after an update: it does not want the
// old serial with it, and treats it like an id that it never gave.
func lostByUpdate(t *check.T) bool {
	plain := t.Unit()
	t.Given(plain.Add())
	t.Given(plain.Remove())
	if removeUpdated(t, func(u *check.Unit, first string) { u.Serial = first }).Accepted() {
		return false
	}
	own := removeUpdated(t, func(*check.Unit, string) {})
	return alike(own, removeUpdated(t, func(u *check.Unit, _ string) { u.ID = t.Unique("UNKNOWN") }))
}

// removeUpdated changes the serial of a new device and removes it, with a change to what the MES would send.
func removeUpdated(t *check.T, change func(u *check.Unit, first string)) check.Exchange {
	u := t.Unit()
	first := u.Serial
	t.Given(u.Add())
	t.Given(u.Update(u.NewSerial()))
	kept := *u
	change(u, first)
	a := u.Remove()
	u.Serial, u.ID = kept.Serial, kept.ID
	return a
}
