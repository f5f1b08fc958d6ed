package books

import (
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// stock is one product being built. All events on it must agree (F6). The books remember it as
// long as they hold a thing of it.
type stock struct {
	id, orderID, order, sku string

	things int    // of this stock, live or remembered
	items  int    // live ones
	unsure int    // live items that the sender has not heard of
	device *thing // live
	gone   *thing // the device that was removed last
}

// session is one session of the MES; it belongs to one work order (F6).
type session struct {
	id, orderID string
	things      int // things that refer to it
}

// shares makes a text the one that the stock, which may be nil, or its device has already; false when they have no such text.
func (s *stock) shares(text *string) bool {
	if s == nil {
		return false
	}
	known := []string{s.sku, s.order, ""}
	if s.device != nil {
		known[2] = s.device.serial
	}
	if i := slices.Index(known, *text); i >= 0 {
		*text = known[i]
		return true
	}
	return false
}

func (s *stock) lose(t *thing) {
	switch {
	case t.kind == schemas.ItemAttach:
		s.items--
		if t.unsure() {
			s.unsure--
		}
	case s.device == t:
		s.device, s.gone = nil, t
	}
}

func (b *Books) holdStock(a *act) *stock {
	if a.stock == "" {
		return nil
	}
	s := b.stocks[a.stock]
	if s == nil {
		s = &stock{id: strings.Clone(a.stock)}
		b.stocks[s.id] = s
	}
	s.things++
	for _, fact := range []struct{ known, said *string }{{&s.orderID, &a.orderID}, {&s.order, &a.order}, {&s.sku, &a.sku}} {
		if *fact.known == "" {
			*fact.known = strings.Clone(*fact.said)
		}
	}
	return s
}

func (b *Books) dropStock(t *thing) {
	s := t.stock
	if s == nil {
		return
	}
	if s.gone == t {
		s.gone = nil
	}
	if s.things--; s.things == 0 {
		delete(b.stocks, s.id)
	}
}

func (b *Books) holdSession(a *act) *session {
	if a.session == "" {
		return nil
	}
	s := b.sessions[a.session]
	if s == nil {
		s = &session{id: strings.Clone(a.session), orderID: strings.Clone(a.orderID)}
		b.sessions[s.id] = s
	}
	s.things++
	return s
}

func (b *Books) dropSession(s *session) {
	if s == nil {
		return
	}
	if s.things--; s.things == 0 {
		delete(b.sessions, s.id)
	}
}

// seen notes the session of the latest event on a thing.
func (b *Books) seen(t *thing, a *act) {
	if a.session == "" || t.last != nil && t.last.id == a.session {
		return
	}
	before := t.last
	t.last = b.holdSession(a)
	b.dropSession(before)
}
