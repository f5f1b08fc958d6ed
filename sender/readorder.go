package sender

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// ReadWorkOrder reads a work order in the JSON format of the vendor's public "create work order"
// call: workorderNumber, sku, quantity, source, kitItems[].sku/quantity/serials. Notes name the
// members that it does not use. The error lists every member that is missing or of the wrong
// type, each with its JSON pointer.
//
// The format does not say whether the part is serial-managed: the caller sets that. Without a
// source the work order comes from the MES itself: "local".
func ReadWorkOrder(body []byte) (order WorkOrder, notes []string, err error) {
	object, findings := schemas.Parse(body)
	if schemas.Broken(findings) {
		return WorkOrder{}, nil, fmt.Errorf("the work order is not usable JSON: %s", findings[0].Message)
	}
	r := &orderReader{}
	order = WorkOrder{
		Number:   r.text(object, "", "workorderNumber", true),
		SKU:      r.text(object, "", "sku", true),
		Source:   r.text(object, "", "source", false),
		Quantity: r.quantity(object, "", "quantity"),
	}
	for i, line := range r.list(object, "", "kitItems") {
		at := yamlfile.Pointer("kitItems", i)
		kit := r.object(at, line)
		order.Kit = append(order.Kit, KitItem{SKU: r.text(kit, at, "sku", true), Quantity: r.quantity(kit, at, "quantity"), Serials: r.serials(kit, at)})
		r.strangers(kit, at, "sku", "quantity", "serials")
	}
	r.strangers(object, "", "workorderNumber", "sku", "quantity", "source", "kitItems")
	order.Source = cmp.Or(order.Source, "local")
	if len(r.wrong) > 0 {
		return WorkOrder{}, r.notes, errors.New("the work order cannot be used: " + strings.Join(r.wrong, "; "))
	}
	return order, r.notes, nil
}

// orderReader reads members and remembers what was wrong with them.
type orderReader struct{ notes, wrong []string }

func (r *orderReader) refuse(at, format string, args ...any) {
	at = cmp.Or(at, "the body")
	r.wrong = append(r.wrong, at+" "+fmt.Sprintf(format, args...))
}

func (r *orderReader) object(at string, value any) map[string]any {
	object, ok := value.(map[string]any)
	if !ok {
		r.refuse(at, "must be an object")
	}
	return object
}

// text reads a text member. An optional one may be null too.
func (r *orderReader) text(object map[string]any, at, name string, needed bool) string {
	value, there := object[name]
	text, isText := value.(string)
	switch {
	case object == nil || value == nil && !needed:
	case !there:
		r.refuse(at+yamlfile.Pointer(name), "is missing")
	case !isText:
		r.refuse(at+yamlfile.Pointer(name), "must be text in quotes")
	case text == "" && needed:
		r.refuse(at+yamlfile.Pointer(name), "is empty")
	}
	return text
}

func (r *orderReader) quantity(object map[string]any, at, name string) json.Number {
	value := object[name]
	if value == nil {
		return ""
	}
	n, isNumber := value.(json.Number)
	if !isNumber {
		r.refuse(at+yamlfile.Pointer(name), "must be a number without quotes")
	} else if err := checkQuantity("it", n, false); err != nil {
		r.refuse(at+yamlfile.Pointer(name), "cannot be used: %v", err)
	}
	return n
}

func (r *orderReader) list(object map[string]any, at, name string) []any {
	value := object[name]
	list, isList := value.([]any)
	if value != nil && !isList {
		r.refuse(at+yamlfile.Pointer(name), "must be a list")
	}
	return list
}

func (r *orderReader) serials(kit map[string]any, at string) []string {
	var serials []string
	for i, value := range r.list(kit, at, "serials") {
		serial, isText := value.(string)
		if !isText || serial == "" {
			r.refuse(at+yamlfile.Pointer("serials", i), "must be text in quotes, and not empty")
			continue
		}
		serials = append(serials, serial)
	}
	return serials
}

// strangers notes unused members.
func (r *orderReader) strangers(object map[string]any, at string, known ...string) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(known, name) {
			r.notes = append(r.notes, fmt.Sprintf("%s is not used", at+yamlfile.Pointer(name)))
		}
	}
}
