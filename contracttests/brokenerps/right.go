package brokenerps

import (
	"fmt"
	"net/http"

	"github.com/erpkit/erpkit/schemas"
)

// rightOnes keep every MUST, each in the style of another team.
func rightOnes() []ERP {
	oneURL := right("right-one-url", "has one address for all kinds and tells them by shape", nil, habits{})
	oneURL.OneURL = true
	return []ERP{
		right("right", "always answers an id, and refuses what cannot be", nil, habits{}),
		right("right-uuids", "gives ids that look like UUIDs and finds things by their id alone", nil, habits{blind: true, names: func(kind schemas.Kind, n int) any {
			return fmt.Sprintf("%08x-0000-4000-8000-00000000000%d", n, len(kind)%10)
		}}),
		right("right-number-texts", "gives ids that are numbers, as text", nil, habits{names: func(kind schemas.Kind, n int) any {
			return fmt.Sprintf("%d%06d", len(kind), n)
		}}),
		right("right-created", "answers 201 with more members than the MES reads", nil, habits{says: func(_ post, r *reply) {
			if r.status < http.StatusBadRequest {
				r.status, r.raw = http.StatusCreated, fmt.Appendf(nil, `{"externalId":%q,"status":"created","warnings":[],"error":null}`, r.id)
			}
		}}),
		right("right-refuses-repeats", "refuses a report that arrives twice", nil, habits{refuseTwice: true}),
		right("right-new-id-on-update", "gives a device a new id with every change", nil, habits{numbersOnUpdate: true}),
		right("right-without-ids", "answers 204 and never an id", []string{"E4"}, habits{names: noID, says: func(_ post, r *reply) {
			if r.status < http.StatusBadRequest {
				r.status, r.raw = http.StatusNoContent, []byte{}
			}
		}}),
		right("right-plain-text", "answers OK as plain text", []string{"E4"}, habits{names: noID, says: func(_ post, r *reply) {
			if r.status < http.StatusBadRequest {
				r.raw, r.header = []byte("OK"), http.Header{"Content-Type": {"text/plain"}}
			}
		}}),
		right("right-lenient", "says yes to everything", []string{"E5"}, habits{unchecked: func(int) bool { return true }}),
		oneURL,
	}
}
