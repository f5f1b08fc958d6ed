package brokenerps

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// brokenDialects book rightly and answer the way their framework does.
func brokenDialects() []ERP {
	return []ERP{
		broken("odoo-json-route", "is an Odoo route with type=json: JSON-RPC, always under 200", []string{"T3", "E4"}, habits{says: sayOdoo}),
		broken("frappe-method", "is a whitelisted method of Frappe: the id inside message, refusals as 417", []string{"E4", "E6"}, spoken(
			http.StatusExpectationFailed, `{"message":{"externalId":%s}}`, `{"exc_type":"ValidationError","exception":"frappe.exceptions.ValidationError: "%s}`, sayFrappe)),
		broken("odata-service", "is an OData service: entities inside d, the reason in error.message.value", []string{"E4", "E6"}, spoken(
			0, `{"d":{"externalId":%s}}`, `{"error":{"code":"CO/017","message":{"lang":"en","value":%s}}}`, nil)),
		broken("dotnet-service", "is a .NET service with names in PascalCase", []string{"E4", "E6"}, spoken(
			0, `{"ExternalId":%s}`, `{"Message":%s}`, nil)),
		broken("problem-details", "refuses with problem details, which have no message", []string{"E6"}, spoken(
			0, `{"externalId":%s}`, `{"type":"about:blank","title":"Refused","status":400,"detail":%s}`, nil)),
		broken("soap-service", "answers XML, and refuses with a fault under 200", []string{"T3", "E4"}, habits{says: sayXML}),
		broken("queue-202", "answers 202 with the number of a job, before the work is done", []string{"E4"}, habits{says: sayAccepted}),
		broken("netsuite-restlet", "is a NetSuite RESTlet that takes few posts at once", []string{"E8"}, habits{front: limited}),
	}
}

// spoken is the habit of writing the id and the message in the ERP's own form; 0 keeps the status of refusals.
func spoken(status int, success, failure string, special func(message string) string) habits {
	return habits{says: func(_ post, r *reply) {
		if r.status < http.StatusBadRequest {
			r.raw = fmt.Appendf(nil, success, quoted(r.id))
			return
		}
		if status != 0 {
			r.status = status
		}
		if special != nil {
			r.raw = []byte(special(r.message))
			return
		}
		r.raw = fmt.Appendf(nil, failure, quoted(r.message))
	}}
}

func quoted(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "null"
	}
	return string(text)
}

func sayFrappe(message string) string {
	inner := quoted(map[string]string{"message": message})
	return fmt.Sprintf(`{"exc_type":"ValidationError","_server_messages":%s}`, quoted(quoted([]string{inner})))
}

func sayOdoo(_ post, r *reply) {
	if r.status < http.StatusBadRequest {
		r.raw = fmt.Appendf(nil, `{"jsonrpc":"2.0","id":null,"result":{"externalId":%s}}`, quoted(r.id))
		return
	}
	r.status = http.StatusOK
	r.raw = fmt.Appendf(nil, `{"jsonrpc":"2.0","id":null,"error":{"code":200,"message":"Odoo Server Error","data":{"message":%s}}}`, quoted(r.message))
}

func sayXML(_ post, r *reply) {
	r.header = http.Header{"Content-Type": {"text/xml; charset=utf-8"}}
	body := "<Booked/>"
	if r.status >= http.StatusBadRequest {
		body = "<soap:Fault><faultstring>The post was refused</faultstring></soap:Fault>"
	}
	r.status = http.StatusOK
	r.raw = []byte("<soap:Envelope><soap:Body>" + body + "</soap:Body></soap:Envelope>")
}

func sayAccepted(p post, r *reply) {
	if r.status < http.StatusBadRequest {
		r.status, r.raw = http.StatusAccepted, fmt.Appendf(nil, `{"jobId":%s}`, quoted(fmt.Sprint("job of ", p.text("stockId"))))
	}
}

// limited refuses posts while many others are under way, as a NetSuite account does.
func limited(next http.Handler) http.Handler {
	return seats(next, 13, 2*gapTime, reply{
		status: http.StatusBadRequest, raw: []byte(`{"error":{"code":"SSS_REQUEST_LIMIT_EXCEEDED","message":"Request limit exceeded."}}`),
	})
}
