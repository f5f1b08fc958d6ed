package play

import (
	"time"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/coverage"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// The exit classes.
const (
	ExitPassed      = 0   // everything passed
	ExitFailed      = 1   // an expectation failed
	ExitWrong       = 2   // a file or an option is wrong; Run and Load say so by their errors
	ExitUnreachable = 3   // the ERP could not be reached, or a story lacks master data
	ExitNothing     = 4   // nothing was played
	ExitInterrupted = 130 // Ctrl-C, or the context ended
)

// Outcome is how one story ended.
type Outcome string

// The outcomes.
const (
	Passed      Outcome = "held" // programs read this word, so it stays
	Failed      Outcome = "failed"
	Unreachable Outcome = "unreachable"
	Interrupted Outcome = "interrupted"
	Skipped     Outcome = "skipped"
)

// Result is how all stories ended.
type Result struct {
	Target  string
	DryRun  bool
	Prefix  string
	Started time.Time
	Took    time.Duration
	Cases   []Case // in the order of the stories
	// Exit is the exit class.
	Exit int
	// Coverage counts the posts of the stories, cleanup aside.
	Coverage *coverage.Grid
	// Leftovers are what was added to the ERP and not removed; LeftoversFile is where they
	// are written, "" when nowhere.
	Leftovers     []leftovers.Leftover
	LeftoversFile string
	// Notes are worth knowing about the run as a whole.
	Notes []string
}

// Count returns how many cases have the outcome.
func (r *Result) Count(v Outcome) int {
	n := 0
	for i := range r.Cases {
		if r.Cases[i].Outcome == v {
			n++
		}
	}
	return n
}

// Case is one story, played once: with one row of its table, if it has one.
type Case struct {
	Story *scenarios.Story
	// Name is the name of the story, with the row if there are several.
	Name    string
	Row     *scenarios.Row
	Outcome Outcome
	// Reason is why the case was skipped or interrupted, or found no ERP.
	Reason string
	// Lacks is true if it was skipped because the master data lack something.
	Lacks bool
	Seed  uint64
	Steps []StepResult // those that were done, in the order of their ends
	// Cleanup are the posts that removed what the story itself had not removed.
	Cleanup []Exchange
	Notes   []string
	Took    time.Duration
}

// Posts is how many posts the case made, cleanup aside.
func (c *Case) Posts() int {
	n := 0
	for i := range c.Steps {
		if x := c.Steps[i].Exchange; x != nil && x.Sent {
			n++
		}
	}
	return n
}

// Failed lists the steps that failed.
func (c *Case) Failed() []*StepResult {
	var failed []*StepResult
	for i := range c.Steps {
		if len(c.Steps[i].Failures) > 0 {
			failed = append(failed, &c.Steps[i])
		}
	}
	return failed
}

// StepResult is the result of a step, once for each time it was done.
type StepResult struct {
	Step *scenarios.Step
	// Station and Turn are those of the enclosing groups; 0 if there are none.
	Station, Turn int
	// Finally is true for steps of finally.
	Finally bool
	// Exchange is the step's post; nil if it posts nothing.
	Exchange *Exchange
	// Failures are the expectations that failed.
	Failures []Failure
	// Left says why the step was left out; "" if it was done.
	Left string
}

// Failure is one expectation that failed.
type Failure struct {
	// What was compared: status, id, message and so on.
	What string `json:"what"`
	// Expected and Came are the expected and the actual value.
	Expected string `json:"expected"`
	Came     string `json:"came"`
	// Words explain the failure, if there is more to say.
	Words string `json:"words,omitempty"`
}

// Exchange is one post of a story and its answer. Besides the Result it says why the settings or a dry run kept
// the post back, and what is wrong with the post itself.
type Exchange struct {
	Act schemas.Act
	// Sent is false in a dry run, and if the settings held the post back (HeldBy says by which clause).
	Sent   bool
	HeldBy string
	// Result is the answer of the ERP as the MES understands it.
	Result sender.Result
	// Findings are the breaches of the contract in the post itself, flow included.
	Findings []schemas.Finding
}

// EventKind tells what an Event is about.
type EventKind string

// The events.
const (
	CaseBegins EventKind = "case-begins"
	StepDone   EventKind = "step-done"
	CaseEnds   EventKind = "case-ends"
)

// Event is told while stories are played.
type Event struct {
	Kind EventKind
	// Case is the case; while it is being played, only Story, Name and Row are filled in.
	Case Case
	// Step is what was done, of a StepDone.
	Step *StepResult
	// Done and Total count cases.
	Done, Total int
}
