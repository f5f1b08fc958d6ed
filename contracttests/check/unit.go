package check

import (
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// Unit is one stock that is built at one station, with all that the MES knows of it. Its verbs post
// as the MES does and keep its books by the answers (T7, F1 to F6): ids come back, and what was
// added is taken away again after the check.
//
// Its data are the tamest that the contract allows: a check changes the one thing that it asks about.
type Unit struct {
	t       *T
	order   master.Order
	variant string
	steps   int                // of the routing that reports were made of
	ahead   []*OperationReport // on steps that come before those

	WorkOrder, SKU, Serial          string
	WorkorderID, StockID, SessionID string
	// WorkorderExternalID is the ERP's id of the work order; nil, the default, is sent as null.
	WorkorderExternalID *string
	// Pieces are the pieces of the work order that make up the unit.
	Pieces master.Pieces
	// Thing is the device.
	Thing
	// Send posts for the unit, its items and reports; it is T.Send unless set.
	Send func(Post) Exchange
	// Always are applied to every payload of the unit before the edits of one post.
	Always []Edit
}

// Thing is what the ERP has of a device, an item or a report, by what it answered.
type Thing struct {
	// ID is its ERP id; "" is none.
	ID string
	// There tells whether it is in the ERP.
	There bool
}

// Added lets the books follow the answer to an add.
func (k *Thing) Added(a Exchange) {
	if a.Accepted() {
		k.ID, k.There = a.ID(), true
	}
}

// removed lets the books follow the answer to a remove, and gives it.
func (k *Thing) removed(a Exchange) Exchange {
	if a.Accepted() {
		k.There = false
	}
	return a
}

// Unit makes a unit of a serial-managed part on a work order. Nothing is posted yet.
func (t *T) Unit(always ...Edit) *Unit {
	return t.UnitOf(master.OrderWant{Of: master.Serial}, always...)
}

// UnitOf makes a unit of a work order of the wanted sort.
func (t *T) UnitOf(w master.OrderWant, always ...Edit) *Unit {
	pieces := t.Pieces(w)
	u := &Unit{
		t: t, order: pieces.Order, variant: w.Variant, Pieces: pieces, WorkOrder: pieces.Order.Number, SKU: pieces.Order.SKU,
		WorkorderID: t.UUID(), StockID: t.UUID(), SessionID: t.UUID(), WorkorderExternalID: optional(pieces.Order.ExternalID),
		Send: t.Send, Always: always,
	}
	if pieces.SerialManaged {
		u.Serial = u.NewSerial()
	}
	return u
}

// NewSerial gives a serial for the unit that nothing else has.
func (u *Unit) NewSerial() string {
	return u.t.NewSerial(master.SerialWant{SKU: u.SKU, Variant: u.variant})
}

// Sibling makes another unit of the same work order and session.
func (u *Unit) Sibling() *Unit {
	twin := *u
	twin.Pieces = u.t.Pieces(master.OrderWant{Number: u.order.Number})
	twin.StockID, twin.ID, twin.There, twin.steps, twin.ahead = u.t.UUID(), "", false, 0, nil
	if u.Serial != "" {
		twin.Serial = u.NewSerial()
	}
	return &twin
}

// Prepare adds the device if the unit has a serial and the ERP offers the device integration, and reports the
// steps that come before those of its reports. It ends the check as blocked when the ERP refuses.
func (u *Unit) Prepare() *Unit {
	if u.Serial != "" && !u.There && u.t.Offers(schemas.Device) {
		u.t.Given(u.Add())
	}
	for _, r := range u.ahead {
		if !r.There {
			u.t.Given(r.Give())
		}
	}
	return u
}

// DevicePost makes a device post. serial is the new one for an update.
func (u *Unit) DevicePost(kindOfAct, serial string, edits ...Edit) Post {
	p := schemas.DevicePayload{
		Type: kindOfAct, WorkorderNumber: u.WorkOrder, SKU: u.SKU, Serial: serial,
		WorkorderID: u.WorkorderID, StockID: u.StockID, SessionID: u.SessionID,
		WorkorderExternalID: u.WorkorderExternalID,
	}
	if kindOfAct != "add" {
		p.ExternalID = optional(u.ID)
	}
	if kindOfAct == "update" {
		p.OldSerial = &u.Serial
	}
	return Post{Act: schemas.Act{Kind: schemas.Device, Type: kindOfAct}, Body: u.t.edited(p, append(u.Always[:len(u.Always):len(u.Always)], edits...))}
}

// Add reports the serial of the unit.
func (u *Unit) Add(edits ...Edit) Exchange {
	a := u.Send(u.DevicePost("add", u.Serial, edits...))
	u.Added(a)
	return a
}

// Update reports another serial for the unit.
func (u *Unit) Update(serial string, edits ...Edit) Exchange {
	a := u.Send(u.DevicePost("update", serial, edits...))
	if a.Accepted() {
		u.Serial = serial
		if a.ID() != "" {
			u.ID = a.ID() // D5
		}
	}
	return a
}

// Remove reports that the serial was taken away.
func (u *Unit) Remove(edits ...Edit) Exchange {
	return u.removed(u.Send(u.DevicePost("remove", u.Serial, edits...)))
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
