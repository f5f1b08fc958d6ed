package api

import (
	"encoding/json"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Script is what a run plays, or with a run of null what all runs play that have no script of their own.
type Script struct {
	Run    *string `json:"run"`
	Own    bool    `json:"own"`
	Name   string  `json:"name"`
	Source string  `json:"source"`
	// Rules are all rules of the script, in its order; NeverUsed are the names of those that
	// answered nothing yet.
	Rules     []script.Use `json:"rules"`
	NeverUsed []string     `json:"neverUsed"`
	// Next are the rules that wait for one post, before all others.
	Next []NextRule `json:"next"`
	// FileProblem is there while the file of the script is wrong and its last good content plays.
	FileProblem *FileProblem `json:"fileProblem,omitempty"`
}

// RuleSwitch says whether a rule is to be switched off.
type RuleSwitch struct {
	Off *bool `json:"off"`
}

// NextOrder asks for another answer to the next post that is like a recorded exchange: of the same kind, type and
// serial, or work order where it has no serial. Answer is that of a rule (script.schema.json).
type NextOrder struct {
	Like   uint64          `json:"like"`
	Answer json.RawMessage `json:"answer"`
}

// NextRule is a rule that waits for one post of a run. Source is the script that it stands in.
type NextRule struct {
	Run    string `json:"run"`
	Rule   string `json:"rule"`
	Source string `json:"source"`
}

// Traps is the catalogue of traps, in the order of the alphabet.
type Traps struct {
	Traps []Trap `json:"traps"`
}

// Trap is a ready-made script for something that goes wrong with real ERPs.
type Trap struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Clauses []string `json:"clauses"`
	// Text is the script.
	Text string `json:"text"`
}

// FileProblem is what is wrong with a file that was changed while the mock serves.
type FileProblem struct {
	File    string `json:"file"`
	Since   Time   `json:"since"`
	Message string `json:"message"`
	// Problems are the places in the file; none when it cannot be read at all.
	Problems []yamlfile.Problem `json:"problems"`
}
