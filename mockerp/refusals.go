package mockerp

import (
	"fmt"
	"net/http"

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
	switch status {
	case http.StatusServiceUnavailable:
		return jsonAgain
	case http.StatusRequestEntityTooLarge, http.StatusRequestTimeout:
		return jsonLast
	}
	return jsonOnly
}

// All answers share these, as nobody changes what is in an exchange.
var (
	jsonOnly  = http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	jsonAgain = http.Header{"Content-Type": jsonOnly["Content-Type"], "Retry-After": {"1"}}
	jsonLast  = http.Header{"Content-Type": jsonOnly["Content-Type"], "Connection": {"close"}}
)

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
		"the MES is not a web page. Send posts from a program, which sets neither Origin nor Sec-Fetch-Site.", from)}
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
		return refusal{http.StatusExpectationFailed, "The header Expect asks for something that is not done here: leave it out, or send Expect: 100-continue."}
	case network.UnknownEncoding:
		return refusal{http.StatusNotImplemented, "The transfer encoding is not known here: send the body with a Content-Length, or in chunks."}
	case network.UnknownHTTPVersion:
		return refusal{http.StatusHTTPVersionNotSupported, "This version of HTTP is not spoken here: use HTTP/1.1."}
	}
	why := "it is malformed"
	if u.Detail != "" {
		why = shorten(u.Detail)
	}
	return refusal{http.StatusBadRequest, "This is not an HTTP request that can be read: " + why + "."}
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
