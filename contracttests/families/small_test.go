package families_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/erpkit/erpkit/contracttests/brokenerps"
	"github.com/erpkit/erpkit/contracttests/check"
	"github.com/erpkit/erpkit/contracttests/families"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/golden"
)

// TestTheListOfChecks_IsKept checks the clauses, kinds and consequences of every check, including those of smoke.
func TestTheListOfChecks_IsKept(t *testing.T) {
	var out strings.Builder
	for _, c := range slices.Concat(families.All(), families.Smoke()[:6]) {
		fmt.Fprintf(&out, "%s: %s %v, %s, %v, explains %v", c.Name, c.Clause, c.Also, c.Family, c.Kinds, c.Explains)
		if c.First || c.Alone || c.Times != (schemas.Act{}) {
			fmt.Fprintf(&out, ", first %v, alone %v, times %s", c.First, c.Alone, c.Times)
		}
		out.WriteString("\n")
	}
	golden.Compare(t, "testdata/checks.txt", []byte(out.String()))
}

// changed is an ERP of the catalogue whose answers are changed on the way.
func changed(t *testing.T, name string, change func(post map[string]any, status int, body string) (int, string)) brokenerps.ERP {
	t.Helper()
	erp, err := brokenerps.Find(name, brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	make := erp.Handler
	erp.Handler = func() http.Handler {
		inner := make()
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			rec := httptest.NewRecorder()
			inner.ServeHTTP(rec, r)
			post, _ := schemas.Parse(body)
			status, text := change(post, rec.Code, rec.Body.String())
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		})
	}
	return erp
}

// named is one check.
func named(t *testing.T, name string) []check.Check {
	t.Helper()
	for _, c := range families.All() {
		if c.Name == name {
			return []check.Check{c}
		}
	}
	t.Fatalf("there is no check %q", name)
	return nil
}

// A success with something else in place of an id is shown as it is, unless it is long.
func TestAnswers_SayWhatStandsInPlaceOfAnID(t *testing.T) {
	const text, id = "the answer to operation remove has a text as externalId, if any", "the answer to operation add has an id"
	long := func(n int) string { return `["` + strings.Repeat("x", n-4) + `"]` }
	for _, c := range []struct {
		body, check string
		outcome     check.Outcome
		words       string
	}{
		{`[]`, text, check.Pass, ""}, {`nothing`, text, check.Pass, ""}, {`{"id":"7"}`, text, check.Pass, ""}, {`[7]`, text, check.Fail, "It answered a JSON array,"},
		{`{"externalId":`, text, check.Fail, "a JSON object that cannot be read"}, {`x "externalId"`, text, check.Fail, "a JSON object that cannot be read"},
		{`{"externalId":` + long(60) + `}`, id, check.Skip, "externalId as " + long(60)}, {`{"externalId":` + long(61) + `}`, id, check.Skip, "externalId as something else"},
	} {
		erp := changed(t, "right-without-ids", func(_ map[string]any, status int, text string) (int, string) {
			if status < 300 {
				return 200, c.body
			}
			return status, text
		})
		if r := judged(t, erp, named(t, c.check))[0]; r.Outcome != c.outcome || !strings.Contains(r.Reason, c.words) {
			t.Errorf("%s: %s, %s", c.body, r.Outcome, r.Reason)
		}
	}
}

