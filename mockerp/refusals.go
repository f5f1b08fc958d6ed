package mockerp

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// The ways in which the ERP door itself refuses, each with its status, sentence and cure.
// What the books refuse stands in the catalogue of the books.

type refusal struct {
	status  int
	message string
}

func refuseMethod(method string) refusal {
	return refusal{http.StatusMethodNotAllowed, fmt.Sprintf("%s is not accepted here: the MES reports with POST.", method)}
}

func refusePath(path string) refusal {
	return refusal{http.StatusNotFound, fmt.Sprintf("There is nothing at %s: post to /device, /item-attach, /operation or /, "+
		"or to the same below /r/<run>/.", shorten(path))}
}

func refuseRunName(name string) refusal {
	return refusal{http.StatusNotFound, fmt.Sprintf("%q cannot be the name of a run: use 1 to 64 letters, digits, "+
		"points, dashes or underscores.", shorten(name))}
}

func refuseRuns(limit int) refusal {
	return refusal{http.StatusServiceUnavailable, fmt.Sprintf("This mock ERP keeps at most %d runs and all are in use: "+
		"drop one with DELETE /api/v1/runs/<run> on the control door.", limit)}
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

func refusePanic() refusal {
	return refusal{http.StatusInternalServerError, "The mock ERP failed on this post. This is a defect of erpkit, " +
		"not of the sender: the exchange is in the journal."}
}

func refuseFault(name string) refusal {
	return refusal{http.StatusInternalServerError, fmt.Sprintf("The fault %s cannot be played here, because the connection "+
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
