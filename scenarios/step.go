package scenarios

import (
	"net/http"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// Verb is what a step does.
type Verb string

// The verbs. Group stands for steps that are done together: repeated, by several stations,
// or taken from another file.
const (
	DeviceSet         Verb = "device.set"
	DeviceChange      Verb = "device.change"
	DeviceRemove      Verb = "device.remove"
	ItemAttach        Verb = "item.attach"
	ItemDetach        Verb = "item.detach"
	OperationReport   Verb = "operation.report"
	OperationTakeBack Verb = "operation.takeBack"
	StockNew          Verb = "stock.new"
	Post              Verb = "post"
	Check             Verb = "check"
	Pause             Verb = "pause"
	Group             Verb = "steps"
)

// Step is one step of a story.
type Step struct {
	// File and Line are where the step is written; Source are its lines there.
	File   string
	Line   int
	Source []string
	// Path identifies the step in the story: made-up ids depend on it.
	Path string

	Verb Verb
	// Say describes what happens, in the author's words.
	Say string
	// As is the name for what the step makes; a stock without one gets a made-up name.
	As string
	// On is the name of the stock, item or report that the step is about; "" is a new stock.
	On string
	// WorkOrder is the Key of the work order of a new stock, Session a name for its session.
	WorkOrder, Session string
	// Args are the other members of the verb, by their names in the file.
	Args map[string]Text
	Post *RawPost
	For  time.Duration // of a pause

	Expect  *Expect // nil: accepted, or anything in a group with Together
	Capture []Capture

	Steps    []*Step // of a group
	Repeat   int     // 1 or more
	Parallel int     // 1 or more
	Together *Together

	at place
}

// Arg is a member of the verb; zero if it is not given.
func (s *Step) Arg(name string) Text { return s.Args[name] }

// Name is the name that the file gives to what the step makes; "" if it gives none.
func (s *Step) Name() string {
	if IsMadeUp(s.As) {
		return ""
	}
	return s.As
}

// posts tells whether the step posts something, or would if the settings allowed it.
func (s *Step) posts() bool {
	switch s.Verb {
	case StockNew, Check, Pause, Group:
		return false
	}
	return true
}

// Removes tells whether the step removes something.
func (s *Step) Removes() bool {
	return s.Verb == DeviceRemove || s.Verb == ItemDetach || s.Verb == OperationTakeBack
}

// RawPost is a post that goes out unchanged.
type RawPost struct {
	Kind   schemas.Kind
	Body   Body
	Header http.Header
}

// Capture gives a name to a value in the JSON body of an answer.
type Capture struct{ Name, Pointer string }

// Together is what the story expects of all posts of a group together.
type Together struct {
	Accepted, Refused, NoAnswer *int
	// IDs is "different", "same" or "".
	IDs string
}

// Outcome is what became of a post, in one word.
type Outcome string

// The outcomes that can be expected.
const (
	AnyOutcome Outcome = "any"
	Accepted   Outcome = "accepted"
	Refused    Outcome = "refused"
	NoAnswer   Outcome = "no-answer"
	NotSent    Outcome = "not-sent"
)

// Expect is what the story expects of one post. Zero members are not compared.
type Expect struct {
	Outcome  Text
	Statuses []Text
	// ID is "present", "absent", "changed", "unchanged" or "".
	ID                       string
	IDIs                     Text
	IDSameAs, IDDiffersFrom  string
	Message, Body            *Match
	Findings, AnswerFindings *[]Text // nil is not compared, empty means none
	HeldBy                   string
	Within                   time.Duration
	OnMock                   *Expect
}

// Match is the expectation of a text.
type Match struct {
	Present, Absent bool
	Is              *Text
	Contains        []Text
	Length          *int // in characters
}
