package schemas

// Level says how much a clause weighs.
type Level string

// MUST, SHOULD and MAY are the levels of clauses. NOTE marks a finding that breaks no
// clause but is worth seeing, such as a member that the contract does not know (T8).
const (
	Must   Level = "MUST"
	Should Level = "SHOULD"
	May    Level = "MAY"
	Note   Level = "NOTE"
)

// Finding is one thing that is wrong, or worth noting, in one payload, answer or flow.
type Finding struct {
	// Clause is the id of the clause that is broken, such as "D3".
	Clause string `json:"clause"`
	// Level is MUST, SHOULD or NOTE.
	Level Level `json:"level"`
	// Pointer is the RFC 6901 JSON pointer of the member meant; "" is the whole body.
	// A missing member is pointed at where it should have been.
	Pointer string `json:"pointer"`
	// Wanted and Got say what the contract asks for and what was there.
	Wanted string `json:"wanted"`
	Got    string `json:"got"`
	// Message is one whole sentence for a person.
	Message string `json:"message"`
	// Hint is the cure, where there is a likely one.
	Hint string `json:"hint,omitempty"`
}

// Broken tells whether any finding breaks a MUST.
func Broken(findings []Finding) bool {
	for i := range findings {
		if findings[i].Level == Must {
			return true
		}
	}
	return false
}
