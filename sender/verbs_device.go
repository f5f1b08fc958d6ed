package sender

import (
	"context"
	"errors"
	"fmt"

	"github.com/erpkit/erpkit/schemas"
)

// SetSerial gives a stock its serial: a device add. It returns an error on misuse: the part is
// not serial-managed, or the stock already has a serial.
func (m *MES) SetSerial(ctx context.Context, stock, serial string) (Outcome, error) {
	return m.act(ctx, stock, schemas.Device, "add", func(o WorkOrder, s Stock) (plan, error) {
		switch {
		case !o.SerialManaged:
			return plan{}, fmt.Errorf("the part %q is not serial-managed, so it has no serial", o.SKU)
		case s.Serial != "":
			return plan{}, fmt.Errorf("the stock has the serial %q already: change it with ChangeSerial", s.Serial)
		}
		payload := device("add", o, s, serial)
		return plan{Outcome{Payload: payload}, func(id string) Stock {
			s.Serial, s.ExternalID = serial, id
			return s
		}}, checkWord("the serial", serial)
	})
}

// ChangeSerial gives a device another serial: a device update (D3-D5, F3). The device keeps
// its stock and its ERP id; a new id in the answer replaces the old one.
func (m *MES) ChangeSerial(ctx context.Context, stock, serial string) (Outcome, error) {
	return m.act(ctx, stock, schemas.Device, "update", func(o WorkOrder, s Stock) (plan, error) {
		switch s.Serial {
		case "":
			return plan{}, errors.New("the stock has no serial to change: set one with SetSerial")
		case serial:
			return plan{}, fmt.Errorf("the stock has the serial %q already", serial)
		}
		payload := device("update", o, s, serial)
		payload.OldSerial, payload.ExternalID = optional(s.Serial), optional(s.ExternalID)
		return plan{Outcome{Payload: payload}, func(id string) Stock {
			s.Serial = serial
			if id != "" {
				s.ExternalID = id
			}
			return s
		}}, checkWord("the serial", serial)
	})
}

// RemoveSerial removes the serial: a device remove. Items that are still attached make a note,
// because they should be detached first (F5).
func (m *MES) RemoveSerial(ctx context.Context, stock string) (Outcome, error) {
	return m.act(ctx, stock, schemas.Device, "remove", func(o WorkOrder, s Stock) (plan, error) {
		if s.Serial == "" {
			return plan{}, errors.New("the stock has no serial to remove")
		}
		payload := device("remove", o, s, s.Serial)
		payload.ExternalID = optional(s.ExternalID)
		var notes []string
		if n := len(s.Items); n > 0 {
			notes = append(notes, fmt.Sprintf("%d attached items were not detached before (F5).", n))
		}
		return plan{Outcome{Payload: payload, Notes: notes}, func(string) Stock {
			s.Serial, s.ExternalID = "", ""
			return s
		}}, nil
	})
}

func device(typ string, o WorkOrder, s Stock, serial string) schemas.DevicePayload {
	return schemas.DevicePayload{
		Type: typ, WorkorderNumber: o.Number, SKU: o.SKU, Serial: serial,
		WorkorderID: o.ID, StockID: s.ID, SessionID: s.Session, WorkorderExternalID: optional(o.ExternalID),
	}
}
