package tryout

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// Sample are the values that are posted; they win over the master data. Empty fields are taken from there, or get
// recognisable values. For a pointer, nil is empty, and an empty text is none.
type Sample struct {
	WorkOrder           string
	WorkOrderExternalID string
	SKU                 string
	// Serial is the device's; none is for a part without serials. Where the device integration is not tried, it is
	// that of a device that the ERP has, and DeviceExternalID the ERP's id of it.
	Serial           *string
	DeviceExternalID string

	ItemSKU       string
	ItemQuantity  json.Number
	ItemSerial    *string
	ItemWorkOrder string

	ActCode, WorkCenterCode *string
	Position                *int
	Valid, Invalid          json.Number
	OperationExternalID     string
}

// values are the names and quantities that are posted.
type values struct {
	order  sender.WorkOrder
	serial string
	part   sender.Part
	work   sender.Work
	lacks  map[schemas.Kind]error // what cannot be posted, and why
}

var errWhichDevice = errors.New("it would be about a device that the ERP does not have: name one with --serial, or try the device integration as well")

// choose takes what is given, then what the master data have, then samples.
func (r *runner) choose(on []schemas.Kind) (v values, err error) {
	v = r.sample(on)
	if r.Master != nil {
		if v, err = r.real(on); err != nil {
			return v, err
		}
	}
	s := r.Sample
	v.order.Source = r.Settings.WorkOrderSource
	v.order.Number, v.order.SKU, v.order.ExternalID = cmp.Or(s.WorkOrder, v.order.Number), cmp.Or(s.SKU, v.order.SKU), cmp.Or(s.WorkOrderExternalID, v.order.ExternalID)
	v.serial = given(s.Serial, v.serial)
	if s.Serial != nil && (*s.Serial != "") != v.order.SerialManaged {
		return v, fmt.Errorf("the serial %q does not fit work order %s: according to the master data, its part %s", *s.Serial, v.order.Number, hasSerials(v.order.SerialManaged))
	}
	v.part = sender.Part{
		SKU: cmp.Or(s.ItemSKU, v.part.SKU), Quantity: cmp.Or(s.ItemQuantity, v.part.Quantity),
		Serial: given(s.ItemSerial, v.part.Serial), WorkOrder: cmp.Or(s.ItemWorkOrder, v.part.WorkOrder),
	}
	v.work = sender.Work{
		ActCode: given(s.ActCode, v.work.ActCode), WorkCenterCode: given(s.WorkCenterCode, v.work.WorkCenterCode), Position: given(s.Position, v.work.Position),
		Valid: cmp.Or(s.Valid, v.work.Valid), Invalid: cmp.Or(s.Invalid, cmp.Or(v.work.Invalid, "0")), OperationExternalID: cmp.Or(s.OperationExternalID, v.work.OperationExternalID),
	}
	return v, nil
}

// way tells whether a device is needed: one is set, or one is named. Otherwise a part without serials will do, if
// there is one.
func (r *runner) way(on []schemas.Kind) master.Way {
	named := given(r.Sample.Serial, "") != ""
	if named || r.Sample.Serial == nil && slices.Contains(on, schemas.Device) {
		return master.Serial
	}
	return master.Bulk
}

// sample makes values up. A part always has serials or never does, so there are two of each.
func (r *runner) sample(on []schemas.Kind) values {
	mark := "ERPKIT-TEST-" + r.mark()
	v := values{
		order: sender.WorkOrder{Number: "ERPKIT-TEST-WO", SKU: "ERPKIT-TEST-PART", SerialManaged: true}, serial: mark,
		part: sender.Part{SKU: "ERPKIT-TEST-ITEM", Quantity: "1", Serial: mark},
		work: sender.Work{ActCode: "ERPKIT-TEST", WorkCenterCode: "ERPKIT-TEST", Position: 10, Valid: "1"},
	}
	if r.way(on) == master.Bulk {
		v.order.Number, v.order.SKU, v.order.SerialManaged = "ERPKIT-TEST-WO-BATCH", "ERPKIT-TEST-BATCH", false
	}
	if s := r.Sample.ItemSerial; s != nil && *s == "" {
		v.part.SKU = "ERPKIT-TEST-MATERIAL"
	}
	return v
}

func hasSerials(has bool) string {
	if has {
		return "has serials"
	}
	return "has no serials"
}

func given[T any](value *T, otherwise T) T {
	if value != nil {
		return *value
	}
	return otherwise
}
