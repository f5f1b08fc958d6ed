package capsule

import (
	"net/http"
	"slices"
	"time"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Recorded is one post and its answer, wherever they were recorded.
type Recorded struct {
	At time.Time
	// Run is the isolated ERP that the post went to.
	Run string
	// Kind is the integration whose URL the post went to.
	Kind   schemas.Kind
	Header http.Header
	Body   []byte
	// Lost is true when the MES heard no answer (T6); what follows is then empty.
	Lost         bool
	Status       int
	AnswerHeader http.Header
	Answer       []byte
	// Delay is how long the answer was held back.
	Delay time.Duration
	// Findings are what was wrong with the post, where it was Judged.
	Findings []schemas.Finding
	Judged   bool
	// Useless says why the post cannot be replayed; "" when it can.
	Useless string
	// Fault is what went wrong on the wire, by its name in scripts; "" where that is not
	// known. Booked tells whether the ERP took the post although the MES did not hear of it.
	Fault  string
	Booked bool

	payload map[string]any
}

// FromJournal takes exchanges of a journal, in their order.
func FromJournal(exchanges []*traffic.Exchange) []Recorded {
	var all []Recorded
	for _, x := range exchanges {
		all = append(all, fromExchange(x))
	}
	return all
}

func fromExchange(x *traffic.Exchange) Recorded {
	r := Recorded{
		At: x.At, Run: x.Run, Kind: x.Kind, Header: x.Request.Header, Body: x.Request.Body, Findings: x.Findings, Judged: true,
		Lost: x.Answer.Lost || x.Answer.Status == 0, Delay: x.Answer.Delay, Fault: x.Answer.Fault, Booked: x.Booked,
		Useless: useless(x.Request.Method, x.Request.Truncated || x.Cut, x.Decision.By),
	}
	if !r.Lost {
		r.Status, r.AnswerHeader, r.Answer = x.Answer.Status, x.Answer.Header, x.Answer.Body
	}
	r.hear()
	return r
}

// hear takes what the MES can have read for the answer where more was recorded: of one fault it hears the
// first half, and nothing where HTTP has no content (RFC 9110).
func (r *Recorded) hear() {
	switch r.Status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusNotModified:
		r.Answer = nil
	}
	if r.Fault == string(fault.TruncatedJSON) && !r.Lost {
		r.Answer, r.Fault = r.Answer[:len(r.Answer)/2], ""
	}
}

// useless says why a post cannot be replayed; "" when it can.
func useless(method string, cut bool, by string) string {
	switch {
	case method != http.MethodPost:
		return "it is no POST"
	case cut:
		return "its body was not recorded to the end"
	case by == "door":
		return "the door of the mock refused it before it was read as a post"
	}
	return ""
}

// read decodes the bodies. What was answered after the patience of the MES, it did not hear.
func read(posts []Recorded, patience time.Duration) []Recorded {
	posts = slices.Clone(posts)
	for i := range posts {
		posts[i].Lost = posts[i].Lost || posts[i].Delay >= patience
		posts[i].decode()
	}
	return posts
}

func (r *Recorded) decode() {
	r.payload, _ = schemas.Parse(r.Body)
	if r.Kind == "" {
		r.Kind = schemas.KindOf(r.payload)
	}
}
