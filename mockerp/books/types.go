package books

import "github.com/erpkit/erpkit/schemas"

// Event is one act that the MES reported: a decoded payload of a known kind.
type Event struct {
	Kind    schemas.Kind
	Payload map[string]any
}

// Reply is what an ERP answers to an event.
type Reply struct {
	Status     int    // HTTP status; below 400 is accepted (T2, T3)
	ExternalID string // "" is none
	Message    string // for the person at the station; "" is none
	Code       Code   // the refusal in the catalogue; "" when the books did not refuse
	Lost       bool   // the sender cannot have heard this reply, but the event was booked
}

// Accepted tells whether this reply means success to the MES (T2).
func (r Reply) Accepted() bool { return r.Status < 400 }

// lowestStatus is the lowest status of an answer; a Reply below it means that no answer came,
// which is a failure (T6).
const lowestStatus = 100

// Opinion is what the books say of an event before they follow it.
type Opinion struct {
	// Findings are the breaches of the flow clauses F1 to F6.
	Findings []schemas.Finding
	// Strict is the answer of an honest ERP that refuses broken flows.
	Strict Reply
	// Lenient is the answer as if there were no findings: it still refuses what an ERP refuses of
	// an MES that broke no clause, such as a serial that is taken.
	Lenient Reply
}
