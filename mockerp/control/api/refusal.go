package api

import "github.com/erpkit/erpkit/schemas/yamlfile"

// The codes that callers tell apart. There are more: the OpenAPI document of the door says when it refuses.
const (
	UnknownRun = "unknown-run"
	NoExchange = "no-exchange"
	NoScript   = "no-script"
	NotReady   = "not-ready"
)

// Refusal is what the door says when it refuses, and the error of a client that was refused. Compare it by its
// code:
//
//	errors.Is(err, &api.Refusal{Code: api.UnknownRun})
type Refusal struct {
	// Status is that of HTTP, 400 or above.
	Status int `json:"-"`
	// Message is a sentence with the cure; Code is a short word that stays the same.
	Message string `json:"message"`
	Code    string `json:"code"`
	// Near are names or paths that are there and look like the one that is not.
	Near []string `json:"near,omitempty"`
	// At is the letter, from 0, at which a search is wrong.
	At *int `json:"at,omitempty"`
	// Problems are the places in a file that are wrong, all at once.
	Problems yamlfile.Problems `json:"problems,omitempty"`
}

func (r *Refusal) Error() string { return r.Message }

// Is tells whether target is a refusal with this code.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Code == r.Code
}
