package books

import (
	"encoding/binary"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// The values of `type`.
const (
	typeAdd    = "add"
	typeUpdate = "update"
	typeRemove = "remove"
)

// act is what the books need of an event's payload. A member that is missing or of the wrong type
// is "".
type act struct {
	kind schemas.Kind
	typ  string

	stock, session        string
	orderID, order        string // workorderId, workorderNumber
	sku, serial, old      string
	id                    string // the ERP id of the thing itself
	parentID              string // of an item: the ERP id of its device
	partSKU, partSerial   string // of an item
	partOrder, quantity   string
	actCode, workCenter   string // of an operation
	position, valid, poor string

	// near and full find an item or operation report again: full identifies a repeated add, near (its beginning) what a
	// remove means. Both are empty without a stock.
	near, full string
}

func read(e Event) act {
	p := e.Payload
	a := act{
		kind: e.Kind, typ: text(p, "type"),
		stock: text(p, "stockId"), session: text(p, "sessionId"),
		orderID: text(p, "workorderId"), order: text(p, "workorderNumber"),
		sku: text(p, "sku"), serial: text(p, "serial"), id: text(p, "externalId"),
	}
	switch e.Kind {
	case schemas.Device:
		a.old = text(p, "oldSerial")
	case schemas.ItemAttach:
		part, _ := p["item"].(map[string]any)
		a.parentID, a.id = a.id, text(part, "externalId")
		a.partSKU, a.partSerial = text(part, "sku"), text(part, "serial")
		a.partOrder, a.quantity = text(part, "workorderNumber"), number(part["quantity"])
	case schemas.Operation:
		a.actCode, a.workCenter = text(p, "actCode"), text(p, "workCenterCode")
		a.position = number(p["position"])
		a.valid, a.poor = number(p["validQty"]), number(p["invalidQty"])
	}
	a.makeKeys()
	return a
}

func text(p map[string]any, member string) string {
	return keep(schemas.Text(p, member))
}

// unique tells whether only one such thing can exist: adding it twice adds one.
func (a *act) unique() bool { return a.kind == schemas.ItemAttach && a.partSerial != "" }

func (a *act) makeKeys() {
	if a.stock == "" || a.kind == schemas.Device {
		return
	}
	var room [320]byte // what they usually need
	near, more := room[:0], []string(nil)
	if a.kind == schemas.Operation {
		near = fields(near, a.stock, decimal(a.position), a.actCode, decimal(a.valid), decimal(a.poor))
		more = []string{a.serial, a.workCenter, a.session}
	} else {
		quantity, pieces := decimal(a.quantity), ""
		if a.partSerial == "" {
			pieces = quantity
		}
		near = fields(near, a.stock, a.partSKU, a.partSerial, pieces)
		more = []string{quantity, a.partOrder}
	}
	a.full = string(fields(near, more...))
	a.near = a.full[:len(near)]
}

// fields appends texts so that different lists never produce the same bytes.
func fields(to []byte, texts ...string) []byte {
	for _, s := range texts {
		to = binary.AppendUvarint(to, uint64(len(s)))
		to = append(to, s...)
	}
	return to
}

// name is what a sentence for a person calls the thing that the act is about.
func (a *act) name() string {
	switch a.kind {
	case schemas.ItemAttach:
		if a.partSerial == "" {
			return "Component " + clip(a.partSKU)
		}
		return "Component " + clip(a.partSKU) + " with serial " + clip(a.partSerial)
	case schemas.Operation:
		return strings.TrimSpace("The operation report " + clip(a.position) + " " + clip(a.actCode))
	}
	return "The device with serial " + clip(a.current())
}

// current is the serial that the sender believes the device has.
func (a *act) current() string {
	if a.typ == typeUpdate {
		return a.old
	}
	return a.serial
}

// idPointer points to the thing's own ERP id in the payload.
func (a *act) idPointer() string {
	if a.kind == schemas.ItemAttach {
		return "/item/externalId"
	}
	return "/externalId"
}

// namedAt and namedBy are the member that names the act's thing, and its value: the ERP id where
// there is one.
func (a *act) namedAt() string {
	switch {
	case a.id != "":
		return a.idPointer()
	case a.kind == schemas.ItemAttach:
		return "/item"
	case a.kind == schemas.Operation:
		return ""
	case a.typ == typeUpdate:
		return "/oldSerial"
	}
	return "/serial"
}

func (a *act) namedBy() string {
	switch {
	case a.id != "":
		return a.id
	case a.kind == schemas.Device:
		return a.current()
	}
	return a.name()
}
