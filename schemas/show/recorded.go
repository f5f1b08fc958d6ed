package show

import (
	"net/http"
	"slices"
	"strings"
)

// Recorded shows what was recorded from the wire. Nobody said which of it is a secret, so the values of headers and
// query members are hidden, unless their names are known to be harmless.
type Recorded struct {
	// Harmless are the names of further headers and query members that may be shown, in any case.
	Harmless []string
}

// Header copies a header with the values that may be shown.
func (r Recorded) Header(header http.Header) http.Header {
	clean := Header(header)
	for name, values := range clean {
		for i, value := range values {
			switch {
			case r.knows(name):
				values[i] = header[name][i]
			case value == "":
			case isAddress(name):
				values[i] = r.URL(value)
			case !isHarmless(name) && !IsSecret(name): // a secret is hidden already
				values[i] = Masked
			}
		}
	}
	return clean
}

// URL hides the user information and the values of query members; all else stays byte for byte.
func (r Recorded) URL(raw string) string {
	return maskURL(raw, func(name string) bool { return !r.knows(name) && !strings.EqualFold(name, "prefer") })
}

func (r Recorded) knows(name string) bool {
	return slices.ContainsFunc(r.Harmless, func(known string) bool { return strings.EqualFold(known, name) })
}

// isAddress tells whether the value of a header is a URL.
func isAddress(name string) bool {
	return slices.Contains([]string{"content-location", "location", "origin", "referer"}, strings.ToLower(name))
}

// isHarmless tells whether a header says how something is sent, and nothing of who sends it.
func isHarmless(name string) bool {
	name = strings.ToLower(name)
	for _, beginning := range []string{"accept-", "access-control-", "content-", "erpkit-", "sec-fetch-", "x-content-"} {
		if strings.HasPrefix(name, beginning) {
			return !IsSecret(name)
		}
	}
	return slices.Contains([]string{
		"accept", "age", "allow", "cache-control", "connection", "date", "expect", "expires", "host", "keep-alive", "last-modified",
		"pragma", "prefer", "preference-applied", "proxy-authenticate", "retry-after", "server", "te", "traceparent", "trailer",
		"transfer-encoding", "upgrade", "user-agent", "vary", "via", "www-authenticate", "x-correlation-id", "x-powered-by", "x-request-id",
	}, name)
}
