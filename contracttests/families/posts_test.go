package families_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/families"
	"github.com/erpkit/erpkit/schemas"
)

// posts runs one check at an ERP of the catalogue, and gives its result with the posts that are of the check itself.
func posts(t *testing.T, erpName, checkName string) (check.Result, []check.Exchange) {
	t.Helper()
	erp, err := brokenerps.Find(erpName, brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	r := judged(t, erp, named(t, checkName))[0]
	var own []check.Exchange
	for _, x := range r.Exchanges {
		if !x.Cleanup {
			own = append(own, x)
		}
	}
	return r, own
}

func object(x check.Exchange) map[string]any {
	object, _ := schemas.Parse(x.Result.Transcript.RequestBody)
	return object
}

// What was never there is removed with an id that nobody gave, but only at an ERP that gives ids.
func TestRemoveUnknown_PretendsAnIDWhereTheERPGivesThem(t *testing.T) {
	for name, want := range map[string]bool{"right": true, "right-without-ids": false} {
		for _, kind := range schemas.Kinds() {
			r, own := posts(t, name, string(kind)+": a remove of an unknown thing is refused")
			last := object(own[len(own)-1])
			if item, isItem := last["item"].(map[string]any); isItem {
				last = item
			}
			if id := schemas.Text(last, "externalId"); r.Outcome != check.Pass || !own[len(own)-1].Wrong || strings.HasPrefix(id, "UNKNOWN-") != want || !want && id != "" {
				t.Errorf("%s at %s: %s, the id is %q", kind, name, r.Outcome, id)
			}
		}
	}
}

// Two reports on one step of one order carry the same id of the step.
func TestSharing_OneStepHasOneID(t *testing.T) {
	r, own := posts(t, "right", "operation: two reports on one step with an ERP id are two things")
	ids := map[string]int{}
	for _, x := range own {
		if x.Act == (schemas.Act{Kind: schemas.Operation, Type: "add"}) {
			ids[schemas.Text(object(x), "operationExternalId")]++
		}
	}
	if r.Outcome != check.Pass || len(ids) != 1 || ids[""] > 0 {
		t.Errorf("%s, %s: the ids are %v", r.Outcome, r.Reason, ids)
	}
}

// The first remove of what was added is right, and only the second is meant to be refused.
func TestRepeats_TheSecondRemoveIsImpossible(t *testing.T) {
	_, own := posts(t, "books-twice-without-ids", "operation: the same add twice is booked once")
	var wrong []bool
	for _, x := range own {
		if x.Act.Type == "remove" {
			wrong = append(wrong, x.Wrong)
		}
	}
	if len(wrong) != 4 || wrong[0] || !wrong[1] || wrong[2] || !wrong[3] {
		t.Errorf("the removes that were meant to be refused: %v", wrong)
	}
}

// Characters are escaped inside texts, so that the same is said.
func TestTransport_EscapesCharactersOfTexts(t *testing.T) {
	r, own := posts(t, "right", "device: JSON with escaped characters")
	for _, x := range own {
		body := string(x.Result.Transcript.RequestBody)
		if !strings.Contains(body, `\u002d`) || !strings.Contains(body, `\u0053`) || strings.ContainsAny(body, "-SO") || !strings.HasPrefix(schemas.Text(object(x), "serial"), "SN-RUN") {
			t.Errorf("posted %s", body)
		}
	}
	if r.Outcome != check.Pass || len(own) < 3 {
		t.Errorf("%s after %d posts", r.Outcome, len(own))
	}
}

// A long check passes whatever is noted of an answer, and is blocked by what the MES does not read.
func TestSmoke_IsBlockedByWhatTheMESDoesNotRead(t *testing.T) {
	for _, c := range []struct {
		check    string
		accepted string // answers, "" as they are
		refused  string
		want     check.Outcome
	}{
		{"smoke: a device with all that is special", `{"message":"booked"}`, "", check.Pass},
		{"smoke: a device with all that is special", `{"externalId":null}`, "", check.Skip},
		{"smoke: a device with all that is special", `{"externalId":7}`, "", check.Skip},
		{"smoke: refusals", "", `{"message":"No.","externalId":"E-1"}`, check.Pass},
		{"smoke: refusals", "", `{"message":5}`, check.Skip},
	} {
		erp := changed(t, "right-without-ids", func(_ map[string]any, status int, body string) (int, string) {
			switch {
			case status < 300 && c.accepted != "":
				return 200, c.accepted
			case status >= 400 && c.refused != "":
				body = c.refused
			}
			return status, body
		})
		for _, one := range families.Smoke() {
			if one.Name != c.check {
				continue
			}
			if r := judged(t, erp, []check.Check{one})[0]; r.Outcome != c.want || c.want == check.Skip && r.Lead.Clauses[0] == "" {
				t.Errorf("%s, %s %s: %s, %s", c.check, c.accepted, c.refused, r.Outcome, r.Reason)
			}
		}
	}
}
