package mockerp

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp/network"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// The ways in which the ERP door itself refuses, each with its status, sentence and cure.
// What the books refuse stands in the catalogue of the books.

type refusal struct {
	status  int
	message string
}

// answer is the refusal as it is answered (T5), with what was found.
func (r refusal) answer(findings []schemas.Finding) traffic.Answer {
	return traffic.Answer{Status: r.status, Header: jsonHeader(r.status), Body: encodeRefusal(r.message, findings)}
}

// jsonHeader is the header of what the mock itself says: JSON, and with what it cannot do now (503) when to
// try again. After a body that was not read to its end the connection is of no more use.
func jsonHeader(status int) http.Header {
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	switch status {
	case http.StatusServiceUnavailable:
		header["Retry-After"] = []string{"1"}
	case http.StatusRequestEntityTooLarge, http.StatusRequestTimeout:
		header["Connection"] = []string{"close"}
	}
	return header
}

func refuseMethod(method string) refusal {
	return refusal{http.StatusMethodNotAllowed, fmt.Sprintf("%s is not accepted here: the MES reports with POST.", method)}
}

func refusePath(path string) refusal {
	return refusal{http.StatusNotFound, fmt.Sprintf("There is nothing at %s: post to /device, /item-attach, /operation or /, "+
		"or to the same below /r/<run>/.", shorten(path))}
}

func refuseOrigin(origin string) refusal {
	from := "another origin"
	if origin != "" {
		from = fmt.Sprintf("%q", shorten(origin))
	}
	return refusal{http.StatusForbidden, fmt.Sprintf("A browser sent this for a web page of %s, and the post was not taken: "+
		"the MES is no web page. Send posts from a program, which sets neither Origin nor Sec-Fetch-Site.", from)}
}

func refuseRunName(name string) refusal {
	return refusal{http.StatusNotFound, fmt.Sprintf("%q cannot be the name of a run: use 1 to 64 letters, digits, "+
		"points, dashes or underscores.", shorten(name))}
}

func refuseRuns(limit int) refusal {
	return refusal{http.StatusServiceUnavailable, fmt.Sprintf("This mock ERP keeps at most %d runs and all are in use: "+
		"drop one with DELETE /api/v1/runs/<run> on the control door.", limit)}
}

// refuseUnread is for what never came to a handler.
func refuseUnread(u network.Unread, maxConns int) refusal {
	switch u.Reason {
	case network.TooManyConnections:
		return refusal{http.StatusServiceUnavailable, fmt.Sprintf("This mock ERP has %d open connections already: try again in a moment.", maxConns)}
	case network.TLSHello:
		return refusal{http.StatusBadRequest, "This door speaks plain HTTP, but the connection began with TLS: write http:// in the URL, or post to the TLS door (--tls-addr)."}
	case network.PlainHTTP:
		return refusal{http.StatusBadRequest, "This door speaks TLS, but the request came in plain HTTP: write https:// in the URL."}
	case network.LongHeaders:
		return refusal{http.StatusRequestHeaderFieldsTooLarge, fmt.Sprintf("The headers are longer than the %d KiB that are read here.", network.MaxHeaderBytes>>10)}
	case network.UnknownExpectation:
		return refusal{http.StatusExpectationFailed, "The header Expect asks for what is not done here: leave it out, or send Expect: 100-continue."}
	case network.UnknownEncoding:
		return refusal{http.StatusNotImplemented, "The transfer encoding is not known here: send the body with a Content-Length, or in chunks."}
	case network.UnknownHTTPVersion:
		return refusal{http.StatusHTTPVersionNotSupported, "This version of HTTP is not spoken here: use HTTP/1.1."}
	}
	why := "it is malformed"
	if u.Detail != "" {
		why = shorten(u.Detail)
	}
	return refusal{http.StatusBadRequest, "This is no HTTP request that can be read: " + why + "."}
}

