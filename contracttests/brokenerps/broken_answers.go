package brokenerps

import (
	"fmt"
	"net/http"
	"strings"
)

// brokenAnswers book rightly and say it wrongly.
func brokenAnswers() []ERP {
	return []ERP{
		broken("error-as-200", "answers 200 with an error inside when it refuses", []string{"T3"}, habits{says: func(_ post, r *reply) {
			if r.status >= http.StatusBadRequest {
				r.status, r.raw = http.StatusOK, fmt.Appendf(nil, `{"error":%q}`, r.message)
			}
		}}),
		broken("success-false", "answers 200 with success false when it refuses", []string{"T3"}, habits{says: func(_ post, r *reply) {
			if r.status >= http.StatusBadRequest {
				r.status, r.raw = http.StatusOK, fmt.Appendf(nil, `{"success":false,"message":%q}`, r.message)
			}
		}}),
		broken("html-errors", "answers an HTML page when it refuses", []string{"E6"}, refusal("text/html", func(message string) string {
			return "<!DOCTYPE html><html><body><h1>Bad Request</h1><p>" + message + "</p></body></html>"
		})),
		broken("html-in-message", "puts HTML into the message", []string{"E6"}, refusal("", func(message string) string {
			return fmt.Sprintf(`{"message":%q}`, "<p>"+message+"</p>")
		})),
		broken("stack-trace", "shows its stack trace to the person at the station", []string{"E6"}, refusal("", func(message string) string {
			return fmt.Sprintf(`{"message":%q}`, "Error: "+message+"\n    at book (/srv/erp/book.js:17:11)\n    at post (/srv/erp/index.js:42:5)")
		})),
		broken("silent-refusals", "refuses without a body", []string{"E6"}, refusal("", func(string) string { return "" })),
		broken("blank-message", "refuses with a blank message", []string{"E6"}, refusal("", func(string) string { return `{"message":"  "}` })),
		broken("message-as-error", "calls the message error", []string{"E6"}, refusal("", func(message string) string {
			return fmt.Sprintf(`{"error":%q}`, message)
		})),
		broken("plain-text-errors", "refuses with plain text, which the MES does not read", []string{"E6"}, refusal("text/plain", func(message string) string { return message })),
		broken("message-as-object", "answers the message as an object", []string{"E3"}, refusal("", func(message string) string {
			return fmt.Sprintf(`{"message":{"text":%q}}`, message)
		})),
		broken("message-as-number", "answers an error number as message", []string{"E3"}, refusal("", func(string) string { return `{"message":4711}` })),
		broken("redirects", "redirects to the address with a slash at its end", []string{"E8"}, habits{front: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "/") {
					http.Redirect(w, r, r.URL.Path+"/", http.StatusPermanentRedirect)
					return
				}
				next.ServeHTTP(w, r)
			})
		}}),
	}
}

// refusal is the habit of writing refusals in the ERP's own form.
func refusal(contentType string, body func(message string) string) habits {
	return habits{says: func(_ post, r *reply) {
		if r.status < http.StatusBadRequest {
			return
		}
		r.raw = []byte(body(r.message))
		if contentType != "" {
			r.header = http.Header{"Content-Type": {contentType}}
		}
	}}
}
