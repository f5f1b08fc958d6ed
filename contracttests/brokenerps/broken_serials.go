package brokenerps

import (
	"fmt"

	"github.com/erpkit/erpkit/schemas"
)

// brokenSerials take serials for one another, or do not leave them to the device that has them.
func brokenSerials() []ERP {
	var all []ERP
	for _, n := range []int{30, 32, 50, 64, 100, 128, 254} {
		all = append(all, broken(fmt.Sprintf("cuts-serials-at-%d", n), fmt.Sprintf("compares the first %d characters of the serials of devices", n), []string{"E4"}, clashing(
			func(old, new *thing) bool {
				return old.kind == schemas.Device && old.sku == new.sku && cut(old.serial, n) == cut(new.serial, n) && old.stock != new.stock
			})))
	}
	return append(all,
		broken("cuts-part-serials", "compares the first 40 characters of the serials of parts", []string{"E4"}, clashing(func(old, new *thing) bool {
			return old.kind == schemas.ItemAttach && old.partSerial != "" && old.part == new.part && cut(old.partSerial, 40) == cut(new.partSerial, 40)
		})),
		broken("short-serials-cut", "compares the first 30 characters of serials and refuses more than 80", []string{"E4", "E9"}, habits{
			demands: func(p post) string {
				if len(p.text("serial")) > 80 {
					return "The serial is too long."
				}
				return ""
			},
			clash: func(old, new *thing) bool {
				return old.kind == schemas.Device && old.sku == new.sku && cut(old.serial, 30) == cut(new.serial, 30) && old.stock != new.stock
			},
		}),
		broken("one-serial-for-all-skus", "refuses the serial of a device that a device of another sku has", []string{"E4"}, clashing(func(old, new *thing) bool {
			return old.kind == schemas.Device && old.serial == new.serial && old.sku != new.sku
		})),
		broken("one-part-serial-for-all-skus", "refuses the serial of a part that a part of another sku has", []string{"E4"}, clashing(func(old, new *thing) bool {
			return old.kind == schemas.ItemAttach && old.partSerial != "" && old.partSerial == new.partSerial && old.part != new.part
		})),
		broken("update-ousts", "gives a device the serial of another one, which is gone then", []string{"E5"}, habits{takeTaken: true, oustHolder: true}),
		broken("update-onto-taken", "gives a device the serial that another one has", []string{"E5"}, habits{takeTaken: true}),
		broken("needs-work-center", "wants a workCenterCode although it may be empty", []string{"O2"}, refuses("workCenterCode is empty.", func(p post) bool {
			return p.kind == schemas.Operation && p.text("workCenterCode") == ""
		})),
	)
}

// clashing is the habit of refusing a thing because of another one.
func clashing(clash func(old, new *thing) bool) habits {
	return habits{clash: clash}
}

func cut(text string, n int) string { return text[:min(len(text), n)] }
