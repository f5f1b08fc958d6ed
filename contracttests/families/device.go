package families

import (
	"fmt"

	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/schemas"
)

// devices asks what an ERP makes of a device whose serial changes (D, F).
func devices() []check.Check {
	device := []schemas.Kind{schemas.Device}
	all := []check.Check{
		{Clause: "E1", Also: []string{"F6"}, Family: "device", Kinds: device,
			Name: "device: several devices on one work order", Run: severalDevices},
		{Clause: "E1", Also: []string{"F2"}, Family: "device", Kinds: device,
			Name: "device: a serial can be set again after it was removed", Run: setAgain},
		{Clause: "E1", Also: []string{"F3"}, Family: "device", Kinds: device,
			Name: "device: a serial is free again after it was changed", Run: freeAgain},
		{Clause: "E1", Also: []string{"F3"}, Family: "device", Kinds: device,
			Name: "device: a serial can be changed back", Run: changeBack},
		{Clause: "D4", Also: []string{"E1"}, Family: "device", Kinds: device,
			Name: "device: update and remove without an id that was never given", Run: neverGiven},
	}
	for _, kind := range schemas.Kinds() {
		all = append(all, check.Check{
			Clause: "F4", Also: []string{"D5", "F3"}, Family: "device", Kinds: kindsWith(schemas.Device, kind),
			Name: fmt.Sprintf("%s: the new serial counts after an update", kind),
			Run:  func(t *check.T) { newSerialCounts(t, kind) },
		})
	}
	return all
}

// kindsWith lists two kinds, each once.
func kindsWith(a, b schemas.Kind) []schemas.Kind {
	if a == b {
		return []schemas.Kind{a}
	}
	return []schemas.Kind{a, b}
}

func severalDevices(t *check.T) {
	first := t.Unit()
	t.Given(first.Add())
	for range 3 {
		if a := first.Sibling().Add(); !a.Accepted() {
			t.Given(t.Unit().Add())
			t.Fail(a, "a further device on the same work order to be accepted", a.Words(),
				"Tell devices by their stock and serial: one work order has as many as its quantity.")
		}
	}
}

func setAgain(t *check.T) {
	u := t.Unit()
	t.Given(u.Add())
	t.Given(u.Remove())
	u.ID = ""
	if a := u.Add(); !a.Accepted() {
		t.Fail(a, "a serial that was removed to be accepted again", a.Words(),
			"Let a removed serial be registered again: a person corrects a mistake in this way.")
	}
}

func freeAgain(t *check.T) {
	u := t.Unit()
	old := u.Serial
	t.Given(u.Add())
	t.Given(u.Update(u.NewSerial()))
	other := u.Sibling()
	t.Given(other.Add())
	t.Given(other.Remove())
	third := u.Sibling()
	third.Serial = old
	if a := third.Add(); !a.Accepted() {
		if b := u.Remove(); !b.Accepted() {
			t.BlockedBy(rekeying, "The ERP does not take over the new serial when an update comes. %s", b.Words())
		}
		t.Fail(a, "a serial that its device no longer has to be accepted for another device", a.Words(),
			"Let go of the old serial when an update comes: the label was put on the wrong device.")
	}
}

func changeBack(t *check.T) {
	u := t.Unit()
	first, second := u.Serial, u.NewSerial()
	t.Given(u.Add())
	t.Given(u.Update(second))
	if a := u.Update(first); !a.Accepted() {
		control := t.Unit()
		t.Given(control.Add())
		t.Given(control.Update(control.NewSerial()))
		if next := control.Update(control.NewSerial()); !next.Accepted() {
			t.BlockedBy(rekeying, "The ERP does not accept a second update to any serial. %s", next.Words())
		}
		t.Fail(a, "a device to get its first serial back", a.Words(), "Only the serials that devices have now are taken.")
	}
}

func neverGiven(t *check.T) {
	u := t.Unit()
	added := t.Given(u.Add())
	readable(t, added)
	if added.ID() != "" {
		t.NotApplicable("The ERP gives devices an id, so the MES always sends it.")
	}
	for _, a := range []check.Exchange{u.Update(u.NewSerial()), u.Remove()} {
		if !a.Accepted() {
			if what, lead := refusedPlain(t, a); what != a.What {
				t.BlockedBy(lead, "The ERP finds a device without an id, but does not accept %s. %s", what, a.Words())
			}
			carriedBy(a.Act)[0].judgeWanted(t, a)
		}
	}
}

// newSerialCounts changes a serial and goes on with the new one.
func newSerialCounts(t *check.T, kind schemas.Kind) {
	s := newStory(t, schemas.Device, kind)
	t.Given(s.unit.Add())
	t.Given(s.unit.Update(s.unit.NewSerial()))
	bad, all := s.goOn(kind)
	if all {
		return
	}
	if control, all := alone(t, kind, bad.Act, func(*story) {}); !all {
		t.BlockedBy(check.Lead{Act: control.Act}, "The ERP refuses %s without a change of the serial as well. %s", control.What, control.Words())
	}
	firstID := func(s *story) {
		id := s.unit.ID
		t.Given(s.unit.Update(s.unit.NewSerial()))
		s.unit.ID = id
	}
	if _, all := alone(t, kind, bad.Act, firstID); all {
		t.BlockedBy(check.Lead{Clauses: []string{"D5"}}, "The ERP knows the device by its first id only. %s", bad.Words())
	}
	if s.unit.ID != "" && lostByUpdate(t) {
		t.BlockedBy(check.Lead{Clauses: []string{"D5"}}, "The ERP does not know the device by its id any more after an update. %s", bad.Words())
	}
	t.Fail(bad, fmt.Sprintf("%s with the device's new serial to be accepted after an update", bad.What), bad.Words(),
		"Take over the new serial when an update comes, and expect it in everything that follows.")
}

// alone does on a new device what was refused, without the updates that a device's story has of its own.
func alone(t *check.T, kind schemas.Kind, act schemas.Act, before func(*story)) (check.Exchange, bool) {
	s := newStory(t, schemas.Device, kind)
	t.Given(s.unit.Add())
	before(s)
	if kind == schemas.Device {
		a := s.act(act)
		return a, a.Accepted()
	}
	return s.goOn(kind)
}

// goOn does what comes after the device is there.
func (s *story) goOn(kind schemas.Kind) (check.Exchange, bool) {
	steps := s.steps(kind)
	if kind == schemas.Device {
		steps = steps[1:]
	}
	return run(steps...)
}
