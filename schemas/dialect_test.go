package schemas_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

func TestDialectOf(t *testing.T) {
	const problem, xml = "application/problem+json", "text/xml"
	for _, c := range []struct {
		status            int
		contentType, body string
		name, id, message string // name is how it begins, id and message are "pointer text"
		refused           bool
		cure              string
	}{
		{200, "", `{"jsonrpc":"2.0","id":null,"result":{"externalId":"E-1"}}`, "Odoo", "/result/externalId E-1", "", false, "make_json_response"},
		{200, "", `{"jsonrpc":"2.0","id":null,"result":17}`, "Odoo", "/result 17", "", false, `type="http"`},
		{200, "", `{"jsonrpc":"2.0","error":{"code":200,"message":"Odoo Server Error","data":{"message":"Lot SN-7 exists"}}}`, "Odoo", "", "/error/data/message Lot SN-7 exists", true, "status="},
		{200, "", `{"jsonrpc":"2.0","id":1,"result":{"error":"No."}}`, "Odoo", "", "/result/error No.", true, `type="http"`},
		{200, "", `{"message":{"externalId":"E-1"}}`, "Frappe", "/message/externalId E-1", "", false, `frappe.response["externalId"]`},
		{200, "", `{"message":{"name":"MFG-WO-1"}}`, "Frappe", "/message/name MFG-WO-1", "", false, "frappe.response"},
		{417, "", `{"exc_type":"ValidationError","_server_messages":"[\"{\\\"message\\\": \\\"Serial No SN-7 exists\\\"}\"]"}`, "Frappe", "", "/_server_messages Serial No SN-7 exists", true, "http_status_code"},
		{417, "", `{"exception":"frappe.exceptions.ValidationError: Stock is too low","exc":"[]"}`, "Frappe", "", "/exception frappe.exceptions.ValidationError: Stock is too low", true, "frappe.throw"},
		{400, "", `{"error":{"code":"SSS_REQUEST_LIMIT_EXCEEDED","message":"Request limit exceeded."}}`, "a NetSuite", "", "/error/message Request limit exceeded.", true, "queue"},
		{400, "", `{"type":"x","title":"Bad Request","status":400,"o:errorDetails":[{"detail":"Invalid item"}]}`, "a NetSuite", "", "/o:errorDetails/0/detail Invalid item", true, "message"},
		{201, "", `{"d":{"externalId":"E-1"}}`, "OData", "/d/externalId E-1", "", false, "integration flow"},
		{200, "", `{"d":{"results":[{"externalId":"E-1"}]}}`, "OData", "/d/results/0/externalId E-1", "", false, "externalId"},
		{400, "", `{"error":{"code":"/IWBEP/1","message":{"lang":"en","value":"Order 1 is locked"}}}`, "OData", "", "/error/message/value Order 1 is locked", true, "mapping"},
		{409, "", `{"error":{"code":"409","message":"Order 1 is locked"}}`, "OData", "", "/error/message Order 1 is locked", true, "mapping"},
		{422, problem, `{"title":"Unprocessable","detail":"Serial SN-7 exists"}`, "a service with problem", "", "/detail Serial SN-7 exists", true, "Extensions"},
		{400, "", `{"type":"about:blank","title":"Validation failed","status":400,"traceId":"x"}`, "a service with problem", "", "/title Validation failed", true, "setProperty"},
		{200, "", `{"ExternalId":"E-1"}`, "a .NET", "/ExternalId E-1", "", false, "CamelCase"},
		{409, "", `{"Message":"Serial SN-7 exists"}`, "a .NET", "", "/Message Serial SN-7 exists", true, "CamelCase"},
		{200, xml, `<?xml version="1.0"?><soap:Envelope><soap:Body/></soap:Envelope>`, "an XML", "", "", false, "answer JSON"},
		{500, "", `<S:Envelope><S:Body><S:Fault><faultstring>no</faultstring></S:Fault></S:Body></S:Envelope>`, "an XML", "", "", true, "answer JSON"},
		{202, "", `{"jobId":"17"}`, "a queue", "", "", false, "before you answer"},
		{202, "", ``, "a queue", "", "", false, "before you answer"},
		{200, "", `{"response":{"data":{"externalId":"E-1"}}}`, "", "/response/data/externalId E-1", "", false, "at the top"},
		{409, "", `{"detail":"Serial SN-7 exists"}`, "", "", "/detail Serial SN-7 exists", true, "call it message"},
		{409, "", `{"errors":[{"message":"Serial SN-7 exists"}]}`, "", "", "/errors/0/message Serial SN-7 exists", true, "call it message"},
	} {
		d, ok := schemas.DialectOf(c.status, http.Header{"Content-Type": {c.contentType}}, []byte(c.body))
		id, message := strings.TrimSpace(d.ID+" "+d.IDText), strings.TrimSpace(d.Message+" "+d.MessageText)
		if !ok || !strings.HasPrefix(d.Name, c.name) || id != c.id || message != c.message || d.Refused != c.refused {
			t.Errorf("%d %s: got %v %+v", c.status, c.body, ok, d)
		}
		if !strings.Contains(d.Cure, c.cure) || d.Words == "" {
			t.Errorf("%d %s: got the words %q and the cure %q", c.status, c.body, d.Words, d.Cure)
		}
	}
}

// What the MES understands is nobody's dialect, and neither is what nobody writes.
func TestDialectOf_LeavesAlone(t *testing.T) {
	for body, statuses := range map[string][]int{
		`{"externalId":"E-1"}`: {200, 201, 202}, `{"message":"Work order WO-1 is closed."}`: {400, 409, 500},
		``: {200, 204, 400}, `OK`: {200, 500}, `{}`: {200, 422}, `{"booked":true}`: {200}, `[1]`: {200, 400}, `null`: {200},
		`<!DOCTYPE html><html></html>`: {200, 500}, `{"externalId":"E-1","d":{}}`: {200}, `{"message":"No.","error":"no"}`: {422},
		`{"externalId":"E-1","jsonrpc":"2.0","result":{}}`: {200}, `{"message":"No."`: {400},
	} {
		for _, status := range statuses {
			if d, ok := schemas.DialectOf(status, nil, []byte(body)); ok {
				t.Errorf("%d %s is taken for %+v", status, body, d)
			}
		}
	}
}
