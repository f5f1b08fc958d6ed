package sender_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/sender"
)

// TestAnswers is the table of T2 to T5: what the MES makes of each answer. It goes over the
// wire, so that net/http has its say too.
func TestAnswers(t *testing.T) {
	long := strings.Repeat("ארוך ", 2000)
	cases := []struct {
		name     string
		status   int
		body     string
		accepted bool
		id       string
		message  string
		words    string // part of the sentences
		cure     string // part of the cure; "-" means that there must be none
	}{
		{"id", 200, `{"externalId":"ERP-1"}`, true, "ERP-1", "", `gave it the id "ERP-1"`, "-"},
		{"created", 201, `{"externalId":"ERP-1"}`, true, "ERP-1", "", "HTTP 201", "-"},
		{"no content", 204, "", true, "", "", "the body is empty", "-"},
		{"empty", 200, "", true, "", "", "the body is empty", "-"},
		{"blank", 200, " \n\t", true, "", "", "the body is empty", "-"},
		{"object without id", 200, `{"ok":true}`, true, "", "", "has no such member", "-"},
		{"empty object", 200, `{}`, true, "", "", "has no such member", "-"},
		{"plain text", 200, "OK", true, "", "", "not JSON", `{"externalId"`},
		{"html", 200, "<html>welcome</html>", true, "", "", "HTML", `{"externalId"`},
		{"array", 200, `[{"externalId":"ERP-1"}]`, true, "", "", "not an object", `{"externalId"`},
		{"string", 200, `"ERP-1"`, true, "", "", "not an object", `{"externalId"`},
		{"null", 200, `null`, true, "", "", "not an object", `{"externalId"`},
		{"two objects", 200, `{"externalId":"A"}{"externalId":"B"}`, true, "", "", "not JSON", `{"externalId"`},
		{"cut JSON", 200, `{"externalId":"ERP-1"`, true, "", "", "not JSON", `{"externalId"`},
		{"byte order mark", 200, "\ufeff" + `{"externalId":"ERP-1"}`, true, "", "", "byte order mark", `{"externalId"`},
		{"id a number", 200, `{"externalId":123}`, true, "", "", "externalId is a number", "JSON string"},
		{"id null", 200, `{"externalId":null}`, true, "", "", "externalId is null", "JSON string"},
		{"id an object", 200, `{"externalId":{"id":"1"}}`, true, "", "", "externalId is an object", "JSON string"},
		{"id an array", 200, `{"externalId":["1"]}`, true, "", "", "externalId is an array", "JSON string"},
		{"id a truth", 200, `{"externalId":true}`, true, "", "", "externalId is true or false", "JSON string"},
		{"id empty", 200, `{"externalId":""}`, true, "", "", "externalId is an empty text", "JSON string"},
		{"id of zeros", 200, `{"externalId":"0007"}`, true, "0007", "", "", "-"},
		{"id Hebrew", 200, `{"externalId":"מספר 7"}`, true, "מספר 7", "", "מספר 7", "-"},
		{"id with blanks", 200, `{"externalId":" A "}`, true, " A ", "", "", "-"},
		{"id escaped", 200, `{"externalId":"\u0041\ud83c\udfb8"}`, true, "A🎸", "", "", "-"},
		{"id twice", 200, `{"externalId":"A","externalId":"B"}`, true, "B", "", "", "-"},
		{"other case", 200, `{"externalID":"ERP-1"}`, true, "", "", `"externalID", which the MES does not read`, "externalId"},
		{"underscore", 200, `{"external_id":"ERP-1"}`, true, "", "", `"external_id"`, "externalId"},
		{"error inside", 200, `{"error":"no such part"}`, true, "", "", "sees nothing of it", "4xx"},
		{"message inside", 200, `{"externalId":"A","message":"failed"}`, true, "A", "", "sees nothing of it", "4xx"},
		{"moved", 301, "", true, "", "", "does not follow", "final URL"},
		{"found with id", 302, `{"externalId":"A"}`, true, "A", "", "does not follow", "final URL"},
		{"not modified", 304, "", true, "", "", "HTTP 304", "final URL"},
		{"status 399", 399, "", true, "", "", "HTTP 399", "final URL"},
		{"refused", 422, `{"message":"Serial SN-7 is already registered"}`, false, "", "Serial SN-7 is already registered", "sees:", "-"},
		{"refused with id", 409, `{"message":"no","externalId":"A"}`, false, "", "no", "", "-"},
		{"crashed", 500, `{"message":"no"}`, false, "", "no", "HTTP 500", "-"},
		{"refused, status 400", 400, "", false, "", "", "the body is empty", `{"message"`},
		{"refused, status 600", 600, "", false, "", "", "HTTP 600", `{"message"`},
		{"refused, status 999", 999, "", false, "", "", "HTTP 999", `{"message"`},
		{"refused HTML", 500, "<html>stack trace</html>", false, "", "", "HTML", `{"message"`},
		{"refused text", 500, "kaputt", false, "", "", "not JSON", `{"message"`},
		{"refused array", 400, `["no"]`, false, "", "", "not an object", `{"message"`},
		{"message a number", 400, `{"message":5}`, false, "", "", "message is a number", "JSON string"},
		{"message null", 400, `{"message":null}`, false, "", "", "message is null", "JSON string"},
		{"message empty", 400, `{"message":""}`, false, "", "", "message is an empty text", "JSON string"},
		{"message long and Hebrew", 400, `{"message":"` + long + `"}`, false, "", long, "10000 characters in all", "-"},
		{"message with escapes", 400, `{"message":"\u001b[2J\nrm"}`, false, "", "\x1b[2J\nrm", `\x1b[2J\nrm`, "-"},
		{"https port", 400, "Client sent an HTTP request to an HTTPS server.\n", false, "", "", "may want an https URL", "https://"},
		{"nothing there", 404, "404 page not found", false, "", "", "nothing at this path", "path"},
	}
	client := newClient(t, sender.Options{})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := client.Post(ctxOf(t), fixedERP(t, c.status, map[string]string{"Location": "/login?token=abc"}, c.body), sample())
			if r.Accepted != c.accepted || r.Status != c.status || r.ExternalID != c.id || r.Message != c.message || r.Trouble != "" {
				t.Errorf("got accepted %v, status %d, id %q, message %q, trouble %q", r.Accepted, r.Status, r.ExternalID, clip(r.Message), r.Trouble)
			}
			if !strings.Contains(r.Words, c.words) {
				t.Errorf("the words %q do not say %q", r.Words, c.words)
			}
			if c.cure == "-" && r.Cure != "" || c.cure != "-" && !strings.Contains(r.Cure, c.cure) {
				t.Errorf("the cure is %q, wanted %q", r.Cure, c.cure)
			}
			if strings.ContainsAny(r.String(), "\x1b\n") || strings.Contains(r.String(), "abc") {
				t.Errorf("the words carry control characters or a secret: %q", r.String())
			}
		})
	}
}

func clip(s string) string { return s[:min(len(s), 80)] }

// TestStrangeBytes: invalid UTF-8 in an answer neither fails the post nor reaches anybody.
func TestStrangeBytes(t *testing.T) {
	r := sender.Understand(200, http.Header{}, []byte("{\"externalId\":\"A\xff\"}"))
	if !r.Accepted || r.ExternalID != "A\ufffd" {
		t.Errorf("got %+v", r)
	}
	r = sender.Understand(400, http.Header{}, []byte("\xff\xfe{"))
	if r.Accepted || r.Message != "" || !strings.Contains(r.Words, "not JSON") {
		t.Errorf("got %+v", r)
	}
}

// TestNoFinalStatus: 101 and what lies below 200 end no exchange, so they are not success.
func TestNoFinalStatus(t *testing.T) {
	for _, status := range []int{0, 99, 101, 199} {
		if r := sender.Understand(status, http.Header{}, nil); r.Accepted || r.Trouble != sender.BrokenHTTP {
			t.Errorf("status %d: got %+v", status, r)
		}
	}
}
