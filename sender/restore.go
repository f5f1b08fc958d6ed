package sender

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Books returns everything that the MES keeps: work orders and sessions in the order of their
// names, stocks in the order of their making.
func (m *MES) Books() Books {
	m.mu.Lock()
	defer m.mu.Unlock()
	books := Books{
		WorkOrders: slices.SortedFunc(maps.Values(m.orders), func(a, b WorkOrder) int { return cmp.Compare(a.Number, b.Number) }),
		Sessions:   slices.SortedFunc(maps.Values(m.sessions), func(a, b Session) int { return cmp.Compare(a.ID, b.ID) }),
	}
	for _, id := range m.order {
		books.Stocks = append(books.Stocks, m.stocks[id].stock.clone())
	}
	return books
}

// restore fills a new MES. It refuses books that contradict themselves, because they would make
// wrong posts.
func (m *MES) restore(books Books) error {
	for _, order := range books.WorkOrders {
		if _, err := m.AddWorkOrder(order); err != nil {
			return err
		}
	}
	for _, s := range books.Sessions {
		if _, known := m.orders[s.WorkOrder]; !known {
			return fmt.Errorf("the books have a session of the work order %q but no such work order", s.WorkOrder)
		}
		if err := checkID("the session's id", s.ID); err != nil {
			return err
		}
		m.sessions[s.ID] = s
	}
	for _, stock := range books.Stocks {
		if err := m.checkStock(stock); err != nil {
			return fmt.Errorf("the books have a wrong stock: %w", err)
		}
		m.place(stock.clone())
	}
	return nil
}

func (m *MES) checkStock(stock Stock) error {
	session, known := m.sessions[stock.Session]
	if !known || session.WorkOrder != stock.WorkOrder {
		return fmt.Errorf("%s belongs to an unknown session, or to one of another work order", stock.ID)
	}
	if _, twice := m.stocks[stock.ID]; twice {
		return fmt.Errorf("%s is a duplicate", stock.ID)
	}
	if stock.Serial != "" && !m.orders[stock.WorkOrder].SerialManaged {
		return fmt.Errorf("%s has a serial but its part is not serial-managed", stock.ID)
	}
	errs := []error{checkID("the stock's id", stock.ID), checkUnicode("the serial", stock.Serial)}
	for _, item := range stock.Items {
		errs = append(errs, item.check())
	}
	for _, report := range stock.Reports {
		errs = append(errs, report.check())
	}
	return errors.Join(errs...)
}

func (o WorkOrder) check() error {
	return errors.Join(checkID("the work order's id", o.ID),
		checkWord("the work order's number", o.Number), checkWord("the work order's sku", o.SKU),
		checkUnicode("the work order's source", o.Source), checkUnicode("the work order's ERP id", o.ExternalID))
}

func (p Part) check() error {
	return errors.Join(checkWord("the item's sku", p.SKU), checkQuantity("the item's quantity", p.Quantity, true),
		checkUnicode("the item's serial", p.Serial), checkUnicode("the item's work order", p.WorkOrder))
}

func (w Work) check() error {
	if w.Position < 0 {
		return fmt.Errorf("the position is %d and cannot be below 0", w.Position)
	}
	return errors.Join(checkUnicode("the operation's code", w.ActCode), checkUnicode("the work center", w.WorkCenterCode),
		checkQuantity("the valid quantity", w.Valid, false), checkQuantity("the invalid quantity", w.Invalid, false),
		checkUnicode("the ERP id of the operation", w.OperationExternalID))
}
