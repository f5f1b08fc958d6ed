package leftovers

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Leftovers are the things that are there, last added first, each with the post that removes it.
func (l *Ledger) Leftovers() []Leftover {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.leftovers()
}

// Len is how many things are there.
func (l *Ledger) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.entries)
}

// leftovers needs the lock.
func (l *Ledger) leftovers() []Leftover {
	var all []Leftover
	for _, e := range slices.Backward(l.entries) {
		all = append(all, Leftover{Kind: e.kind, What: e.what(), Why: e.why, Asked: e.asked, Unsure: e.unsure, URL: e.url, Body: l.removal(e), entry: e})
	}
	return all
}

// Strike takes out what the ERP no longer holds.
func (l *Ledger) Strike(left Leftover) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = slices.DeleteFunc(l.entries, func(e *entry) bool { return e == left.entry })
}

// Stays notes why something is still there, and whether the ERP was asked to remove it.
func (l *Ledger) Stays(left Leftover, asked bool, why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	left.entry.asked, left.entry.why = asked, why
}

// Settled tells whether the answer to a removal means that the ERP no longer holds the thing. If
// the thing may never have been booked, a refusal means that there is nothing to remove.
func (l Leftover) Settled(r sender.Result) (gone bool, why string) {
	switch {
	case r.Accepted:
		return true, ""
	case l.Unsure && r.Trouble == "" && r.Status < 500:
		return true, fmt.Sprintf("The ERP refused to remove %s, so it is taken for not booked. %s", l.What, r.Words)
	}
	return false, r.String()
}

// removal makes the payload that removes a thing: with the serial and the id that its device
// has now (F4).
func (l *Ledger) removal(e *entry) json.RawMessage {
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
	text, err := schemas.JSON(payload)
	if err != nil { // it was JSON when it came
		return nil
	}
	return text
}

// parent gives an item or a report the serial, and an item the id, of its device as it is now.
func (l *Ledger) parent(payload map[string]any, e *entry) {
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
