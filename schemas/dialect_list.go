package schemas

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// dialects is the catalogue, the most specific first.
func dialects(s *spoken) []dialect {
	return []dialect{odoo(), frappe(), netSuite(), oData(), problemJSON(), dotNet(), xml(), accepted(), wrapped(s), renamed()}
}

// odoo is a route with type="json": JSON-RPC, always under status 200.
func odoo() dialect {
	const cure = `make the route type="http" and return request.make_json_response({...}, status=...): a route of type "json" can set neither the status nor the outermost object`
	return dialect{
		name:     "Odoo (JSON-RPC)",
		fits:     func(s *spoken) bool { return s.has("jsonrpc") && (s.has("result") || s.has("error")) },
		ids:      []string{"/result/externalId", "/result/external_id", "/result/id", "/result"},
		messages: []string{"/error/data/message", "/error/message", "/result/error", "/result/message"},
		refused: func(s *spoken) bool {
			result, _ := s.inside("result")
			_, failed := result["error"]
			return s.has("error") || failed || s.failed()
		},
		cureID: cure, cureMessage: cure, cure: cure,
	}
}

// frappe puts what a whitelisted method returns into `message`, and the text of a refusal into JSON
// inside JSON.
func frappe() dialect {
	return dialect{
		name: "Frappe or ERPNext",
		fits: func(s *spoken) bool {
			message, isObject := s.inside("message")
			_, id := message["externalId"]
			return s.has("_server_messages") || s.has("exc_type") || s.has("exception", "exc") || isObject && (id || len(s.object) == 1)
		},
		ids:      []string{"/message/externalId", "/message/external_id", "/message/name"},
		messages: []string{"/_server_messages", "/_error_message", "/exception", "/exc_type"},
		refused:  func(s *spoken) bool { return s.failed() || s.has("exc_type") || s.has("exception") },
		cureID:   `set frappe.response["externalId"] = name and return nothing: what the method returns is wrapped in "message"`,
		cureMessage: `instead of frappe.throw, set frappe.response["http_status_code"] = 409 and frappe.response["message"] to the sentence, ` +
			`and return nothing`,
	}
}

// netSuite refuses a post while too many others are under way.
func netSuite() dialect {
	return dialect{
		name: "a NetSuite RESTlet",
		fits: func(s *spoken) bool {
			code, _ := s.at("/error/code").(string)
			return strings.HasPrefix(code, "SSS_") || s.has("o:errorDetails")
		},
		messages: []string{"/error/message", "/o:errorDetails/0/detail", "/title"},
		refused:  func(*spoken) bool { return true },
		cureMessage: "catch the error in the RESTlet's post function and answer {\"message\": ...}; SSS_REQUEST_LIMIT_EXCEEDED means that " +
			"more posts came at once than the account allows (E8): put a queue in front of NetSuite, or raise the concurrency limit",
	}
}

// oData wraps entities in `d` (version 2) and errors in `error` (both versions).
func oData() dialect {
	const cure = "SAP Gateway and OData services cannot leave out that wrapper: put a mapping in front of them (an integration flow, a CAP action or an ICF handler) that answers "
	return dialect{
		name: "OData or SAP Gateway",
		fits: func(s *spoken) bool {
			_, d := s.inside("d")
			failure, isObject := s.inside("error")
			_, code := failure["code"]
			_, message := failure["message"]
			return d || isObject && code && message || s.has("@odata.context")
		},
		ids:      []string{"/d/externalId", "/d/ExternalId", "/d/results/0/externalId", "/d/Id", "/ExternalId"},
		messages: []string{"/error/message/value", "/error/message", "/error/innererror/errordetails/0/message"},
		refused:  func(s *spoken) bool { return s.failed() || s.has("error") },
		cureID:   cure + `{"externalId": "..."}`, cureMessage: cure + `{"message": "..."}`,
	}
}

