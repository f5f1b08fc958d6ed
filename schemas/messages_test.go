package schemas_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

const deviceIDs = `"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc","stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf",` +
	`"sessionId":"550e8400-e29b-41d4-a716-446655440002"`

func TestFindingsSpeakToAPerson(t *testing.T) {
	for _, c := range []struct {
		kind                schemas.Kind
		body, message, hint string
	}{
		{schemas.Device, `{"type":"add","workorderNumber":"WO","sku":"S","serial":"1","oldSerial":"0",` + deviceIDs + `}`,
			"`oldSerial` is present on an `add`; it belongs to `update` only (D3).", "leave the member out"},
		{schemas.Device, `{"type":"add","workorderNumber":"WO","sku":"S","serial":"1","externalId":"0",` + deviceIDs + `}`,
			"`externalId` is present on an `add`; it belongs to `update` and `remove` only (D4).", "leave the member out"},
		{schemas.Device, `{"type":"update","workorderNumber":"WO","sku":"S","serial":"1",` + deviceIDs + `}`,
			"`oldSerial` is missing on an `update`: it must be a non-empty string (D3).", ""},
		{schemas.Device, `{"type":"remove","workorderNumber":"WO","sku":"S","serial":"1","oldSerial":"1",` + deviceIDs + `}`,
			"`oldSerial` is present on a `remove`; it belongs to `update` only (D3).", "leave the member out"},
		{schemas.Device, `{"type":"add","workorderNumber":"WO","sku":"S","serail":"1",` + deviceIDs + `}`,
			"`serial` is missing: it must be a non-empty string (D2).", "`serail` is not known; did you mean `serial`?"},
		{schemas.Device, `{"type":"add","workorderNumber":"WO","sku":"S","serialNumber":"1",` + deviceIDs + `}`,
			"`serial` is missing: it must be a non-empty string (D2).", "`serialNumber` is not known; did you mean `serial`?"},
		{schemas.Device, `{"type":"add","work_order_number":"WO","sku":"S","serial":"1",` + deviceIDs + `}`,
			"`workorderNumber` is missing: it must be a non-empty string (P1).", "`work_order_number` is not known; did you mean `workorderNumber`?"},
		{schemas.Device, `{"type":"Add","workorderNumber":"WO","sku":"S","serial":"1",` + deviceIDs + `}`,
			"`type` is \"Add\", but must be `add`, `update` or `remove` (D1).", "did you mean `add`?"},
		{schemas.Device, `{"type":"add","workorderNumber":7,"sku":"S","serial":"1",` + deviceIDs + `}`,
			"`workorderNumber` is 7, but must be a non-empty string (P1).", "text is quoted: write \"7\", not 7"},
		{schemas.Device, `{"type":"add","workorderNumber":"WO","sku":null,"serial":"1",` + deviceIDs + `}`,
			"`sku` is null, but must be a non-empty string (P4).", "only members documented as \"string or null\" may be null"},
		{schemas.ItemAttach, `{"type":"add","workorderNumber":"WO","sku":"S","item":{"sku":"I","quantity":"5"},` + deviceIDs + `}`,
			"`item.quantity` is \"5\", but must be a number above 0 (P6).", "numbers are not quoted: write 5, not \"5\""},
		{schemas.ItemAttach, `{"type":"add","workorderNumber":"WO","sku":"S","item":{"sku":"I","quantity":"0,5"},` + deviceIDs + `}`,
			"`item.quantity` is \"0,5\", but must be a number above 0 (P6).", "numbers are not quoted"},
		{schemas.ItemAttach, `{"type":"add","workorderNumber":"WO","sku":"S","item":{"sku":"I","quantityy":5,"quantity":1},` + deviceIDs + `}`,
			"`item.quantityy` is not a member that the contract knows for item-attach; an ERP ignores it (T8).", "did you mean `quantity`?"},
		{schemas.ItemAttach, `{"type":"add","workorderNumber":"WO","sku":"S","item":{"sku":"I"},` + deviceIDs + `}`,
			"`item.quantity` is missing: it must be a number above 0 (I4).", ""},
		{schemas.Device, `{"a":1} {"b":2}`,
			"The body is not JSON: something follows the first JSON value, at line 1, column 9 (byte 8) (T1).", "send one JSON object and nothing after it"},
		{schemas.Device, "", "The body is empty (T1).", "send the payload as a JSON object"},
		{schemas.Device, `[]`, "The body is an array, but must be a JSON object (T1).", ""},
		{schemas.Device, `null`, "The body is null, but must be a JSON object (T1).", ""},
	} {
		findings := schemas.Judge(c.kind, []byte(c.body))
		if len(findings) == 0 || findings[0].Message != c.message || findings[0].Hint != c.hint {
			t.Errorf("%s\n got %+v\nwant %s %q", c.body, findings, c.message, c.hint)
		}
	}
}

