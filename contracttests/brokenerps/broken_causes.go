package brokenerps

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// unreadIDs find things by ids alone, which they answer in a form that the MES does not read.
func unreadIDs() []ERP {
	number := func(_ schemas.Kind, n int) any { return n }
	return []ERP{
		broken("number-as-only-id", "answers ids as JSON numbers and finds things by nothing else", []string{"E3"}, habits{blind: true, names: number}),
		broken("number-as-only-part-id", "answers the ids of parts as JSON numbers and finds them by nothing else", []string{"E3"}, habits{blind: true, names: func(kind schemas.Kind, n int) any {
			if kind == schemas.ItemAttach {
				return n
			}
			return honestID(kind, n)
		}}),
		broken("null-as-only-id", "answers null as id and finds things by nothing else", []string{"E3"}, onlyID(`{"externalId":null}`)),
		broken("array-as-only-id", "answers a JSON array and finds things by the id in it", []string{"E3"}, onlyID(`[{"externalId":%q}]`)),
		broken("broken-json-as-only-id", "answers JSON without quotes and finds things by the id in it", []string{"E3"}, onlyID(`{externalId:%q}`)),
		broken("warning-before-json", "lets the warnings of its language run into the answer", []string{"E3"}, onlyID("<br />\n<b>Warning</b>: Undefined index\n"+`{"externalId":%q}`)),
		broken("wrapped-as-only-id", "answers the id inside data and finds things by nothing else", []string{"D4", "I3", "I6", "O5", "E4"}, onlyID(`{"data":{"externalId":%q}}`)),
	}
}

// onlyID is the habit of answering the id in the ERP's own form and finding things by nothing else.
func onlyID(form string) habits { return habits{blind: true, says: accepts(form)} }

// accepts answers what was booked in the ERP's own form, with the id in it.
func accepts(form string) func(post, *reply) {
	return func(_ post, r *reply) {
		if r.status < http.StatusBadRequest {
			r.raw = []byte(form)
			if strings.Contains(form, "%") {
				r.raw = fmt.Appendf(nil, form, r.id)
			}
		}
	}
}

// lostIDs do not know their own ids when they come back, and find things by nothing else.
func lostIDs() []ERP {
	return []ERP{
		broken("forgets-all-ids", "answers ids that it does not know and finds things by nothing else", []string{"E2"}, forgets("", func(id string) string { return "ERP/" + id })),
		broken("forgets-part-ids", "does not know the ids of parts and finds them by nothing else", []string{"E2"}, forgets(schemas.ItemAttach, func(id string) string { return id + "-1" })),
		broken("forgets-report-ids", "does not know the ids of reports and finds them by nothing else", []string{"E2"}, forgets(schemas.Operation, func(id string) string { return id + "-1" })),
		broken("lower-case-ids", "answers ids in lower case and finds things by the upper case", []string{"E2"}, forgets("", strings.ToLower)),
		broken("id-as-number-back", "answers ids as text and wants them back as numbers", []string{"E2"}, refuses("externalId must be a number.", func(p post) bool {
			return p.text("externalId")+p.text("item.externalId") != ""
		})),
		broken("rekeys-silently", "gives a device a new id with every change and does not say it", []string{"D5"}, habits{
			blind: true, numbersOnUpdate: true, says: func(p post, r *reply) {
				if p.act == "update" {
					r.id = nil
				}
			},
		}),
	}
}

// forgets is the habit of answering ids, of one kind or of all, that differ from those in the books.
func forgets(kind schemas.Kind, otherwise func(id string) string) habits {
	return habits{blind: true, says: func(p post, r *reply) {
		if id, ok := r.id.(string); ok && p.act == "add" && (kind == "" || p.kind == kind) {
			r.id = otherwise(id)
		}
	}}
}

// sharedIDs give one id to several things, or an id to some only.
func sharedIDs() []ERP {
	return []ERP{
		broken("part-id-of-its-device", "gives a part the id of its device", []string{"E4", "E1"}, habits{idOf: func(p post) any {
			if p.kind == schemas.ItemAttach && p.has("externalId") {
				return p.text("externalId")
			}
			return p.text("type") + p.text("stockId") + p.text("item.serial") + p.text("actCode")
		}}),
		broken("report-id-of-its-device", "gives all reports on a device one id", []string{"E4", "E1"}, habits{idOf: func(p post) any {
			return string(p.kind) + p.text("stockId") + p.text("item.serial") + p.number("item.quantity")
		}}),
		broken("part-id-is-its-sku", "gives the sku of a part as its id", []string{"E4", "E1"}, habits{idOf: func(p post) any {
			if p.kind == schemas.ItemAttach {
				return p.text("item.sku")
			}
			return string(p.kind) + p.text("stockId") + p.text("actCode") + p.number("position")
		}}),
		broken("id-of-the-session", "gives the id of the session and finds things by it", []string{"E4", "E1", "E10"}, habits{idOf: func(p post) any { return p.text("sessionId") }}),
		broken("every-second-id", "answers an id every second time", []string{"E4"}, habits{names: func(kind schemas.Kind, n int) any {
			if n%2 == 0 {
				return nil
			}
			return honestID(kind, n)
		}}),
	}
}

