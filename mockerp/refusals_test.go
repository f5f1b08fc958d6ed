package mockerp

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/network"
	"github.com/erpkit/erpkit/schemas"
)

const rightIDs = `"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc","stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf",` +
	`"sessionId":"8be4d280-0978-11f0-85c5-17a4d49812dc","workorderExternalId":null`

// TestRefusal_ShowsTheLikeliestFinding: the person at the station reads this line and nothing else.
func TestRefusal_ShowsTheLikeliestFinding(t *testing.T) {
	tests := map[string]struct {
		kind                  schemas.Kind
		contentType, body     string
		status                int
		wanted                string
		wantedEnd, notAWordOf string
	}{
		"no JSON":        {schemas.Device, "application/json", `{"a":1,"a":2,`, 400, "The body is not JSON", "(and 1 more)", ""},
		"no JSON inside": {schemas.Device, "application/json", `{"a":1,"a":2,"item":{"sku":tru}}`, 400, "The body is not JSON", "(and 1 more)", ""},
		"a form": {schemas.Device, "application/x-www-form-urlencoded", `a=1`, 415, "The Content-Type is application/x-www-form-urlencoded",
			"(and 1 more)", ""},
		"the wrong integration": {schemas.Operation, "application/json", `{"type":"add","workorderNumber":"N","sku":"7","serial":"S",` + rightIDs + `}`,
			422, "The body is a valid device post that arrived as operation", "(and 5 more)", "actCode"},
		"a wrong type": {schemas.Device, "application/json", `{"type":"Add","workorderNumber":"N","sku":"7","srial":"S",` + rightIDs + `}`,
			422, "`type` is \"Add\"", "Did you mean `add`? (and 1 more)", ""},
		"no type": {schemas.Device, "application/json", `{"externalId":5,"workorderNumber":"N","sku":7,"serial":"S",` + rightIDs + `}`,
			422, "`type` is missing", "(and 2 more)", ""},
		"a type twice": {schemas.Device, "application/json", `{"type":"add","type":"add","workorderNumber":"N","sku":"7","serial":"",` + rightIDs + `}`,
			422, "`type` appears more than once", "(and 1 more)", ""},
		"one member": {schemas.Device, "application/json", `{"type":"add","workorderNumber":"N","sku":"7","srial":"S",` + rightIDs + `}`,
			422, "`serial` is missing", "`srial` is not known; did you mean `serial`?", "more)"}, // the note on srial is not counted
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			j := judge(test.kind, http.Header{"Content-Type": {test.contentType}}, "", []byte(test.body))
			got := refuseFindings(j.status, j.findings)
			if got.status != test.status || !strings.HasPrefix(got.message, test.wanted) || !strings.HasSuffix(got.message, test.wantedEnd) ||
				test.notAWordOf != "" && strings.Contains(got.message, test.notAWordOf) {
				t.Errorf("got %d %s", got.status, got.message)
			}
			if again := judge(test.kind, http.Header{"Content-Type": {test.contentType}}, "", []byte(test.body)); refuseFindings(again.status, again.findings) != got {
				t.Errorf("the second time it was another: %+v", again)
			}
		})
	}
}

// TestRefusal_GoesByLevelAndThenByOrder: MUST before SHOULD before NOTE, and the first of equals.
func TestRefusal_GoesByLevelAndThenByOrder(t *testing.T) {
	all := []schemas.Finding{
		{Clause: "T8", Level: schemas.Note, Pointer: "/x", Message: "A note."},
		{Clause: "F5", Level: schemas.Should, Message: "A should."},
		{Clause: "P1", Level: schemas.Must, Pointer: "/a", Message: "The first must.", Hint: "mend it"},
		{Clause: "P1", Level: schemas.Must, Pointer: "/b", Message: "The second must."},
	}
	for n, wanted := range []string{"", "A note.", "A should.", "The first must. Mend it.", "The first must. Mend it. (and 1 more)"} {
		if got := refuseFindings(422, all[:n]); got.message != wanted {
			t.Errorf("of %d findings: got %q, wanted %q", n, got.message, wanted)
		}
	}
	slices.Reverse(all)
	if got := refuseFindings(422, all); got.message != "The second must. (and 1 more)" {
		t.Errorf("got %q", got.message)
	}
}

// TestRefusal_SaysWhenToTryAgain: with 503 alone, in whatever way it is refused.
func TestRefusal_SaysWhenToTryAgain(t *testing.T) {
	for _, said := range []refusal{
		refuseRuns(1), refuseBusy(), refuseStorage(), refuseStorageBehind(), refuseUnread(network.Unread{Reason: network.TooManyConnections}, 1),
		refuseLength(1), refuseSlow(), refuseMethod("GET"), refuseOrigin(""), refusePanic(), refuseUnread(network.Unread{}, 1),
	} {
		if again := said.answer(nil).Header.Get("Retry-After"); (again == "1") != (said.status == 503) || said.status != 503 && again != "" {
			t.Errorf("%d %s: it is to be tried again after %q", said.status, said.message, again)
		}
	}
}
