package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Intent is what a person wants to send, in the person's words. What is left empty is found
// in the state, or gets a sample value, which is noted.
type Intent struct {
	Kind schemas.Kind
	Type string // add, update or remove

	// WorkOrder and SKU choose the work order; on update and remove they only narrow the search.
	WorkOrder           string
	WorkOrderExternalID string
	SKU                 string
	// Serial is the device's: the one to set, the new one on update, the one to find otherwise.
	// Empty means a part without serials on item attach and operation.
	Serial string
	// OldSerial finds the device of an update.
	OldSerial string

	// The item of an item attach; on remove these find the attached one.
	ItemSKU       string
	ItemQuantity  json.Number
	ItemSerial    string
	ItemWorkOrder string

	// The report of an operation; on remove these find the report.
	ActCode             string
	WorkCenterCode      string
	Position            *int
	Valid               json.Number
	Invalid             json.Number
	OperationExternalID string
}

// check refuses an intent that no state can make right.
func (i Intent) check() error {
	if !slices.Contains(i.Kind.Types(), i.Type) || !slices.Contains(schemas.Kinds(), i.Kind) {
		return fmt.Errorf("%q is not a type of a post of the kind %q: use one of %s", i.Type, i.Kind, strings.Join(i.Kind.Types(), ", "))
	}
	if i.Kind == schemas.Device && i.Serial == "" {
		return errors.New("a device post needs the serial: give it (--serial SN-7)")
	}
	return nil
}

// fill gives sample values to what an add needs if the person left it out. It returns notes.
func (i *Intent) fill() (notes []string) {
	set := func(field *string, name, value string) {
		if *field == "" {
			*field = value
			notes = append(notes, fmt.Sprintf("No %s was given: %s is used.", name, value))
		}
	}
	if i.Type != "add" {
		return nil
	}
	if i.Kind == schemas.ItemAttach {
		set(&i.ItemSKU, "item sku", "ITEM-1")
		set((*string)(&i.ItemQuantity), "item quantity", "1")
	}
	if i.Kind == schemas.Operation {
		set(&i.ActCode, "operation code", "OP-1")
		set(&i.WorkCenterCode, "work center", "WC-1")
		set((*string)(&i.Valid), "valid quantity", "1")
		set((*string)(&i.Invalid), "invalid quantity", "0")
		if i.Position == nil {
			i.Position = new(int)
			*i.Position = 10
			notes = append(notes, "No position was given: 10 is used.")
		}
	}
	return notes
}

// part and work are what the verbs of the MES take.
func (i Intent) part() sender.Part {
	return sender.Part{SKU: i.ItemSKU, Quantity: i.ItemQuantity, Serial: i.ItemSerial, WorkOrder: i.ItemWorkOrder}
}

func (i Intent) work() sender.Work {
	return sender.Work{ActCode: i.ActCode, WorkCenterCode: i.WorkCenterCode, Position: *i.Position, Valid: i.Valid, Invalid: i.Invalid, OperationExternalID: i.OperationExternalID}
}

// wantsItem tells whether an item fits what the person said of it. Empty says nothing.
func (i Intent) wantsItem(item sender.Item) bool {
	return fits(i.ItemSKU, item.SKU) && fits(i.ItemSerial, item.Serial) && fits(i.ItemWorkOrder, item.WorkOrder) &&
		fits(string(i.ItemQuantity), string(item.Quantity))
}

func (i Intent) wantsReport(report sender.OperationReport) bool {
	return fits(i.ActCode, report.ActCode) && fits(i.WorkCenterCode, report.WorkCenterCode) &&
		(i.Position == nil || *i.Position == report.Position) && fits(i.OperationExternalID, report.OperationExternalID) &&
		fits(string(i.Valid), string(report.Valid)) && fits(string(i.Invalid), string(report.Invalid))
}

func fits(said, there string) bool { return said == "" || said == there }
