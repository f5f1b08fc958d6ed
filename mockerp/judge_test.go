package mockerp

import (
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// TestJudge is step 2 as a table: what a post is, and with which status it would be refused. The clauses are
// those of the findings of level MUST, in their order.
func TestJudge(t *testing.T) {
	const right = `{"type":"add","workorderNumber":"N","sku":"7","serial":"S",` + rightIDs + `}`
	attach := strings.Replace(right, `"type"`, `"item":{"sku":"9","quantity":1},"type"`, 1)
	operation := strings.Replace(right, `"type"`, `"actCode":"A","workCenterCode":"W","position":1,"validQty":1,"invalidQty":0,"operationExternalId":null,"type"`, 1)
	noType := http.Header{}
	json := http.Header{"Content-Type": {"application/json"}}
	for name, test := range map[string]struct {
		kind    schemas.Kind
		header  http.Header
		query   string
		body    string
		wanted  schemas.Kind
		status  int
		clauses string
		asked   int // the status of the wish
	}{
		"right":                     {schemas.Device, json, "", right, schemas.Device, 0, "", 0},
		"a device by its shape":     {"", json, "", right, schemas.Device, 0, "", 0},
		"an item by its shape":      {"", json, "", attach, schemas.ItemAttach, 0, "", 0},
		"an operation by its shape": {"", json, "", operation, schemas.Operation, 0, "", 0},
		"no shape at all":           {"", json, "", `[]`, schemas.Device, 400, "T1", 0},
		"no content type":           {schemas.Device, noType, "", right, schemas.Device, 415, "T1", 0},
		"no JSON":                   {schemas.Operation, json, "", `{`, schemas.Operation, 400, "T1", 0},
		"a wrong member":            {schemas.Device, json, "", strings.Replace(right, `"S"`, `""`, 1), schemas.Device, 422, "D2", 0},
		"all at once":               {schemas.Device, noType, "", strings.Replace(right, `"S"`, `""`, 1), schemas.Device, 415, "T1 D2", 0},
		"a wish":                    {schemas.Device, json, "prefer=status=409", right, schemas.Device, 0, "", 409},
		"a wish that is none":       {schemas.Device, json, "prefer=stauts=409", right, schemas.Device, 0, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := judge(test.kind, test.header, test.query, []byte(test.body))
			if got.kind != test.wanted || got.status != test.status || got.wish.Status != test.asked {
				t.Errorf("it is a %s, refused with %d, and asks for %d", got.kind, got.status, got.wish.Status)
			}
			if (got.payload == nil) != (test.status == 400) {
				t.Errorf("the payload is %v", got.payload)
			}
			var must []schemas.Finding
			for _, f := range got.findings {
				if f.Level == schemas.Must {
					must = append(must, f)
				}
			}
			if clausesOf(must) != test.clauses {
				t.Errorf("got the findings %+v", got.findings)
			}
			if noted := len(got.findings) > len(must); noted != (name == "a wish that is none") {
				t.Errorf("got the notes %+v", got.findings)
			}
		})
	}
}
