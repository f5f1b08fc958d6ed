package brokenerps

import (
	"fmt"

	"github.com/erpkit/erpkit/schemas"
)

// brokenItems mix up parts that share something.
func brokenItems() []ERP {
	attach := schemas.ItemAttach
	return []ERP{
		mixing("part-by-sku", "keeps one part of each sku for a device", keyOf(attach, func(t *thing) string { return t.stock + " " + t.part })),
		mixing("part-by-sku-of-session", "keeps one part of each sku for a session", keyOf(attach, func(t *thing) string { return t.session + " " + t.part })),
		mixing("part-by-sku-of-order", "keeps one part of each sku for a work order", keyOf(attach, func(t *thing) string { return t.order + " " + t.part })),
		mixing("part-by-sku-of-parent", "keeps one part of each sku for the sku that it goes into", keyOf(attach, func(t *thing) string { return t.sku + " " + t.part + " " + t.partSerial })),
		mixing("part-by-serial", "keeps one part for each serial, whatever its sku", keyOf(attach, func(t *thing) string { return t.partSerial })),
		mixing("part-by-serial-of-parent", "keeps one part of each sku for the serial that it goes into", keyOf(attach, func(t *thing) string {
			if t.serial == "" {
				return ""
			}
			return t.serial + " " + t.part + " " + t.partSerial + " " + t.quantity
		})),
		mixing("parts-without-serial", "keeps one part without serial for a device", keyOf(attach, func(t *thing) string {
			if t.partSerial != "" {
				return ""
			}
			return t.stock
		})),
		mixing("batch-parts-by-order", "keeps one part of each sku for what has no serial on a work order", keyOf(attach, func(t *thing) string {
			if t.serial != "" {
				return ""
			}
			return t.order + " " + t.part + " " + t.quantity
		})),
		mixing("detach-by-sku", "detaches the last part of the sku, whatever its id", habits{finds: func(t, meant *thing) bool {
			return t.kind == schemas.Device && t.stock == meant.stock || t.kind == attach && t.stock == meant.stock && t.part == meant.part && t.quantity == meant.quantity ||
				t.kind == schemas.Operation && t.meansSame(meant)
		}}),
		mixing("detach-clears-sku", "detaches all parts of the sku from a device", along(attach, attach, func(t, other *thing) bool { return other.stock == t.stock && other.part == t.part })),
		mixing("detach-clears-sku-of-order", "detaches all parts of the sku from all devices of the work order", along(attach, attach, func(t, other *thing) bool {
			return other.order == t.order && other.part == t.part
		})),
		mixing("detach-removes-device", "removes the device that was attached when it is detached", along(attach, schemas.Device, func(t, other *thing) bool {
			return other.sku == t.part && other.serial == t.partSerial
		})),
		mixing("detach-clears-reports", "takes back the reports on a device when a part is detached", along(attach, schemas.Operation, func(t, other *thing) bool { return other.stock == t.stock })),
		broken("no-serial-of-parent", "refuses a part that has the serial of its device", []string{"E1"}, refuses("A part cannot be attached to itself.", func(p post) bool {
			return p.has("item.serial") && p.text("item.serial") == p.text("serial")
		})),
		broken("part-id-of-parent", "answers the id of the device for each part that is attached", []string{"E4"}, habits{deaf: true, says: func(p post, r *reply) {
			if p.kind != schemas.Operation && r.id != nil {
				r.id = fmt.Sprint("OF-", p.text("stockId"))
			}
		}}),
	}
}

// brokenReports mix up operation reports that share something.
func brokenReports() []ERP {
	operation := schemas.Operation
	return []ERP{
		mixing("report-by-step-of-order", "keeps one report on each step of a work order", keyOf(operation, func(t *thing) string { return t.order + " " + t.act + " " + t.position })),
		mixing("report-by-step-of-sku", "keeps one report on each step for a sku", keyOf(operation, func(t *thing) string { return t.sku + " " + t.act + " " + t.position })),
		mixing("report-by-step-of-serial", "keeps one report on each step for a serial", keyOf(operation, func(t *thing) string {
			if t.serial == "" {
				return ""
			}
			return t.serial + " " + t.act + " " + t.position
		})),
		mixing("report-by-code", "keeps one report on each actCode for a stock", keyOf(operation, func(t *thing) string { return t.stock + " " + t.act })),
		mixing("report-by-position", "keeps one report on each position for a stock", keyOf(operation, func(t *thing) string { return t.stock + " " + t.position })),
		mixing("report-by-center", "keeps one report on each work center for a stock", keyOf(operation, func(t *thing) string { return t.stock + " " + t.center })),
		mixing("report-by-session", "keeps one report on each step of a session", keyOf(operation, func(t *thing) string { return t.session + " " + t.act + " " + t.position })),
		mixing("report-by-routing-id", "keeps one report for each operationExternalId", keyOf(operation, func(t *thing) string { return t.routing }), "O6"),
		mixing("batch-reports-by-order", "keeps one report on each step for what has no serial on a work order", keyOf(operation, func(t *thing) string {
			if t.serial != "" {
				return ""
			}
			return t.order + " " + t.act + " " + t.position
		})),
		mixing("take-back-by-step", "takes back the last report on the step of the work order, whatever its id", habits{finds: func(t, meant *thing) bool {
			return t.kind == schemas.Device && t.stock == meant.stock || t.kind == schemas.ItemAttach && t.meansSame(meant) ||
				t.kind == operation && t.order == meant.order && t.act == meant.act && t.position == meant.position
		}}),
		mixing("take-back-clears-device", "takes back all reports on the device", along(operation, operation, func(t, other *thing) bool { return other.stock == t.stock })),
		mixing("take-back-clears-step", "takes back the reports on the step of all devices of the work order", along(operation, operation, func(t, other *thing) bool {
			return other.order == t.order && other.act == t.act && other.position == t.position
		})),
		mixing("take-back-detaches", "detaches the parts of a device when a report is taken back", along(operation, schemas.ItemAttach, func(t, other *thing) bool { return other.stock == t.stock })),
		mixing("take-back-detaches-in-session", "detaches the parts of all devices of a session when a report is taken back", along(operation, schemas.ItemAttach, func(t, other *thing) bool {
			return other.session == t.session && other.stock != t.stock
		})),
		broken("report-id-of-device", "answers the id of the device for each report on it", []string{"E4"}, habits{deaf: true, says: func(p post, r *reply) {
			if p.kind != schemas.ItemAttach && r.id != nil {
				r.id = fmt.Sprint("OF-", p.text("stockId"))
			}
		}}),
	}
}
