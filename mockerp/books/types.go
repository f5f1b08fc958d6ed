package books

import "github.com/erpkit/erpkit/schemas"

// Event is one act that the MES reported: a decoded payload of a known kind.
type Event struct {
	Kind    schemas.Kind
	Payload map[string]any
}

// Reply is what an ERP says to an event.
type Reply struct {
	Status     int    // HTTP status; below 400 is accepted (T2, T3)
	ExternalID string // "" is none
	Message    string // for the person at the station; "" is none
	Code       Code   // which refusal of the catalogue; "" when the books did not refuse
	Lost       bool   // the sender cannot have heard this reply, but the event was booked
}

// Accepted tells whether the MES takes this reply for success (T2).
func (r Reply) Accepted() bool { return r.Status < 400 }

// lowestStatus is the lowest status that an answer can have; a Reply below it is no answer
// at all, and that is failure (T6).
const lowestStatus = 100

// Opinion is what the books think of an event before anything is answered.
type Opinion struct {
	// Findings are the breaches of the flow clauses F1 to F6.
	Findings []schemas.Finding
	// Strict is the answer of an honest ERP that refuses broken flows.
	Strict Reply
	// Lenient is the answer as if there were no findings: only what an ERP refuses of a
	// right MES (such as a serial that is taken) is still refused.
	Lenient Reply
}
