package books

import "github.com/erpkit/erpkit/schemas"

// slot is one way of finding a thing.
type slot uint8

const (
	byID     slot = iota // kind, ERP id: live and removed things
	bySerial             // kind, sku, serial: live things that have one
	byFull               // the same report again: live items and operation reports
	byNear               // what a remove means, whatever the id: the same
	byOwn                // what a remove means, with its id: the same
	goneOwn              // the same for removed ones
)

// key is a key of the index.
type key struct {
	slot slot
	kind byte // the first letter of the kind, which is enough and hashes faster
	a, b string
}

func keyOf(s slot, k schemas.Kind, a, b string) key { return key{s, k[0], a, b} }

// place is the position of a thing in the chain of things with the same key.
type place struct {
	key          key
	thing        *thing
	newer, older *place
}

// index finds things by key. It finds the newest of several with the same key, and the one before
// it when that goes. Every step costs the same, however many there are.
type index map[key]*place

func (x index) newest(k key) *thing {
	if p := x[k]; p != nil {
		return p.thing
	}
	return nil
}

func (x index) add(t *thing, k key) {
	p := &place{key: k, thing: t, older: x[k]}
	if p.older != nil {
		p.older.newer = p
	}
	x[k] = p
	t.places = append(t.places, p)
}

// drop takes the thing out of every slot for which gone returns true.
func (x index) drop(t *thing, gone func(slot) bool) {
	stay := t.places[:0]
	for _, p := range t.places {
		if !gone(p.key.slot) {
			stay = append(stay, p)
			continue
		}
		x.unlink(p)
	}
	clear(t.places[len(stay):])
	t.places = stay
}

func (x index) unlink(p *place) {
	if p.older != nil {
		p.older.newer = p.newer
	}
	switch {
	case p.newer != nil:
		p.newer.older = p.older
	case p.older != nil:
		x[p.key] = p.older
	default:
		delete(x, p.key)
	}
}

// Which slots to drop, and when.
func everySlot(slot) bool     { return true }
func serialSlot(s slot) bool  { return s == bySerial }
func idSlots(s slot) bool     { return s == byID || s == byOwn }
func slotsOfLive(s slot) bool { return s != byID }
