package schemas

import "slices"

// Level is the weight of a clause.
type Level string

// MUST, SHOULD and MAY are the levels of clauses. NOTE marks a finding that breaks no
// clause but is worth seeing, such as a member that the contract does not know (T8).
const (
	Must   Level = "MUST"
	Should Level = "SHOULD"
	May    Level = "MAY"
	Note   Level = "NOTE"
)

// Finding is something wrong, or worth noting, in a payload, an answer or a flow.
type Finding struct {
	// Clause is the id of the broken clause, such as "D3".
	Clause string `json:"clause"`
	// Level is MUST, SHOULD or NOTE.
	Level Level `json:"level"`
	// Pointer is the RFC 6901 JSON pointer of the member; "" is the whole body. For a missing
	// member it points to where it should be.
	Pointer string `json:"pointer"`
	// Wanted and Got say what the contract wants and what was there.
	Wanted string `json:"wanted"`
	Got    string `json:"got"`
	// Message is one whole sentence for a person.
	Message string `json:"message"`
	// Hint is the likely cure, if there is one.
	Hint string `json:"hint,omitempty"`
}

// Broken tells whether any finding breaks a MUST.
func Broken(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Level == Must })
}
