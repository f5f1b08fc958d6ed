package sender

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/schemas"
)

// Attach puts a part under the stock: an item attach add. Outcome.Item names the item for Detach.
// It returns an error on misuse: a wrong part, or a serial-managed stock without a serial.
func (m *MES) Attach(ctx context.Context, stock string, part Part) (Outcome, error) {
	return m.act(ctx, stock, schemas.ItemAttach, "add", func(o WorkOrder, s Stock) (plan, error) {
		if err := errors.Join(part.check(), needsSerial(o, s)); err != nil {
			return plan{}, err
		}
		s.Made++
		item := Item{ID: fmt.Sprintf("item-%d", s.Made), Part: part}
		return plan{Outcome{Payload: attach("add", o, s, item), Item: item.ID}, func(id string) Stock {
			item.ExternalID = id
			s.Items = append(s.Items, item)
			return s
		}}, nil
	})
}

// Detach removes an item: an item attach remove. item is the name from Attach; the post carries
// the ERP's id of the item if there is one (I6).
func (m *MES) Detach(ctx context.Context, stock, item string) (Outcome, error) {
	return m.act(ctx, stock, schemas.ItemAttach, "remove", func(o WorkOrder, s Stock) (plan, error) {
		attached, there := s.item(item)
		if !there {
			return plan{}, fmt.Errorf("the stock has no item %q attached", item)
		}
		payload := attach("remove", o, s, attached)
		payload.Item.ExternalID = optional(attached.ExternalID)
		return plan{Outcome{Payload: payload, Item: item}, func(string) Stock {
			s.Items = slices.DeleteFunc(s.Items, func(i Item) bool { return i.ID == item })
			return s
		}}, nil
	})
}

// attach describes the parent with its current serial and ERP id (F4, I2, I3).
func attach(typ string, o WorkOrder, s Stock, item Item) schemas.ItemAttachPayload {
	return schemas.ItemAttachPayload{
		Type: typ, WorkorderNumber: o.Number, SKU: o.SKU, Serial: optional(s.Serial), ExternalID: optional(s.ExternalID),
		Item:        schemas.Item{SKU: item.SKU, Quantity: item.Quantity, Serial: optional(item.Serial), WorkorderNumber: optional(item.WorkOrder)},
		WorkorderID: o.ID, StockID: s.ID, SessionID: s.Session, WorkorderExternalID: optional(o.ExternalID),
	}
}

// needsSerial refuses to attach to, or report on, a device without a serial: the ERP could not
// tell which one is meant (F4).
func needsSerial(o WorkOrder, s Stock) error {
	if o.SerialManaged && s.Serial == "" {
		return errors.New("the part is serial-managed but the stock has no serial: set one with SetSerial first")
	}
	return nil
}
