package check

import (
	"encoding/json"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/master"
)

// Item is a part that is attached to a unit.
type Item struct {
	unit *Unit

	SKU       string
	Quantity  json.Number
	Serial    string
	WorkOrder string
	Always    []Edit
	Thing
}

// ItemOf makes a part of the wanted sort.
func (u *Unit) ItemOf(w master.PartWant, always ...Edit) *Item {
	w.Order = u.order
	piece := u.t.Piece(w)
	return &Item{unit: u, SKU: piece.SKU, Quantity: piece.Quantity, Serial: piece.Serial, WorkOrder: piece.WorkOrder, Always: always}
}

// Twin makes another item of the same sku for a unit: with another serial, or as much as is wanted.
func (i *Item) Twin(on *Unit, quantity json.Number) *Item {
	of := master.Serial
	if i.Serial == "" {
		of = master.Bulk
	}
	return on.ItemOf(master.PartWant{Of: of, SKU: i.SKU, Quantity: quantity, Variant: on.variant}, i.Always...)
}

// Post makes the post that attaches or detaches the item.
func (i *Item) Post(kindOfAct string, edits ...Edit) Post {
	u := i.unit
	p := schemas.ItemAttachPayload{
		Type: kindOfAct, WorkorderNumber: u.WorkOrder, SKU: u.SKU, Serial: optional(u.Serial), ExternalID: optional(u.ID),
		Item: schemas.Item{
			SKU: i.SKU, Quantity: i.Quantity, Serial: optional(i.Serial), WorkorderNumber: optional(i.WorkOrder),
		},
		WorkorderID: u.WorkorderID, StockID: u.StockID, SessionID: u.SessionID,
		WorkorderExternalID: u.WorkorderExternalID,
	}
	if kindOfAct == "remove" {
		p.Item.ExternalID = optional(i.ID)
	}
	all := append(append(u.Always[:len(u.Always):len(u.Always)], i.Always...), edits...)
	return Post{Act: schemas.Act{Kind: schemas.ItemAttach, Type: kindOfAct}, Body: u.t.edited(p, all)}
}

// Attach reports that the item was attached.
func (i *Item) Attach(edits ...Edit) Exchange {
	a := i.unit.Send(i.Post("add", edits...))
	i.Added(a)
	return a
}

// Detach reports that the item was taken out again.
func (i *Item) Detach(edits ...Edit) Exchange {
	return i.removed(i.unit.Send(i.Post("remove", edits...)))
}
