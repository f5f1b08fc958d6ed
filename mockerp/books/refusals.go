package books

import (
	"fmt"
	"net/http"
)

// Code names one reason for which the books refuse an event or find fault with it.
type Code string

// What an ERP refuses although the MES broke no clause.
const (
	SerialTaken    Code = "serial-taken"
	StockHasSerial Code = "stock-has-serial"
	ItemTaken      Code = "item-taken"
	BooksFull      Code = "books-full"
	AllBooksFull   Code = "all-books-full"
)

// Breaches of the flow clauses.
const (
	Unknown         Code = "unknown"
	AlreadyRemoved  Code = "already-removed"
	IDMissing       Code = "id-missing"
	IDWrong         Code = "id-wrong"
	IDUnasked       Code = "id-unasked"
	IDOfAnother     Code = "id-of-another"
	OldSerialWrong  Code = "old-serial-wrong"
	SerialStale     Code = "serial-stale"
	ParentUnknown   Code = "parent-unknown"
	ParentIDUnknown Code = "parent-id-unknown"
	ParentIDWrong   Code = "parent-id-wrong"
	ParentRemoved   Code = "parent-removed"
	ItemsAttached   Code = "items-attached"
	OtherStock      Code = "other-stock"
	OtherOrder      Code = "other-work-order"
	OtherOrderID    Code = "other-work-order-id"
	OtherSKU        Code = "other-sku"
	OtherSession    Code = "other-session"
)

// refusal is one entry of the catalogue. The sentence says what is wrong; the cure says what the
// person at the station can do.
type refusal struct {
	clause         string // the broken one; "" when the MES is not at fault
	status         int    // 0: a finding without a refusal
	sentence, cure string
}

const (
	reload     = "Reload the work order and try again; if the error stays, tell whoever looks after the MES."
	scanDevice = "Reload the work order and scan the serial that is on the device now."
)

// catalogue holds every refusal; it is read only.
var catalogue = map[Code]refusal{
	SerialTaken: {"", http.StatusConflict, "Serial %s is already registered on work order %s.",
		"Scan the label again or remove it there first."},
	StockHasSerial: {"", http.StatusConflict, "This device already has serial %s.",
		"Change it instead of adding a second one."},
	ItemTaken: {"", http.StatusConflict, "Component %s with serial %s is already attached to %s.",
		"Scan the label again or detach it there first."},
	BooksFull: {"", http.StatusServiceUnavailable, "This mock ERP's books are full (%d things).",
		"Reset the books of this run, or give the mock a higher limit."},
	AllBooksFull: {"", http.StatusServiceUnavailable, "The books of all runs of this mock ERP together are full (%d things).",
		"Drop the runs that you no longer need, or give the mock a higher limit."},

	Unknown: {"F2", http.StatusNotFound, "%s is not known here.",
		"Reload the work order; add it first if it is really there."},
	AlreadyRemoved: {"F2", http.StatusConflict, "%s was already removed.",
		"Reload the work order to see what is there now."},
	IDMissing: {"F1", http.StatusConflict, "%s has the ERP id %s, but the MES did not send it.", reload},
	IDWrong:   {"F1", http.StatusConflict, "%s has the ERP id %s, but the MES sent %s.", reload},
	IDUnasked: {"F1", http.StatusConflict, "%s was never given an ERP id, but the MES sent %s.", reload},
	IDOfAnother: {"F1", http.StatusConflict, "%s does not have the ERP id %s: it was given to something else.",
		reload},
	OldSerialWrong: {"F3", http.StatusConflict, "The device has serial %s, not %s, so that cannot be the old serial.",
		scanDevice},
	SerialStale: {"F4", http.StatusConflict, "The device now has serial %s, not %s.", scanDevice},

	ParentUnknown: {"F4", http.StatusNotFound, "Serial %s is not registered here.",
		"Set the serial of the device first, or scan the label again."},
	ParentIDUnknown: {"F1", http.StatusNotFound, "No device was ever given the ERP id %s.", reload},
	ParentIDWrong:   {"F4", http.StatusConflict, "%s has the ERP id %s, but the MES sent %s.", reload},
	ParentRemoved: {"F4", http.StatusConflict, "Serial %s was removed from its device.",
		"Set the serial of the device again first."},
	ItemsAttached: {"F5", 0, "The device with serial %s is removed while %d items are still attached to it.",
		"Detach the items first."},

	OtherStock: {"F6", http.StatusConflict, "Serial %s belongs to another device in production (stock %s, not %s).",
		scanDevice},
	OtherOrder: {"F6", http.StatusConflict, "This device belongs to work order %s, not to %s.", reload},
	OtherOrderID: {"F6", http.StatusConflict, "This device belongs to the work order with the id %s, not to %s.",
		reload},
	OtherSKU: {"F6", http.StatusConflict, "This device is of part %s, not %s.", reload},
	OtherSession: {"F6", http.StatusConflict, "Session %s belongs to the work order with the id %s, not to %s.",
		reload},
}

// say fills the sentence. Texts are clipped and made printable: they come from payloads.
func (r refusal) say(args ...any) string {
	for i, arg := range args {
		if s, ok := arg.(string); ok {
			args[i] = clip(s)
		}
	}
	return fmt.Sprintf(r.sentence, args...)
}
