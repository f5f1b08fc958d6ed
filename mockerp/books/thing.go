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

// thing is what the books hold of a Thing, and what only they need.
type thing struct {
	kind               schemas.Kind
	id                 string // the ERP id of the latest answer; "" when there was none
	sku, serial, order string
	full               string // see act.keys
	nearSize           int    // how much of it is the near key

	item   *itemOnly
	report *reportOnly
	before *known // of a device: what it was before the latest update; never nil
	lost   *known // of a device: what the sender knows, if it missed a change

	stock       *stock   // nil when the payload had no stockId
	first, last *session // of the first and of the latest event

	repeats int
	unheard int  // of a booking: adds (removes, once it is gone) whose answer was lost
	unnamed bool // of a booking: it has an id, but the latest answer named none
	removed bool

	slots      uint8 // those in which it is, a bit for each
	links      [byOwn + 1]link
	prev, next *thing // all things, in the order of their booking
	nextGone   *thing // removed things, in the order of their removal
}

// What only an attached item has, and what only an operation report has.
type (
	itemOnly   struct{ parent, quantity string }
	reportOnly struct{ actCode, workCenter, position, valid, poor string }
)

func (t *thing) live() bool { return !t.removed }

func (t *thing) near() string { return t.full[:t.nearSize] }

func (t *thing) stockID() string {
	if t.stock == nil {
		return ""
	}
	return t.stock.id
}

// newThing makes a thing from its first event, on a stock that may be nil.
func newThing(a *act, id string, on *stock) *thing {
	t := &thing{
		kind: a.kind, id: keep(id), sku: a.sku, serial: a.serial, order: a.order, full: a.full, nearSize: len(a.near),
		stock: on, before: &never,
	}
	texts, shared := []*string{&t.id}, []*string{&t.sku, &t.serial, &t.order}
	switch a.kind {
	case schemas.ItemAttach:
		t.sku, t.serial = a.partSKU, a.partSerial
		t.item = &itemOnly{a.serial, shown(a.quantity)}
		texts, shared = append(texts, &t.item.quantity), append(shared, &t.item.parent)
	case schemas.Operation:
		r := &reportOnly{a.actCode, a.workCenter, shown(a.position), shown(a.valid), shown(a.poor)}
		t.report = r
		texts = append(texts, &r.actCode, &r.workCenter, &r.position, &r.valid, &r.poor)
	}
	for _, text := range shared {
		if !on.shares(text) {
			texts = append(texts, text)
		}
	}
	own(texts...)
	return t
}

// never is what a device was before its first update.
var never known

// own copies the texts into one piece of memory, so that they do not keep the payload alive.
func own(texts ...*string) {
	size := 0
	for _, text := range texts {
		size += len(*text)
	}
	all := strings.Builder{}
	all.Grow(size)
	for _, text := range texts {
		from := all.Len()
		all.WriteString(*text)
		*text = all.String()[from:]
	}
}

// snapshot is the thing as callers see it.
func (t *thing) snapshot() Thing {
	s := Thing{
		Kind: t.kind, ExternalID: t.id, State: Live, SKU: t.sku, Serial: t.serial, WorkOrder: t.order, StockID: t.stockID(), Repeats: t.repeats,
	}
	if t.removed {
		s.State = Removed
	}
	if r := t.report; r != nil {
		s.ActCode, s.WorkCenterCode = r.actCode, r.workCenter
		s.Position, s.ValidQty, s.InvalidQty = json.Number(r.position), json.Number(r.valid), json.Number(r.poor)
	}
	if t.item == nil {
		return s
	}
	s.Parent, s.Quantity = t.item.parent, json.Number(t.item.quantity)
	if t.stock != nil && t.stock.device != nil {
		s.Parent = t.stock.device.serial // an update may have changed it
	}
	if s.Parent == "" {
		s.Parent = s.StockID
	}
	return s
}