func refuseLength(limit int64) refusal {
	return refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is longer than the %d bytes that are read here.", limit)}
}

func refuseBusy() refusal {
	return refusal{http.StatusServiceUnavailable, "Too many long bodies are on their way at once: try again in a moment."}
}

func refuseSlow() refusal {
	return refusal{http.StatusRequestTimeout, "The body did not arrive in time: the connection is closed."}
}

func refuseCutShort() refusal {
	return refusal{http.StatusBadRequest, "The body broke off before its end: the post was not taken."}
}

func refuseAsked(status int) refusal {
	return refusal{status, fmt.Sprintf("The post asked to be answered with status %d.", status)}
}

func refusePanic() refusal {
	return refusal{http.StatusInternalServerError, "The mock ERP failed on this post. This is a defect of erpkit, " +
		"not of the sender: the exchange is in the journal."}
}

func refuseFault(name string) refusal {
	return refusal{http.StatusInternalServerError, fmt.Sprintf("The fault %s cannot be performed here, because the connection "+
		"cannot be taken over: post to the mock's own ERP door over HTTP/1.1.", name)}
}

func refuseStorage() refusal {
	return refusal{http.StatusServiceUnavailable, "The mock ERP could not record this post in its journal, so it was not taken: " +
		"look at the mock's log."}
}

func refuseStorageBehind() refusal {
	return refusal{http.StatusServiceUnavailable, "The ERP was asked, but the mock ERP before it could not record this post in its " +
		"journal: the ERP may have taken it. Look at the mock's log."}
}

// refuseFindings is what enforce mode says of a payload with findings of level MUST. The status
// is that of the worst: content type, then JSON, then the payload. The person at the station reads
// the message alone, so it is the likeliest cause, and how much else is to be mended.
func refuseFindings(status int, findings []schemas.Finding) refusal {
	if len(findings) == 0 {
		return refusal{status, ""}
	}
	likeliest, more := &findings[0], 0
	for i := range findings {
		if rank(&findings[i]) < rank(likeliest) {
			likeliest = &findings[i]
		}
		if findings[i].Level == schemas.Must {
			more++
		}
	}
	message := likeliest.Message
	if likeliest.Hint != "" {
		message += " " + sentence(likeliest.Hint)
	}
	if likeliest.Level == schemas.Must {
		more--
	}
	if more > 0 {
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return refusal{status, message}
}

// rank orders findings by how likely the others come from them: what the body is (T1), then the wrong
// integration (a note, but every missing member follows from it), then the type, which the rules for the
// other members go by; then by level. Among equals the first counts.
func rank(f *schemas.Finding) int {
	switch {
	case f.Level == schemas.Must && f.Clause == "T1" && (f.Pointer == "" || f.Wanted == "a JSON object"):
		return 0
	case f.Clause == "C2":
		return 1
	case f.Level == schemas.Must && f.Pointer == "/type":
		return 2
	case f.Level == schemas.Must:
		return 3
	case f.Level == schemas.Should:
		return 4
	}
	return 5
}

// sentence gives a hint a capital and a full stop, to stand behind another sentence.
func sentence(hint string) string {
	hint = strings.ToUpper(hint[:1]) + hint[1:]
	if !strings.HasSuffix(hint, ".") && !strings.HasSuffix(hint, "?") {
		hint += "."
	}
	return hint
}

// shorten keeps a quoted part of the request from filling the answer.
func shorten(s string) string { return show.Clip(s, 80) }

// refusalBody is what goes over the wire for every refusal of the mock (T5).
type refusalBody struct {
	Message  string            `json:"message"`
	Findings []schemas.Finding `json:"findings,omitempty"`
}

func encodeRefusal(message string, findings []schemas.Finding) []byte {
	body, err := schemas.JSON(refusalBody{message, findings})
	if err != nil { // cannot be: strings only
		return []byte(`{"message":"refused"}`)
	}
	return body
}
