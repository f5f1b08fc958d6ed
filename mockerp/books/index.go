package books

import (
	"hash/maphash"

	"github.com/erpkit/erpkit/schemas"
)

// slot is one way of finding a thing.
type slot uint8

const (
	byID     slot = iota // kind, ERP id: live and removed things
	bySerial             // kind, sku, serial: live things that have one
	byFull               // the same report again: live items and operation reports
	byNear               // what a remove means, whatever the id: the same
	byOwn                // what a remove means, with its id: the same
	goneOwn              // the same for removed ones
	slots                // how many there are
)

// key is what a slot finds a thing by.
type key struct {
	slot slot
	kind byte // the first letter of the kind, which is enough and hashes faster
	a, b string
}

func keyOf(s slot, k schemas.Kind, a, b string) key { return key{s, k[0], a, b} }

// key is the thing's own in that slot. What it is made of must not change while the thing is there.
func (t *thing) key(s slot) key {
	switch s {
	case byID:
		return keyOf(s, t.kind, t.id, "")
	case bySerial:
		return keyOf(s, t.kind, t.sku, t.serial)
	case byFull:
		return keyOf(s, t.kind, t.full, "")
	case byNear:
		return keyOf(s, t.kind, t.near(), "")
	}
	return keyOf(s, t.kind, t.near(), t.id)
}

// link is the position of a thing among those whose key in a slot has the same hash.
type link struct{ newer, older *thing }

// index finds things by key. It finds the newest of several with the same key, and the one before it when that goes.
// Every step costs the same, however many there are. It holds hashes instead of keys: a thing knows its keys itself.
type index struct {
	hash   func(key) uint64
	newest [slots]map[uint64]*thing
}

// oddFactor keeps the two texts of a key apart in its hash.
const oddFactor = 0x9E3779B97F4A7C15

func newIndex() index {
	seed := maphash.MakeSeed()
	x := index{hash: func(k key) uint64 {
		return (maphash.String(seed, k.a)+uint64(k.kind))*oddFactor ^ maphash.String(seed, k.b)
	}}
	for s := range x.newest {
		x.newest[s] = map[uint64]*thing{}
	}
	return x
}

// find returns the newest thing with that key; nil if there is none.
func (x *index) find(k key) *thing {
	t := x.newest[k.slot][x.hash(k)]
	for t != nil && t.key(k.slot) != k {
		t = t.link(k.slot).older
	}
	return t
}

// enter puts the thing into every slot in which it belongs and is not yet.
func (x *index) enter(t *thing) {
	for s := range slots {
		if t.belongs(s) && !t.in(s) {
			x.add(t, s)
		}
	}
}

func (t *thing) belongs(s slot) bool {
	switch s {
	case byID:
		return t.id != ""
	case bySerial:
		return t.live() && t.serial != "" && t.kind != schemas.Operation
	case goneOwn:
		return t.full != "" && t.removed
	}
	return t.full != "" && t.live()
}

func (x *index) add(t *thing, s slot) {
	h, l := x.hash(t.key(s)), t.link(s)
	*l = link{older: x.newest[s][h]}
	if l.older != nil {
		l.older.link(s).newer = t
	}
	x.newest[s][h] = t
	t.slots |= 1 << s
}

// drop takes the thing out of those of the slots in which it is.
func (x *index) drop(t *thing, from ...slot) {
	for _, s := range from {
		if t.in(s) {
			x.unlink(t, s)
		}
	}
}

func (x *index) unlink(t *thing, s slot) {
	l := t.link(s)
	if l.older != nil {
		l.older.link(s).newer = l.newer
	}
	switch {
	case l.newer != nil:
		l.newer.link(s).older = l.older
	case l.older != nil:
		x.newest[s][x.hash(t.key(s))] = l.older
	default:
		delete(x.newest[s], x.hash(t.key(s)))
	}
	*l = link{}
	t.slots &^= 1 << s
}

// in tells whether the thing is in that slot.
func (t *thing) in(s slot) bool { return t.slots&(1<<s) != 0 }

// link is the thing's position in that slot. No thing is in byOwn and goneOwn at once.
func (t *thing) link(s slot) *link { return &t.links[min(s, byOwn)] }
