package brokenerps

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/erpkit/erpkit/schemas"
)

// update gives a device another serial.
func (c *core) update(p post) reply {
	t := c.find(p, p.text("oldSerial"))
	if t == nil {
		return refuse(http.StatusNotFound, "This device is not known here: reload the work order.")
	}
	if !c.same(t.serial, p.text("oldSerial")) && !c.same(t.serial, p.text("serial")) {
		return refuse(http.StatusConflict, fmt.Sprintf("The device has serial %s: scan it again.", t.serial))
	}
	for _, other := range slices.Clone(c.things) {
		if other != t && other.kind == schemas.Device && c.same(other.sku, p.text("sku")) && c.same(other.serial, p.text("serial")) {
			if c.oustHolder {
				c.drop(func(one *thing) bool { return one == other })
			}
			if c.takeTaken {
				continue
			}
			return refuse(http.StatusConflict, fmt.Sprintf("Serial %s is already registered on work order %s.", other.serial, other.order))
		}
	}
	if reason := c.factory.refuses(c, p); reason != "" {
		return refuse(http.StatusConflict, reason)
	}
	if c.burnt[burntKey(schemas.Device, p.text("serial"), "")] {
		return refuse(http.StatusConflict, "This serial was used before: take another one.")
	}
	again := c.same(t.serial, p.text("serial"))
	if c.burnOldSerial {
		c.burnt[burntKey(schemas.Device, t.serial, "")] = true
	}
	if !c.keepOldSerial {
		c.rename(t, c.keep(p.text("serial")))
	}
	if (c.forgetUpdate || c.numbersOnUpdate) && !again {
		t.id = c.nextID(schemas.Device)
	}
	if c.numbersOnUpdate {
		t.known = fmt.Sprint(t.id)
	}
	return reply{status: http.StatusOK, id: t.id}
}

// rename gives a device its new serial, with what goes with it.
func (c *core) rename(t *thing, serial string) {
	for _, other := range c.things {
		if other != t && c.follows != nil && c.follows(t, other) {
			if other.kind == schemas.ItemAttach {
				other.partSerial = serial
			} else {
				other.serial = serial
			}
		}
	}
	if c.changed != nil {
		c.drop(func(other *thing) bool { return other != t && c.changed(t, other) })
	}
	t.serial = serial
}

// remove takes a thing away.
func (c *core) remove(p post) reply {
	t := c.find(p, p.text("serial"))
	if t == nil {
		return refuse(http.StatusNotFound, "This is not known here, or was removed already: reload the work order.")
	}
	switch {
	case p.kind == schemas.Device && !c.same(t.serial, p.text("serial")):
		return refuse(http.StatusConflict, fmt.Sprintf("The device has serial %s: scan it again.", t.serial))
	case p.kind == schemas.ItemAttach && t.quantity != p.number("item.quantity"):
		return refuse(http.StatusConflict, fmt.Sprintf("The quantity is %s, not %s: reload the work order.", t.quantity, p.number("item.quantity")))
	case p.kind == schemas.Operation && t.valid != p.number("validQty"):
		return refuse(http.StatusConflict, fmt.Sprintf("The quantity is %s, not %s: reload the work order.", t.valid, p.number("validQty")))
	case p.kind != schemas.Device:
		if reason := c.otherSerial(p); reason != "" {
			return refuse(http.StatusConflict, reason)
		}
	}
	if reason := c.factory.refuses(c, p); reason != "" {
		return refuse(http.StatusConflict, reason)
	}
	c.drop(func(other *thing) bool { return other == t || c.along != nil && c.along(t, other) })
	if c.burnRemoved {
		c.burnt[burntKey(p.kind, t.serial, t.partSerial)] = true
	}
	return reply{status: http.StatusOK, id: t.id}
}

// find gives the thing that a post means: by its id if it carries one, else by its members.
func (c *core) find(p post, serial string) *thing {
	id := p.text("externalId")
	if p.kind == schemas.ItemAttach {
		id = p.text("item.externalId")
	}
	for _, t := range slices.Backward(c.things) {
		switch {
		case t.kind != p.kind:
		case c.finds != nil:
			meant := c.made(p)
			if p.kind == schemas.Device {
				meant.serial = serial
			}
			if c.finds(t, meant) {
				return t
			}
		case id != "" && !c.deaf:
			if t.known == id {
				return t
			}
		case !c.blind && c.means(t, p, serial):
			return t
		}
	}
	return nil
}

// means tells whether a post without an id is about the thing.
func (c *core) means(t *thing, p post, serial string) bool {
	if !c.same(t.stock, p.text("stockId")) || !c.same(t.order, p.text("workorderNumber")) || !c.same(t.sku, p.text("sku")) {
		return false
	}
	switch p.kind {
	case schemas.ItemAttach:
		return c.same(t.part, p.text("item.sku")) && c.same(t.partSerial, p.text("item.serial")) &&
			(p.has("item.serial") || t.quantity == p.number("item.quantity"))
	case schemas.Operation:
		return c.same(t.act, p.text("actCode")) && t.position == p.number("position") && t.valid == p.number("validQty")
	}
	return c.same(t.serial, serial) || c.same(t.serial, p.text("serial"))
}
