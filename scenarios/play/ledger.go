package play

import (
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// ledger remembers what a real ERP has booked in one case, so that it can be removed again:
// whatever was accepted, by a verb or by a raw post, and what may have been booked although
// no answer came.
type ledger struct {
	p *player

	mu      sync.Mutex
	entries []*entry // in the order in which they were added
}

// entry is one thing that the ERP holds, or may hold.
type entry struct {
	kind   schemas.Kind
	url    string
	added  map[string]any // the payload that added it; of a device with its current serial
	id     string         // the ERP's id, "" is none
	unsure bool           // no answer came, so the ERP may hold it or not
}

func newLedger(p *player) *ledger { return &ledger{p: p} }

// note takes in one post and what the ERP said to it.
func (l *ledger) note(payload map[string]any, result sender.Result) {
	if payload == nil || !result.Accepted && !result.MayBeBooked() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e := &entry{
		kind: schemas.KindOf(payload), url: result.Transcript.URL, added: maps.Clone(payload),
		id: result.ExternalID, unsure: !result.Accepted,
	}
	switch payload["type"] {
	case "add":
		l.add(e)
	case "update":
		l.update(e)
	case "remove":
		l.remove(e)
	}
	l.p.run.keepLeftovers(l.p, l.leftovers())
}

// add books a thing; the same report again books nothing new (E7).
func (l *ledger) add(e *entry) {
	for _, old := range l.entries {
		if old.same(e) && (old.unsure || e.unsure || old.id == e.id) && (old.id == e.id || old.id == "" || e.id == "") {
			if !e.unsure {
				old.unsure, old.id = false, e.id
			}
			return
		}
	}
	l.entries = append(l.entries, e)
}

// same tells whether two adds are of the same thing. Two items or reports without a serial
// that look the same may be two real ones, unless the ERP gave them one id.
func (e *entry) same(other *entry) bool {
	if e.kind != other.kind || e.text("stockId") != other.text("stockId") {
		return false
	}
	switch e.kind {
	case schemas.Device:
		return e.text("serial") == other.text("serial")
	case schemas.ItemAttach:
		return sameItem(e, other) && (e.item("serial") != "" || e.id != "" || e.unsure)
	}
	return sameWork(e, other) && (e.id != "" || e.unsure)
}

func sameItem(a, b *entry) bool {
	return a.item("sku") == b.item("sku") && a.item("serial") == b.item("serial") && a.item("quantity") == b.item("quantity")
}

func sameWork(a, b *entry) bool {
	for _, name := range []string{"actCode", "workCenterCode", "position", "validQty", "invalidQty"} {
		if a.text(name) != b.text(name) {
			return false
		}
	}
	return true
}

// update changes the serial of a device. One that may have been changed is there twice: the
// ERP knows one of the two.
func (l *ledger) update(e *entry) {
	for _, old := range slices.Clone(l.entries) {
		if old.kind != schemas.Device || old.text("stockId") != e.text("stockId") {
			continue
		}
		if e.unsure {
			e.id = old.id
			l.entries = append(l.entries, e)
			return
		}
		if old.unsure { // of an update before, which is settled now
			l.entries = slices.DeleteFunc(l.entries, func(x *entry) bool { return x == old })
			continue
		}
		old.added = maps.Clone(old.added)
		old.added["serial"] = e.added["serial"]
		if e.id != "" {
			old.id = e.id
		}
	}
}

// remove strikes a thing out. One that may have been removed stays, and is unsure.
func (l *ledger) remove(e *entry) {
	for i := len(l.entries) - 1; i >= 0; i-- {
		old := l.entries[i]
		if !old.meant(e) {
			continue
		}
		if e.unsure {
			old.unsure = true
			return
		}
		l.entries = slices.Delete(l.entries, i, i+1)
		if e.kind != schemas.Device {
			return
		}
	}
}

// meant tells whether a remove means this thing: by the ERP's id, or by what it looks like.
func (e *entry) meant(remove *entry) bool {
	if e.kind != remove.kind || e.text("stockId") != remove.text("stockId") {
		return false
	}
	switch e.kind {
	case schemas.Device:
		return true
	case schemas.ItemAttach:
		if id := remove.item("externalId"); id != "" {
			return e.id == id
		}
		return sameItem(e, remove)
	}
	if id := remove.text("externalId"); id != "" {
		return e.id == id
	}
	return sameWork(e, remove)
}

// text is a member of the payload as text; "" when it is not there.
func (e *entry) text(name string) string { return memberText(e.added, name) }

func (e *entry) item(name string) string {
	item, _ := e.added["item"].(map[string]any)
	return memberText(item, name)
}

func memberText(object map[string]any, name string) string {
	switch v := object[name].(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	}
	return ""
}

// leftovers are the posts that would remove what is there, last added first. The lock is held.
func (l *ledger) leftovers() []Leftover {
	var all []Leftover
	for _, e := range slices.Backward(l.entries) {
		all = append(all, Leftover{
			Story: l.p.c.Name, File: l.p.story.File, Kind: e.kind, What: e.what(), Unsure: e.unsure,
			URL: e.url, Body: l.removal(e), entry: e,
		})
	}
	return all
}

// removal makes the payload that removes a thing: with the serial and the id that its device
// has now (F4).
func (l *ledger) removal(e *entry) json.RawMessage {
	payload := maps.Clone(e.added)
	payload["type"] = "remove"
	delete(payload, "oldSerial")
	switch e.kind {
	case schemas.Device:
		setOrDelete(payload, "externalId", e.id)
	case schemas.ItemAttach:
		item, _ := payload["item"].(map[string]any)
		item = maps.Clone(item)
		setOrDelete(item, "externalId", e.id)
		payload["item"] = item
		l.parent(payload, e)
	case schemas.Operation:
		payload["externalId"] = nil
		if e.id != "" {
			payload["externalId"] = e.id
		}
		l.parent(payload, e)
	}
	return encoded(payload)
}

// parent gives an item or a report the serial, and an item the id, of its device as it is now.
func (l *ledger) parent(payload map[string]any, e *entry) {
	for _, device := range l.entries {
		if device.kind != schemas.Device || device.unsure || device.text("stockId") != e.text("stockId") {
			continue
		}
		payload["serial"] = device.added["serial"]
		if e.kind == schemas.ItemAttach {
			setOrDelete(payload, "externalId", device.id)
		}
	}
}

func setOrDelete(object map[string]any, name, text string) {
	if object == nil {
		return
	}
	if text == "" {
		delete(object, name)
		return
	}
	object[name] = text
}

// what says in words what the thing is.
func (e *entry) what() string {
	switch e.kind {
	case schemas.ItemAttach:
		if serial := e.item("serial"); serial != "" {
			return "item " + e.item("sku") + " with serial " + serial
		}
		return "item " + e.item("sku")
	case schemas.Operation:
		return "report on " + e.text("actCode") + " at position " + e.text("position")
	}
	return "device " + e.text("serial")
}
