package leftovers

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Ledger remembers what an ERP has booked: whatever was accepted, and what may have been booked although no answer
// came. The zero Ledger is empty. It is safe for concurrent use.
type Ledger struct {
	// Repeats takes the same add again for one report that arrived twice (E7), even where there are no ids.
	Repeats bool
	// Changed, if set, is given what is there after each post that changed it, one call at a time.
	Changed func([]Leftover)

	mu      sync.Mutex
	entries []*entry // in the order in which they were added
}

// entry is one thing that the ERP holds, or may hold.
type entry struct {
	kind   schemas.Kind
	url    string
	added  map[string]any // the payload that added it; of a device with its current serial
	body   []byte         // the same as it was sent
	id     string         // the ERP's id, "" is none
	asked  bool           // to remove it
	why    string         // it is still there
	unsure bool           // no answer came, so the ERP may hold it or not
}

// Note takes in one post and what the ERP said to it.
func (l *Ledger) Note(payload map[string]any, result sender.Result) {
	if payload == nil || !result.Accepted && !result.MayBeBooked() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e := &entry{
		kind: schemas.KindOf(payload), url: result.Transcript.URL, added: maps.Clone(payload),
		body: result.Transcript.RequestBody, id: result.ExternalID, unsure: !result.Accepted,
	}
	switch payload["type"] {
	case "add":
		l.add(e)
	case "update":
		l.update(e)
	case "remove":
		l.remove(e)
	}
	if l.Changed != nil {
		l.Changed(l.leftovers())
	}
}

// add books a thing; the same report again books nothing new (E7).
func (l *Ledger) add(e *entry) {
	for _, old := range l.entries {
		same := old.same(e) || l.Repeats && bytes.Equal(old.body, e.body)
		if same && (old.unsure || e.unsure || old.id == e.id) && (old.id == e.id || old.id == "" || e.id == "") {
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
func (l *Ledger) update(e *entry) {
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
func (l *Ledger) remove(e *entry) {
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
