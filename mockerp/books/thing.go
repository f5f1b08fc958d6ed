package books

import (
	"encoding/json"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// State tells whether a thing is still booked.
type State string

// The states of a thing. The books remember removed things for a while, to tell a second remove
// from the remove of something unknown.
const (
	Live    State = "live"
	Removed State = "removed"
)

// Thing is one device, attached item or operation report in the books, as a snapshot.
type Thing struct {
	Kind schemas.Kind `json:"kind"`
	// ExternalID is the ERP id of the latest answer; "" when there was none.
	ExternalID string `json:"externalId,omitempty"`
	State      State  `json:"state"`
	// SKU and Serial are the thing's own; for an operation report the device's.
	SKU       string `json:"sku"`
	Serial    string `json:"serial,omitempty"`
	WorkOrder string `json:"workorderNumber"`
	StockID   string `json:"stockId"`
	// Repeats is how many more identical adds got the same id and were not removed.
	Repeats int `json:"repeats,omitempty"`

	// Parent is the serial of an item's device, or the stockId when the device has none.
	Parent string `json:"parent,omitempty"`
	// Quantity is set for an item.
	Quantity json.Number `json:"quantity,omitempty"`

	// These are set for an operation report.
	Position       json.Number `json:"position,omitempty"`
	ActCode        string      `json:"actCode,omitempty"`
	WorkCenterCode string      `json:"workCenterCode,omitempty"`
	ValidQty       json.Number `json:"validQty,omitempty"`
	InvalidQty     json.Number `json:"invalidQty,omitempty"`
}

// thing is a Thing with what only the books need.
type thing struct {
	Thing
	stock       *stock   // nil when the payload had no stockId
	first, last *session // of the first and of the latest event
	old, oldID  string   // of a device: serial and id before the latest update
	near, full  string   // see act.keys
	lost        *known   // of a device: what the sender knows, if it missed a change
	unnamed     bool     // of a booking: it has an id, but the latest answer named none
	unheard     int      // of a booking: adds (removes, once it is gone) whose answer was lost

	places     []*place
	prev, next *thing // all things, in the order of their booking
	nextGone   *thing // removed things, in the order of their removal
}

func (t *thing) live() bool { return t.State == Live }

func (t *thing) stockID() string {
	if t.stock == nil {
		return ""
	}
	return t.stock.id
}

// newThing makes a thing from its first event. It copies the texts so that they do not keep the
// payload alive.
func newThing(a *act, id string) *thing {
	t := &thing{Thing: Thing{
		Kind: a.kind, ExternalID: strings.Clone(keep(id)), State: Live,
		SKU: strings.Clone(a.sku), Serial: strings.Clone(a.serial),
		WorkOrder: strings.Clone(a.order), StockID: strings.Clone(a.stock),
	}}
	switch a.kind {
	case schemas.ItemAttach:
		t.SKU, t.Serial = strings.Clone(a.partSKU), strings.Clone(a.partSerial)
		t.Parent, t.Quantity = strings.Clone(a.serial), shown(a.quantity)
	case schemas.Operation:
		t.Position, t.ValidQty, t.InvalidQty = shown(a.position), shown(a.valid), shown(a.poor)
		t.ActCode, t.WorkCenterCode = strings.Clone(a.actCode), strings.Clone(a.workCenter)
	}
	if a.kind != schemas.Device {
		near, full := a.keys(nil)
		t.full = string(full)
		t.near = t.full[:len(near)]
	}
	return t
}

// snapshot is the thing as callers see it.
func (t *thing) snapshot() Thing {
	s := t.Thing
	if s.Kind != schemas.ItemAttach {
		return s
	}
	if t.stock != nil && t.stock.device != nil {
		s.Parent = t.stock.device.Serial // an update may have changed it
	}
	if s.Parent == "" {
		s.Parent = s.StockID
	}
	return s
}
