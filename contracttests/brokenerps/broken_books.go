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
			habits{names: noID, deviceHabits: deviceHabits{keepOldSerial: true}}),
		broken("old-serial-kept", "says yes to an update and keeps the old serial", []string{"F4"}, habits{deviceHabits: deviceHabits{keepOldSerial: true}}),
		broken("old-serial-burnt", "never gives a serial free that a device once had", []string{"E1"}, habits{deviceHabits: deviceHabits{burnOldSerial: true}}),
		broken("removed-burnt", "never takes a serial again that was removed", []string{"E1"}, habits{deviceHabits: deviceHabits{burnRemoved: true}}),
		broken("one-device-per-order", "has one device for each work order", []string{"E1"}, oneOf(func(p post) string {
			if p.kind == schemas.Device {
				return p.text("workorderNumber")
			}
			return ""
		})),
		broken("one-part-per-sku", "attaches one part of each sku to a device", []string{"E1"}, oneOf(func(p post) string {
			if p.kind == schemas.ItemAttach {
				return p.text("stockId") + p.text("item.sku")
			}
			return ""
		})),
		broken("one-report-per-device", "takes one report for each device", []string{"E1"}, oneOf(func(p post) string {
			if p.kind == schemas.Operation {
				return p.text("stockId")
			}
			return ""
		})),
	}
}

// oneOf keeps one thing for each key and refuses a second one; "" is no key.
func oneOf(key func(post) string) habits {
	return habits{only: key}
}
