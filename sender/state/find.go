package state

import (
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// errand is one intent on its way: the books of its target, and what is found in them.
type errand struct {
	Intent
	mes    *sender.MES
	target *target
	name   string // of the target
	notes  []string
}

func (e *errand) note(format string, args ...any) {
	e.notes = append(e.notes, fmt.Sprintf(format, args...))
}

// stocks gives the stocks on the work order and sku that the person named, if any.
func (e *errand) stocks() []sender.Stock {
	return slices.DeleteFunc(e.mes.Books().Stocks, func(s sender.Stock) bool {
		order, _ := e.mes.WorkOrder(s.WorkOrder)
		return !fits(e.WorkOrder, s.WorkOrder) || !fits(e.SKU, order.SKU)
	})
}

// device finds the one device with a serial; with "" the only device there is.
func (e *errand) device(serial string) (sender.Stock, error) {
	var found []sender.Stock
	var known []string
	for _, s := range e.stocks() {
		if s.Serial == "" {
			continue
		}
		known = append(known, s.Serial)
		if fits(serial, s.Serial) {
			found = append(found, s)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && serial == "":
		return sender.Stock{}, fmt.Errorf("no device is known at %s: add one first", e.name)
	case len(found) == 0:
		return sender.Stock{}, fmt.Errorf("no device with the serial %q is known at %s%s: add it first, or send a payload file", serial, e.name, list(known))
	case serial == "":
		return sender.Stock{}, fmt.Errorf("%d devices are known at %s%s: say which one is meant", len(found), e.name, list(known))
	}
	return sender.Stock{}, fmt.Errorf("%d devices have the serial %q, on the work orders %s: name the work order too", len(found), serial, orders(found))
}

// list names a few things that are known.
func list(words []string) string {
	const most = 8
	if len(words) == 0 {
		return ""
	}
	if len(words) > most {
		return fmt.Sprintf(" (known are %s and %d more)", strings.Join(words[:most], ", "), len(words)-most)
	}
	return fmt.Sprintf(" (known: %s)", strings.Join(words, ", "))
}

func orders(stocks []sender.Stock) string {
	var numbers []string
	for _, s := range stocks {
		numbers = append(numbers, s.WorkOrder)
	}
	return strings.Join(numbers, ", ")
}

// parent finds the device, or the stock of a part without serials, that an item is attached to
// or an operation reported on.
func (e *errand) parent() (sender.Stock, error) {
	if e.Serial != "" {
		return e.device(e.Serial)
	}
	order, err := e.order(false)
	if err != nil {
		return sender.Stock{}, err
	}
	for _, s := range e.mes.Books().Stocks {
		if s.WorkOrder == order.Number {
			return s, nil
		}
	}
	return e.newStock(order)
}

// order finds or makes the work order of an add.
func (e *errand) order(serialManaged bool) (sender.WorkOrder, error) {
	e.sampleOrder(serialManaged)
	order, known := e.mes.WorkOrder(e.WorkOrder)
	switch {
	case !known:
		return e.mes.AddWorkOrder(sender.WorkOrder{Number: e.WorkOrder, SKU: e.SKU, Source: source, ExternalID: e.WorkOrderExternalID, SerialManaged: serialManaged})
	case order.SKU != e.SKU && e.SKU != "":
		return order, fmt.Errorf("the work order %s builds the sku %s and not %s: name another work order", order.Number, order.SKU, e.SKU)
	case order.SerialManaged && !serialManaged:
		return order, fmt.Errorf("the work order %s builds a part with serials: give the serial", order.Number)
	case !order.SerialManaged && serialManaged:
		return order, fmt.Errorf("the work order %s builds a part without serials: name another work order", order.Number)
	}
	return order, nil
}

// sampleOrder names a work order where the person named none: one for each sku.
func (e *errand) sampleOrder(serialManaged bool) {
	if e.WorkOrder != "" && e.SKU == "" {
		if order, known := e.mes.WorkOrder(e.WorkOrder); known {
			e.SKU = order.SKU
			return
		}
	}
	if e.SKU == "" {
		e.SKU = "PART-2"
		if serialManaged {
			e.SKU = "PART-1"
		}
		e.note("No sku was given: %s is used.", e.SKU)
	}
	if e.WorkOrder == "" {
		e.WorkOrder = "WO-" + e.SKU
		e.note("No work order was given: %s is used.", e.WorkOrder)
	}
}

func (e *errand) newStock(order sender.WorkOrder) (sender.Stock, error) {
	for _, session := range e.mes.Books().Sessions {
		if session.WorkOrder == order.Number {
			return e.mes.NewStock(session.ID)
		}
	}
	session, err := e.mes.StartSession(order.Number)
	if err != nil {
		return sender.Stock{}, err
	}
	return e.mes.NewStock(session.ID)
}

// match is an attached item or a report, with the stock that it is on.
type match struct{ stock, id string }

// find looks for what a remove means; of several on one stock the one that was added last.
func (e *errand) find() (match, error) {
	var found []match
	for _, s := range e.stocks() {
		if e.Serial != "" && s.Serial != e.Serial {
			continue
		}
		found = append(found, e.on(s)...)
	}
	thing := map[schemas.Kind]string{schemas.ItemAttach: "attached item", schemas.Operation: "report"}[e.Kind]
	if len(found) == 0 {
		return match{}, fmt.Errorf("no such %s is known at %s: add it first, or send a payload file", thing, e.name)
	}
	last := found[len(found)-1]
	if found[0].stock != last.stock {
		return match{}, fmt.Errorf("%d %ss fit, on several devices or work orders: name the serial or the work order too", len(found), thing)
	}
	if len(found) > 1 {
		e.note("%d fit: the %s that was added last is meant.", len(found), thing)
	}
	return last, nil
}

func (e *errand) on(s sender.Stock) (found []match) {
	for _, item := range s.Items {
		if e.Kind == schemas.ItemAttach && e.wantsItem(item) {
			found = append(found, match{s.ID, item.ID})
		}
	}
	for _, report := range s.Reports {
		if e.Kind == schemas.Operation && e.wantsReport(report) {
			found = append(found, match{s.ID, report.ID})
		}
	}
	return found
}
