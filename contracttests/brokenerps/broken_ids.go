package brokenerps

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// brokenIDs are wrong about the ids that they give.
func brokenIDs() []ERP {
	return []ERP{
		broken("loses-its-ids", "answers an id with a prefix and does not know it with the prefix", []string{"E2"}, habits{
			says: func(_ post, r *reply) {
				if id, ok := r.id.(string); ok {
					r.id = "ERP/" + id
				}
			},
		}),
		broken("loses-device-id-on-attach", "does not know the id of the device when a part is attached", []string{"E2"}, refuses("There is no parent with this id.", func(p post) bool {
			return p.kind == schemas.ItemAttach && p.has("externalId")
		})),
		broken("same-id-for-all", "answers the same id to everything", []string{"E4"}, habits{deaf: true, names: func(schemas.Kind, int) any { return "OK-1" }}),
		broken("id-of-the-work-order", "answers the id of the work order instead of the thing's own", []string{"E4"}, habits{deaf: true, says: func(p post, r *reply) {
			if r.id != nil {
				r.id = "WO/" + p.text("workorderNumber")
			}
		}}),
	}
}

// brokenIDAnswers answer ids in a form that the MES does not read, or expect them back in a form that it does not send.
func brokenIDAnswers() []ERP {
	return []ERP{
		broken("number-as-id", "answers ids as JSON numbers, which the MES does not read", []string{"E3"}, habits{deaf: true, names: func(_ schemas.Kind, n int) any { return n }}),
		broken("empty-id", "answers an empty text as id", []string{"E3"}, habits{deaf: true, names: func(schemas.Kind, int) any { return "" }}),
		broken("null-id", "answers null as id", []string{"E3"}, habits{deaf: true, names: noID, says: accepts(`{"externalId":null}`)}),
		broken("id-under-another-name", "answers the id as a member that the MES does not read", []string{"E4"}, habits{deaf: true, says: accepts(`{"external_id":%q}`)}),
		broken("array-answer", "answers a JSON array", []string{"E3"}, habits{deaf: true, says: accepts(`[{"externalId":%q}]`)}),
		broken("broken-json-answer", "answers JSON that breaks off", []string{"E3"}, habits{deaf: true, says: accepts(`{"externalId":%q,`)}),
		broken("forgets-new-id", "answers a new id to an update and then knows the old one only", []string{"D5"}, habits{forgetUpdate: true}),
		broken("wants-an-id-that-it-never-gave", "gives devices no id and finds them by id only", []string{"D4", "E4"}, habits{
			names: noIDOf(schemas.Device), demands: func(p post) string {
				if p.kind == schemas.Device && p.act != "add" && !p.has("externalId") {
					return "externalId is missing."
				}
				return ""
			},
		}),
		broken("null-report-id", "gives reports no id and refuses null when they are taken back", []string{"O5", "E4"}, habits{
			names: noIDOf(schemas.Operation), demands: func(p post) string {
				if value, there := p.object["externalId"]; there && value == nil {
					return "externalId must be a text."
				}
				return ""
			},
		}),
		broken("dedupes-too-much", "takes the same step of two devices on one work order for one report", []string{"E4", "E1"}, habits{
			sameReport: func(old, again *thing) bool {
				return old.kind == schemas.Operation && old.order == again.order && old.position == again.position && old.act == again.act
			},
		}),
	}
}

func noID(schemas.Kind, int) any { return nil }

// noIDOf gives things of one kind no id.
func noIDOf(without schemas.Kind) func(schemas.Kind, int) any {
	return func(kind schemas.Kind, n int) any {
		if kind == without {
			return nil
		}
		return honestID(kind, n)
	}
}

// honestID is how the honest core names things.
func honestID(kind schemas.Kind, n int) any {
	return fmt.Sprintf("%s-%d", strings.ToUpper(string(kind[:1])), n)
}
