package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/sender/tryout"
)

// sampleFlags are the values that try posts, as typed. An empty text means that an optional member is left out, so
// these flags count only if they are given.
type sampleFlags struct {
	tryout.Sample
	serial, itemSerial, actCode, workCenterCode string
	position                                    int
}

func (s *sampleFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&s.WorkOrder, "work-order", "", "number of the work order")
	flags.StringVar(&s.WorkOrderExternalID, "work-order-external-id", "", "the ERP's id of the work order")
	flags.StringVar(&s.SKU, "sku", "", "sku of the device, or of the part without serials")
	flags.StringVar(&s.serial, "serial", "", `serial of the device; "" is a part without serials`)
	flags.StringVar(&s.DeviceExternalID, "device-external-id", "", "the ERP's id of the device, if the device integration is not tried")
	flags.StringVar(&s.ItemSKU, "item-sku", "", "sku of the item")
	flags.String("item-quantity", "", "quantity of the item, such as 1 or 0.25")
	flags.StringVar(&s.itemSerial, "item-serial", "", `serial of the item; "" is an item without one`)
	flags.StringVar(&s.ItemWorkOrder, "item-work-order", "", "work order that made the item")
	flags.StringVar(&s.actCode, "act-code", "", "code of the operation")
	flags.StringVar(&s.workCenterCode, "work-center-code", "", "work center of the operation")
	flags.IntVar(&s.position, "position", 0, "position of the operation in the routing")
	flags.String("valid", "", "quantity reported as good")
	flags.String("invalid", "", "quantity reported as bad")
	flags.StringVar(&s.OperationExternalID, "operation-external-id", "", "the ERP's id of the routing step")
}

// given are the values of the flags that were given. A value that no post can have is refused before the first
// post.
func (s *sampleFlags) given(flags *pflag.FlagSet) (tryout.Sample, error) {
	sample := s.Sample
	var wrong []error
	for name, to := range map[string]*json.Number{"item-quantity": &sample.ItemQuantity, "valid": &sample.Valid, "invalid": &sample.Invalid} {
		text := flags.Lookup(name).Value.String()
		n, err := json.Number(text).Float64()
		if text != "" && (err != nil || !json.Valid([]byte(text)) || n < 0 || n == 0 && name == "item-quantity") {
			wrong = append(wrong, fmt.Errorf("--%s: %q is not a quantity: write it like 1 or 0.25", name, text))
		}
		*to = json.Number(text)
	}
	if s.position < 0 {
		wrong = append(wrong, fmt.Errorf("--position: %d is below 0", s.position))
	}
	sample.Serial, sample.ItemSerial = changed(flags, "serial", &s.serial), changed(flags, "item-serial", &s.itemSerial)
	sample.ActCode, sample.WorkCenterCode = changed(flags, "act-code", &s.actCode), changed(flags, "work-center-code", &s.workCenterCode)
	sample.Position = changed(flags, "position", &s.position)
	return sample, errors.Join(wrong...)
}

// changed is the value of a flag, or nil if it was not given.
func changed[T any](flags *pflag.FlagSet, name string, value *T) *T {
	if !flags.Changed(name) {
		return nil
	}
	return value
}
