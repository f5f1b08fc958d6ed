package brokenerps

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// gapTime is how long an ERP takes between looking and booking, if these are two steps.
const gapTime = 15 * time.Millisecond

// made is the thing that a post is about, as it would be stored.
func (c *core) made(p post) *thing {
	return &thing{
		kind:  p.kind,
		stock: c.keep(p.text("stockId")), order: c.keep(p.text("workorderNumber")),
		sku: c.keep(p.text("sku")), serial: c.keep(p.text("serial")),
		part: c.keep(p.text("item.sku")), partSerial: c.keep(p.text("item.serial")),
		partOrder: c.keep(p.text("item.workorderNumber")), quantity: c.keep(p.number("item.quantity")),
		act: c.keep(p.text("actCode")), center: c.keep(p.text("workCenterCode")), session: c.keep(p.text("sessionId")),
		orderID: p.text("workorderExternalId"), routing: p.text("operationExternalId"),
		position: p.number("position"), valid: c.keep(p.number("validQty")), invalid: c.keep(p.number("invalidQty")),
	}
}

// add books a new thing, or recognises one that is reported again.
func (c *core) add(p post) reply {
	if old := c.repeated(p); old != nil {
		if c.refuseTwice {
			return refuse(http.StatusConflict, "This was reported already: reload the work order.")
		}
		return reply{status: http.StatusOK, id: old.id}
	}
	if reason := c.factory.refuses(c, p); reason != "" {
		return refuse(http.StatusUnprocessableEntity, reason)
	}
	if c.only != nil && c.crowded(p) {
		return refuse(http.StatusConflict, "There is one already: remove it first.")
	}
	c.leaveGap(c.gapForRepeat)
	if reason := c.taken(p); reason != "" {
		return refuse(http.StatusConflict, reason)
	}
	if c.gapForSerial {
		c.leaveGap(true)
		if old := c.repeated(p); old != nil {
			return reply{status: http.StatusOK, id: old.id}
		}
	}
	t := c.made(p)
	if c.only != nil {
		t.place = c.only(p)
	}
	t.id = c.nextID(p.kind)
	if c.idOf != nil {
		t.id = c.idOf(p)
	}
	if t.id != nil {
		t.known = fmt.Sprint(t.id)
	}
	if c.key != nil && c.key(t) != "" {
		c.drop(func(old *thing) bool { return old.kind == t.kind && c.key(old) == c.key(t) })
	}
	c.things = append(c.things, t)
	return reply{status: http.StatusOK, id: t.id}
}

// drop takes things out of the books.
func (c *core) drop(which func(*thing) bool) { c.things = slices.DeleteFunc(c.things, which) }

// crowded tells whether the place of a post is taken.
func (c *core) crowded(p post) bool {
	place := c.only(p)
	return place != "" && slices.ContainsFunc(c.things, func(t *thing) bool { return t.kind == p.kind && t.place == place })
}

// leaveGap lets other posts reach the books between two steps, where that is the ERP's habit.
func (c *core) leaveGap(gap bool) {
	if gap {
		c.mu.Unlock()
		time.Sleep(gapTime)
		c.mu.Lock()
	}
}

// repeated finds the thing that the post reports again.
func (c *core) repeated(p post) *thing {
	if c.twice {
		return nil
	}
	again := c.made(p)
	for _, t := range c.things {
		if t.kind != p.kind {
			continue
		}
		if c.sameReport != nil && c.sameReport(t, again) {
			return t
		}
		again.id, again.known, again.place = t.id, t.known, t.place
		if *t == *again {
			return t
		}
	}
	return nil
}

// taken gives the reason why a device or item cannot be added; "" is none.
func (c *core) taken(p post) string {
	for _, t := range c.things {
		switch {
		case t.kind != p.kind:
		case c.clash != nil && c.clash(t, c.made(p)):
			return "There is such a thing already: look at what was scanned."
		case p.kind == schemas.Operation:
		case p.kind == schemas.Device && c.same(t.stock, p.text("stockId")) && !c.twice && !c.gapForRepeat:
			return fmt.Sprintf("This device already has serial %s: change it instead.", t.serial)
		case p.kind == schemas.Device && c.same(t.sku, p.text("sku")) && c.same(t.serial, p.text("serial")) && !c.same(t.stock, p.text("stockId")):
			return fmt.Sprintf("Serial %s is already registered on work order %s.", t.serial, t.order)
		case p.kind == schemas.ItemAttach && p.has("item.serial") && c.same(t.part, p.text("item.sku")) &&
			c.same(t.partSerial, p.text("item.serial")) && !c.same(t.stock, p.text("stockId")):
			return fmt.Sprintf("Part %s with serial %s is already attached on work order %s.", t.part, t.partSerial, t.order)
		}
	}
	if key := burntKey(p.kind, p.text("serial"), p.text("item.serial")); key != "" && c.burnt[key] {
		return "This serial was used before: take another one."
	}
	return c.otherSerial(p)
}

// burntKey is empty for a thing without a serial.
func burntKey(kind schemas.Kind, serial, part string) string {
	if kind == schemas.ItemAttach && part != "" {
		return "part " + part
	}
	if kind == schemas.Device {
		return "device " + serial
	}
	return ""
}

// otherSerial gives the reason to refuse an item or report that names another serial than the device has.
func (c *core) otherSerial(p post) string {
	if p.kind == schemas.Device || !p.has("serial") {
		return ""
	}
	for _, t := range c.things {
		if t.kind != schemas.Device || !c.same(t.stock, p.text("stockId")) {
			continue
		}
		if !c.same(t.serial, p.text("serial")) {
			return fmt.Sprintf("The device has serial %s: scan it again.", t.serial)
		}
		if p.kind == schemas.ItemAttach && !c.deaf && p.has("externalId") && p.text("externalId") != t.known {
			return fmt.Sprintf("The device with serial %s has another id: reload the work order.", t.serial)
		}
	}
	return ""
}