// problemJSON is RFC 9457, the usual refusal of ASP.NET Core, Spring 6 and others.
func problemJSON() dialect {
	return dialect{
		name: "a service with problem details (RFC 9457)",
		fits: func(s *spoken) bool {
			return strings.HasPrefix(strings.ToLower(s.header.Get("Content-Type")), "application/problem+json") ||
				s.has("title", "status") && (s.has("type") || s.has("detail") || s.has("traceId"))
		},
		messages: []string{"/detail", "/title"},
		refused:  func(*spoken) bool { return true },
		cureMessage: "add a member message with the same sentence: problem.Extensions[\"message\"] in ASP.NET Core, " +
			"problemDetail.setProperty(\"message\", ...) in Spring",
	}
}

// dotNet writes names as they are in C#.
func dotNet() dialect {
	const cure = "let the serializer write camelCase: JsonSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase, or name the member with [JsonPropertyName]"
	return dialect{
		name: "a .NET service with names in PascalCase",
		fits: func(s *spoken) bool { return s.says("/ExternalId") || s.has("Message") || s.has("ExceptionMessage") },
		ids:  []string{"/ExternalId"}, messages: []string{"/Message", "/ExceptionMessage"},
		cureID: cure, cureMessage: cure,
	}
}

// xml is SOAP and its relatives, without HTML: that is a page for people, reported elsewhere.
func xml() dialect {
	return dialect{
		name: "an XML or SOAP service",
		fits: func(s *spoken) bool {
			begin := bytes.TrimSpace(s.body)
			begin = bytes.ToLower(begin[:min(len(begin), 200)])
			return bytes.HasPrefix(begin, []byte("<")) && !hasMarkup(string(begin)) &&
				(bytes.HasPrefix(begin, []byte("<?xml")) || bytes.Contains(begin, []byte("envelope")) || strings.Contains(s.header.Get("Content-Type"), "xml"))
		},
		refused: func(s *spoken) bool {
			return s.failed() || bytes.Contains(bytes.ToLower(s.body[:min(len(s.body), 4096)]), []byte("fault>"))
		},
		words:       "The answer is XML, which the MES does not read",
		cure:        `answer JSON, such as {"externalId": "..."} or, with a status of 400 or above, {"message": "..."}; a SOAP service needs a mapping in front of it`,
		cureMessage: `answer a status of 400 or above and JSON, such as {"message": "..."}: to the MES a SOAP fault with status 200 is success`,
	}
}

// accepted is the answer of a queue: the work is done later, and nobody hears how it ended.
func accepted() dialect {
	return dialect{
		name:  "a queue (202 Accepted)",
		fits:  func(s *spoken) bool { return s.status == http.StatusAccepted && !s.says("/externalId") },
		words: "Status 202 says that the work is done later: the MES treats it as booked and never hears of a later failure",
		cure:  "book before you answer, within 5 seconds (E8), and answer 200 with the externalId, or 4xx with a message",
	}
}

// wrapped is any other object around an id, such as data or response.
func wrapped(s *spoken) dialect {
	at := deepest(s.object, "externalId", "", 3)
	return dialect{
		fits:   func(s *spoken) bool { return !s.failed() && !s.says("/externalId") && at != "" },
		ids:    []string{at},
		cureID: "put externalId at the top of the answer, without an object around it",
	}
}

// deepest returns the pointer of a member nested in other objects; "" if there is none.
func deepest(object map[string]any, name, parent string, depth int) string {
	for _, outer := range slices.Sorted(maps.Keys(object)) {
		inner, isObject := object[outer].(map[string]any)
		if !isObject || depth == 0 {
			continue
		}
		if _, there := inner[name]; there {
			return pointerTo(pointerTo(parent, outer), name)
		}
		if found := deepest(inner, name, pointerTo(parent, outer), depth-1); found != "" {
			return found
		}
	}
	return ""
}

// renamed is a refusal with its text under another name.
func renamed() dialect {
	places := []string{"/error/message", "/error", "/detail", "/errors/0/message", "/errors/0/detail", "/errors/0", "/msg",
		"/errorMessage", "/error_description", "/reason", "/description", "/title", "/data/message", "/result/message"}
	return dialect{
		fits: func(s *spoken) bool {
			pointer, _ := s.first(places)
			return s.failed() && pointer != ""
		},
		messages:    places,
		cureMessage: `call it message and put it at the top: {"message": "..."}`,
	}
}