// wantedMembers require members that a post does not have, or refuse members that even the plainest post has.
func wantedMembers() []ERP {
	return []ERP{
		broken("wants-a-part-id-that-it-never-gave", "gives parts no id and wants it when they are detached", []string{"I6", "E4"}, neverGiven(schemas.ItemAttach, schemas.ItemAttach, "item.externalId")),
		broken("wants-a-report-id-that-it-never-gave", "gives reports no id and wants it when they are taken back", []string{"O5", "E4"}, neverGiven(schemas.Operation, schemas.Operation, "externalId")),
		broken("wants-a-parent-id-that-it-never-gave", "gives devices no id and wants it when parts are attached", []string{"I3", "E4"}, neverGiven(schemas.Device, schemas.ItemAttach, "externalId")),
		broken("no-made-parts", "takes no parts that a sub work order made", []string{"I5"}, refuses("The sub work order is not closed.", func(p post) bool {
			return p.has("item.workorderNumber")
		})),
		broken("no-rejects-is-nothing", "asks whether invalidQty is truthy, so that a report of good pieces has none", []string{"O3"}, refuses("invalidQty is missing.", func(p post) bool {
			return p.kind == schemas.Operation && p.number("invalidQty") == "0"
		})),
	}
}

// neverGiven is the habit of giving no ids to things of one kind, and requiring them in posts of a kind that
// carries them.
func neverGiven(to, wantedIn schemas.Kind, member string) habits {
	return habits{
		names: noIDOf(to),
		demands: func(p post) string {
			if p.kind == wantedIn && (p.act == "remove" || to != wantedIn) && !p.has(member) {
				return member + " is missing."
			}
			return ""
		},
	}
}

// brokenAfterwards do what was asked and are wrong after it.
func brokenAfterwards() []ERP {
	return []ERP{
		broken("refuses-by-redirect", "redirects to a page with the error when it refuses", []string{"E5"}, habits{says: func(_ post, r *reply) {
			if r.status >= http.StatusBadRequest {
				r.status, r.header, r.raw = http.StatusFound, http.Header{"Location": {"/error"}}, []byte{}
			}
		}}),
		broken("report-given-once", "marks a report that is taken back as deleted and refuses it for ever", []string{"E1"}, givenOnce(schemas.Operation)),
		broken("part-attached-once", "marks a part that is detached as deleted and refuses it on that device for ever", []string{"E1"}, givenOnce(schemas.ItemAttach)),
		broken("refused-add-stays", "keeps the first part of an add that it refuses, and takes the right one for a repeat", []string{"E10"}, refusedStays()),
		broken("old-serial-of-parts", "wants the first serial of a device when parts are attached", []string{"F4", "E1"}, firstSerial()),
		broken("single-precision", "keeps quantities as numbers of single precision", []string{"P6"}, habits{keeps: func(text string) string {
			if n, err := strconv.ParseFloat(text, 32); err == nil && strings.Contains(text, ".") {
				return strconv.FormatFloat(n, 'f', -1, 64)
			}
			return text
		}}),
		broken("detach-501", "answers 501 when a part is detached", []string{"E1", "E5"}, habits{says: func(p post, r *reply) {
			if p.kind == schemas.ItemAttach && p.act == "remove" {
				r.status, r.message = http.StatusNotImplemented, "Not implemented"
			}
		}}),
		broken("error-inside-report", "answers every report with a success that speaks of an error", []string{"T3"}, habits{says: func(p post, r *reply) {
			if p.kind == schemas.Operation && p.act == "add" {
				r.status, r.raw = http.StatusOK, []byte(`{"success":false,"error":"There is no route."}`)
			}
		}}),
	}
}

// place is where a part or a report is on a device.
func place(p post) string {
	return strings.Join([]string{p.text("stockId"), p.text("actCode"), p.number("position"), p.text("item.sku"), p.text("item.serial"), p.number("item.quantity")}, " ")
}

// givenOnce refuses a removed thing that is added again.
func givenOnce(kind schemas.Kind) habits {
	return habits{looks: func(c *core, p post) string {
		key := "gone " + place(p)
		switch {
		case p.kind != kind:
		case p.act == "remove":
			c.burnt[key] = true
		case c.burnt[key]:
			return "Duplicate entry."
		}
		return ""
	}}
}

// refusedStays remembers an add without sku and takes the right one for a repeat.
func refusedStays() habits {
	key := func(p post) string { return "begun " + place(p) + string(p.kind) }
	return habits{
		afterwards: func(c *core, p post) {
			if p.act == "add" && p.text("sku") == "" && p.text("workorderNumber") != "" {
				c.burnt[key(p)] = true
			}
		},
		looks: func(c *core, p post) string {
			if p.act == "add" && c.burnt[key(p)] {
				return "This was reported already: reload the work order."
			}
			return ""
		},
	}
}

// firstSerial expects the first serial of a device when a part is attached.
func firstSerial() habits {
	return habits{looks: func(c *core, p post) string {
		device := "first " + p.text("stockId")
		mine := device + " " + p.text("serial")
		switch {
		case p.kind == schemas.Device && p.act == "add":
			c.burnt[device], c.burnt[mine] = true, true
		case p.kind == schemas.ItemAttach && p.has("serial") && c.burnt[device] && !c.burnt[mine]:
			return "This device has another serial: scan it again."
		}
		return ""
	}}
}
