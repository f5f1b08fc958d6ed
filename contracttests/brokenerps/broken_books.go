package brokenerps

import (
	"slices"

	"github.com/erpkit/erpkit/schemas"
)

// brokenBooks remember the wrong things.
func brokenBooks() []ERP {
	return []ERP{
		broken("books-twice", "books a report again when it arrives twice", []string{"E7"}, habits{twice: true}),
		broken("books-twice-without-ids", "books a report again when it arrives twice, and gives no ids", []string{"E4", "E7"}, habits{twice: true, names: noID}),
		broken("state-lost", "forgets a device and its parts when something about it is refused", []string{"E10"}, habits{afterwards: func(c *core, p post) {
			c.things = slices.DeleteFunc(c.things, func(t *thing) bool { return t.stock == p.text("stockId") })
		}}),
		broken("old-serial-kept-without-ids", "gives no ids, says yes to an update and keeps the old serial", []string{"F4", "E4"},
			habits{names: noID, keepOldSerial: true}),
		broken("old-serial-kept", "says yes to an update and keeps the old serial", []string{"F4"}, habits{keepOldSerial: true}),
		broken("old-serial-burnt", "never gives a serial free that a device once had", []string{"E1"}, habits{burnOldSerial: true}),
		broken("removed-burnt", "never takes a serial again that was removed", []string{"E1"}, habits{burnRemoved: true}),
		broken("one-device-per-order", "has one device for each work order", []string{"E1"}, oneOf(schemas.Device, func(p post) string { return p.text("workorderNumber") })),
		broken("one-part-per-sku", "attaches one part of each sku to a device", []string{"E1"}, oneOf(schemas.ItemAttach, func(p post) string { return p.text("stockId") + p.text("item.sku") })),
		broken("one-report-per-device", "takes one report for each device", []string{"E1"}, oneOf(schemas.Operation, func(p post) string { return p.text("stockId") })),
	}
}

// oneOf keeps one thing of a kind for each key and refuses a second one.
func oneOf(kind schemas.Kind, key func(post) string) habits {
	return habits{only: func(p post) string {
		if p.kind != kind {
			return ""
		}
		return key(p)
	}}
}
