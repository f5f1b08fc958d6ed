package schemas_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// short writes findings as "E3 MUST /externalId, T2 NOTE /".
func short(findings []schemas.Finding) string {
	var parts []string
	for _, f := range findings {
		parts = append(parts, f.Clause+" "+string(f.Level)+" "+f.Pointer)
	}
	return strings.Join(parts, ", ")
}

func TestJudgeAnswer(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   string
	}{
		{200, ``, ""}, {204, ``, ""}, {200, " \n", ""}, {200, `OK`, ""}, {200, `<html></html>`, ""}, {399, `{}`, "T2 NOTE "},
		{201, `{"externalId":"ERP-1"}`, ""}, {200, `{}`, ""}, {200, `{"booked":true}`, ""},
		{200, `{"externalId":7}`, "E3 MUST /externalId"}, {200, `{"externalId":null}`, "E3 MUST /externalId"},
		{200, `{"externalId":""}`, "E3 MUST /externalId"}, {200, `{"externalId":{"id":"x"}}`, "E3 MUST /externalId"},
		{200, `{"externalId":"ERP-1","message":"no"}`, "T2 NOTE /message"}, {200, `{"error":"no"}`, "T2 NOTE /error"},
		{200, `[{"externalId":"ERP-1"}]`, "T4 NOTE "}, {200, `"ERP-1"`, "T4 NOTE "}, {200, `null`, "T4 NOTE "},
		{200, `{"externalId":"ERP-1",}`, "T4 NOTE "}, {200, `{"externalId":"a","externalId":"b"}`, "T4 NOTE /externalId"},
		{200, "{\"externalId\":\"\xff\"}", "T4 NOTE , T4 NOTE /externalId"}, {200, `{"external_id":"ERP-1"}`, "T4 NOTE /external_id"},
		{200, `{"externalID":"ERP-1"}`, "T4 NOTE /externalID"}, {200, strings.Repeat("[", 100000), ""},
		{202, ``, "T7 NOTE "}, {202, `{"jobId":"1"}`, "T7 NOTE "}, {202, `{"externalId":"ERP-1"}`, ""}, {200, `<?xml version="1.0"?><a/>`, "T4 NOTE "},
		{200, `{"jsonrpc":"2.0","result":{"externalId":"ERP-1"}}`, "T4 NOTE /result/externalId"},
		{200, `{"message":{"externalId":"ERP-1"}}`, "T4 NOTE /message/externalId"}, {200, `{"jsonrpc":"2.0","error":{"message":"no"}}`, "T2 NOTE /error"},
		{302, ``, "T2 NOTE "}, {304, `{"externalId":""}`, "T2 NOTE , E3 MUST /externalId"},
		{400, `{"message":"Work order WO-1 is closed."}`, ""}, {500, `{"message":"The ERP is in maintenance until 9:00."}`, ""},
		{422, ``, "E6 SHOULD "}, {422, `no`, "E6 SHOULD "}, {502, `<html>Bad gateway</html>`, "E6 SHOULD "}, {422, `["no"]`, "E6 SHOULD "},
		{422, `{}`, "E6 SHOULD /message"}, {422, `{"msg":"no"}`, "E6 SHOULD /message"}, {422, `{"message":`, "E6 SHOULD "},
		{422, `{"message":5}`, "E3 MUST /message"}, {422, `{"message":null}`, "E3 MUST /message"}, {422, `{"message":""}`, "E3 MUST /message"},
		{422, `{"message":"  "}`, "E6 SHOULD /message"}, {500, `{"message":"<pre>x</pre>"}`, "E6 SHOULD /message"},
		{500, `{"message":"Error\n    at f (x.js:1:1)"}`, "E6 SHOULD /message"},
		{500, `{"message":"Traceback (most recent call last):\n"}`, "E6 SHOULD /message"},
		{422, `{"message":"no","externalId":"ERP-1"}`, "T5 NOTE /externalId"}, {422, `{"message":"a","message":"b"}`, "T5 NOTE /message"},
		{422, `{"message":"Quantity <5> is above 1 < 2"}`, ""},
	} {
		findings := schemas.JudgeAnswer(c.status, nil, []byte(c.body))
		if got := short(findings); got != c.want {
			t.Errorf("%d %.60s: got %q, want %q", c.status, c.body, got, c.want)
		}
		for _, f := range findings {
			if f.Wanted == "" || f.Got == "" || !strings.HasSuffix(f.Message, " ("+f.Clause+").") {
				t.Errorf("%d %.60s: incomplete: %+v", c.status, c.body, f)
			}
		}
	}
}

func TestJudgeAnswerSaysWhatWasMeant(t *testing.T) {
	for body, hint := range map[string]string{
		`{"msg":"no"}`: `call it message and put it at the top: {"message": "..."}`, `{"words":"no"}`: "the MES shows `message` and nothing else",
		`{"Message":"no"}`: "`Message` is not known; did you mean `message`? this is how a .NET service with names in PascalCase answers: let the serializer " +
			"write camelCase: JsonSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase, or name the member with [JsonPropertyName]",
		`{"massage":"no"}`: "`massage` is not known; did you mean `message`?",
	} {
		findings := schemas.JudgeAnswer(422, nil, []byte(body))
		if len(findings) != 1 || findings[0].Hint != hint {
			t.Errorf("%s: got %v, want the hint %q", body, findings, hint)
		}
	}
}