func TestBodiesThatAreNotJSONSayWhereAndHowToCure(t *testing.T) {
	for body, want := range map[string][2]string{
		"{\"type\": \"add\", // set\n}":   {"line 1, column 17 (byte 16)", "JSON has no comments: remove them"},
		"{\n  \"type\": \"add\",\n}":      {"line 2, column 16 (byte 17)", "remove the last comma"},
		"{\"a\": [1, ]}":                  {"line 1, column 9 (byte 8)", "remove the last comma"},
		"{'type': 'add'}":                 {"byte 1", "names and text need double quotes"},
		"\xef\xbb\xbf{}":                  {"byte 0", "the body begins with a byte order mark: remove it"},
		"{\"type\": \"add\"":              {"it ends in the middle, at line 1, column 15 (byte 14)", ""},
		"type=add":                        {"line 1, column 2 (byte 1)", ""},
		"{\"a\":NaN}":                     {"(byte 5)", ""},
		"{\"a\":\"tab\there\"}":           {"(byte 9)", ""},
		"{\"a\":01}":                      {"(byte 6)", ""},
		"\xff\xfe{\x00}\x00":              {"byte 0", ""},
		strings.Repeat(`{"a":`, 33) + "{": {"more than 32 levels deep", ""},
	} {
		findings := schemas.Judge(schemas.Device, []byte(body))
		if len(findings) != 1 || findings[0].Clause != "T1" || !strings.Contains(findings[0].Message, want[0]) || findings[0].Hint != want[1] {
			t.Errorf("%.40q: got %+v, want %q", body, findings, want)
		}
	}
}

func TestWhatStandsAtTheMistakeIsShown(t *testing.T) {
	for body, got := range map[string]string{
		`{"type": add}`: `"add}"`, `{"type": "add"`: "the end of the body", `{"a":1} {"b":2}`: `"{\"b\":2}"`,
	} {
		findings := schemas.Judge(schemas.Device, []byte(body))
		if len(findings) != 1 || findings[0].Got != got {
			t.Errorf("%s: got %+v, want %s", body, findings, got)
		}
	}
}

func TestAllFindingsComeAtOnce(t *testing.T) {
	body := `{"type":"add","type":"add","sku":"","serail":"1","oldSerial":5,"externalId":null,"stockId":null,"sessionId":7,` +
		`"workorderNumber":"\ud800","workorderExternalId":1e1000}`
	want := "T1 MUST /type, P5 MUST /workorderNumber, P6 MUST /workorderExternalId, " +
		"D4 MUST /externalId, D3 MUST /oldSerial, D2 MUST /serial, P2 MUST /sessionId, P1 MUST /sku, P4 MUST /stockId, " +
		"P3 MUST /workorderExternalId, P2 MUST /workorderId, T8 NOTE /serail"
	if got := short(schemas.Judge(schemas.Device, []byte(body))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDuplicatesAreAllReported(t *testing.T) {
	got := short(schemas.Judge(schemas.ItemAttach, []byte(`{"type":"add","workorderNumber":"WO","sku":"S","sku":"S","\u0073ku":"S",`+
		`"item":{"sku":"I","quantity":1,"quantity":1},"more":[{"a~/b":1,"a~/b":2}],`+deviceIDs+`}`)))
	if want := "T1 MUST /sku, T1 MUST /sku, T1 MUST /item/quantity, T1 MUST /more/0/a~0~1b, T8 NOTE /more"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestABodyOfAnotherKindIsRecognised(t *testing.T) {
	device := `{"type":"add","workorderNumber":"WO","sku":"S","serial":"1",` + deviceIDs + `}`
	findings := schemas.Judge(schemas.Operation, []byte(device))
	for _, f := range findings {
		if f.Clause == "C2" && f.Level == schemas.Note && strings.Contains(f.Message, "a valid device post that arrived as operation") {
			return
		}
	}
	t.Fatalf("got %v", findings)
}

func TestHostileNamesAreEscapedInMessages(t *testing.T) {
	findings := schemas.Judge(schemas.Device, []byte(`{"type":"add","workorderNumber":"WO","sku":"S","serial":"1","\u001b[2J\nx":1,`+deviceIDs+`}`))
	if len(findings) != 1 || strings.ContainsAny(findings[0].Message, "\x1b\n") {
		t.Fatalf("got %q", findings)
	}
}

func TestJudgeValueRefusesAnUnknownKindAndNoObject(t *testing.T) {
	if got := short(schemas.JudgeValue("gadget", map[string]any{})); got != "T1 MUST " {
		t.Errorf("unknown kind: got %q", got)
	}
	if got := short(schemas.JudgeValue(schemas.Device, nil)); got != "T1 MUST " {
		t.Errorf("no object: got %q", got)
	}
}
