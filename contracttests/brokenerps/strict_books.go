package brokenerps

import (
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/schemas"
)

func (f *factory) refusesItem(c *core, p post, order job) string {
	sku := p.text("item.sku")
	part, known := f.parts[sku]
	amount, whole := steps(p.number("item.quantity"), part.per)
	switch {
	case !known:
		return "Part " + sku + " is not known."
	case part.serials != p.has("item.serial"):
		return "Part " + sku + " is to be scanned with a serial if it has serials, and only then."
	case (part.built || part.goesTo != nil) && !slices.Contains(part.goesTo, order.sku):
		return "Part " + sku + " does not go into " + order.sku + "."
	case !whole || amount <= 0:
		return fmt.Sprintf("Part %s is counted in steps of 1/%d.", sku, part.per)
	case part.serials && !c.hasDevice(p):
		return c.noDevice(p)
	}
	if maker := p.text("item.workorderNumber"); maker != "" {
		if made, known := f.order(maker); !known || made.sku != sku {
			return "Work order " + maker + " does not make part " + sku + "."
		}
	}
	if p.act != "add" || part.stock == 0 {
		return c.noDevice(p)
	}
	used := int64(0)
	for _, t := range c.things {
		if t.kind == schemas.ItemAttach && t.part == sku {
			n, _ := steps(t.quantity, part.per)
			used += n
		}
	}
	if used+amount > part.stock*part.per {
		return "There is not enough of part " + sku + " on stock."
	}
	return c.noDevice(p)
}

// hasDevice tells whether what the post names by its serial is registered.
func (c *core) hasDevice(p post) bool {
	return !p.has("serial") || slices.ContainsFunc(c.things, func(t *thing) bool {
		return t.kind == schemas.Device && t.sku == p.text("sku") && t.serial == p.text("serial")
	})
}

func (c *core) noDevice(p post) string {
	if c.hasDevice(p) {
		return ""
	}
	return "Device " + p.text("serial") + " is not registered."
}

// refusesReport keeps reports to the routing: one step after another, taken back last first, and no more pieces than
// the work order is for.
func (f *factory) refusesReport(c *core, p post, order job) string {
	route := f.routes[order.sku]
	at := slices.IndexFunc(route, func(op operation) bool {
		return op.code == p.text("actCode") && op.center == p.text("workCenterCode") && op.position == p.number("position")
	})
	if at < 0 {
		return fmt.Sprintf("Part %s has no operation %s at %s.", order.sku, p.text("actCode"), p.number("position"))
	}
	foreign := route[at].of != "" && route[at].of != order.number
	if id := p.text("operationExternalId"); id != "" && (id != route[at].id || foreign) {
		return "Operation " + route[at].code + " has another id: reload the work order."
	}
	if reason := c.noDevice(p); reason != "" {
		return reason
	}
	if p.act == "remove" {
		return f.refusesTakeBack(c, p, route)
	}
	per := f.parts[order.sku].per
	valid, wholeValid := steps(p.number("validQty"), per)
	invalid, wholeInvalid := steps(p.number("invalidQty"), per)
	if !wholeValid || !wholeInvalid || valid < 0 || invalid < 0 {
		return fmt.Sprintf("Part %s is counted in steps of 1/%d.", order.sku, per)
	}
	for _, t := range c.things {
		if t.kind == schemas.Operation && t.order == order.number && t.act == route[at].code && t.position == route[at].position {
			good, _ := steps(t.valid, per)
			bad, _ := steps(t.invalid, per)
			valid, invalid = valid+good, invalid+bad
		}
	}
	if valid+invalid > order.quantity*per {
		return "More than work order " + order.number + " is for."
	}
	return c.outOfTurn(p, route, at)
}

// outOfTurn refuses a step before the one ahead of it. A step with a special name is not part of the line and may be
// done at any time.
func (c *core) outOfTurn(p post, route []operation, at int) string {
	if at == 0 || special(route[at].code) || c.reported(p, route[at-1]) {
		return ""
	}
	return "Report operation " + route[at-1].code + " first."
}

func (f *factory) refusesTakeBack(c *core, p post, route []operation) string {
	at := slices.IndexFunc(route, func(op operation) bool { return op.code == p.text("actCode") && op.position == p.number("position") })
	for _, later := range route[at+1:] {
		if !special(later.code) && c.reported(p, later) {
			return "Take back operation " + later.code + " first."
		}
	}
	return ""
}

func (c *core) reported(p post, op operation) bool {
	return slices.ContainsFunc(c.things, func(t *thing) bool {
		return t.kind == schemas.Operation && t.stock == p.text("stockId") && t.act == op.code && t.position == op.position
	})
}

// special tells which steps are not part of the line.
func special(code string) bool {
	return !slices.Contains([]string{"CUT", "ASSY", "TEST", "WIND", "MIX", "PACK", "LABEL"}, code)
}