// An id that the ERP gave and does not know is told from a refusal for another reason, though its refusals are plain
// text with names in it.
func TestIDs_AreToBlameWhateverTheRefusalsSay(t *testing.T) {
	echo := func(post map[string]any, status int, body string) (int, string) {
		if status < 400 {
			return status, body
		}
		return 409, fmt.Sprintf("No: %s, %s, %s of %s", schemas.Text(post, "serial"), schemas.Text(post, "stockId"), schemas.Text(post, "externalId"), schemas.Text(post, "type"))
	}
	parent := func(post map[string]any, status int, body string) (int, string) {
		switch _, isItem := post["item"]; {
		case isItem && schemas.Text(post, "externalId") == "":
			return 422, `{"message":"Give the id of the device."}`
		case isItem:
			return 404, `{"message":"The device is not known."}`
		}
		return status, body
	}
	never := func(post map[string]any, status int, body string) (int, string) {
		if _, isItem := post["item"]; isItem {
			return 422, `{"message":"No parts today."}`
		}
		return status, body
	}
	for _, c := range []struct {
		erp     string
		change  func(map[string]any, int, string) (int, string)
		check   string
		outcome check.Outcome
		words   string
	}{
		{"lower-case-ids", echo, "device update is accepted with the id that the ERP gave", check.Fail, `with the id "d-1" that the ERP itself gave`},
		{"lower-case-ids", echo, "device remove is accepted", check.Skip, "the id is to blame"},
		{"right", parent, "item-attach add is accepted with the id of the device", check.Fail, "of its device"},
		{"right", never, "item-attach add is accepted with the id of the device", check.Skip, "without the id of the device as well"},
		{"right", never, "item-attach: add and remove of a part that was never given an id", check.Skip, "this check builds on that"},
	} {
		r := judged(t, changed(t, c.erp, c.change), named(t, c.check))[0]
		if r.Outcome != c.outcome || !strings.Contains(r.Reason, c.words) {
			t.Errorf("%s at %s: %s, %s", c.check, c.erp, r.Outcome, r.Reason)
		}
	}
}

// An ERP that gives an id with every update, the same one again too, has booked the update twice.
func TestRepeats_OfAnUpdateWithTwoIDs(t *testing.T) {
	n := 0
	erp := changed(t, "right-without-ids", func(post map[string]any, status int, body string) (int, string) {
		if status < 300 && post["type"] == "update" {
			n++
			return 200, fmt.Sprintf(`{"externalId":"U-%d"}`, n)
		}
		return status, body
	})
	r := judged(t, erp, named(t, "device: the same update twice"))[0]
	if r.Outcome != check.Fail || !strings.Contains(r.Reason, `answered with the id "U-1" of the first. It answered with the id "U-2".`) {
		t.Errorf("%s, %s", r.Outcome, r.Reason)
	}
}

// The serials of a ladder have the given lengths, begin alike, and have at most 255 characters.
func TestSerials_OfALadderBeginAlike(t *testing.T) {
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	r := judged(t, erp, named(t, "device: serials of 31 to 255 characters that differ only at the end are two things"))[0]
	var serials []string
	var lengths []int
	for _, x := range r.Exchanges {
		if post, _ := schemas.Parse(x.Result.Transcript.RequestBody); x.Act.Type == "add" {
			serials = append(serials, schemas.Text(post, "serial"))
			lengths = append(lengths, utf8.RuneCountInString(schemas.Text(post, "serial")))
		}
	}
	if !slices.Equal(lengths, []int{31, 33, 51, 65, 101, 129, 255, 255}) {
		t.Fatalf("the lengths are %v", lengths)
	}
	last := serials[len(serials)-1]
	for i, serial := range serials[:len(serials)-1] {
		if begin := min(len(serial), 254); serial[:begin] != last[:begin] || serial == last || last[254] != 'y' {
			t.Errorf("serial %d begins otherwise than the last: %s", i, serial)
		}
	}
}

// A flow with master data takes what there is: one step where the routing has one, one part where two would look the same.
func TestFlows_TakeWhatTheMasterDataGive(t *testing.T) {
	erp, err := brokenerps.Find("right", brokenerps.Tempo{})
	if err != nil {
		t.Fatal(err)
	}
	erp.Master = `version: 1
workOrders:
  - {number: MO-1, sku: GUITAR, quantity: 20}
  - {number: MO-2, sku: CABLE, quantity: 20}
parts:
  - {sku: GUITAR, newSerials: "G-{n:6}"}
  - {sku: CABLE}
  - {sku: SCREW}
operations:
  - {actCode: CUT, workCenterCode: WC-1, position: 10}
`
	r := judged(t, erp, named(t, "flow: a guitar from its serial to the last removal"))[0]
	var acts []string
	for _, x := range r.Exchanges {
		acts = append(acts, x.Act.String())
	}
	want := "device add, item-attach add, operation add, device update, operation remove, item-attach remove, device remove"
	if got := strings.Join(acts, ", "); r.Outcome != check.Pass || got != want {
		t.Errorf("%s, %s: %s", r.Outcome, r.Reason, got)
	}
}
