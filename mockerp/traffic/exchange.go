package traffic

import (
	"net/http"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// Exchange is one post and its answer, as the mock saw and judged them, or as somebody else recorded
// them. It is written once and must not be changed after Append.
type Exchange struct {
	// ID is given by the journal: 1, 2, 3 … in the order of recording, over all runs.
	ID uint64
	// Origin is where it was captured, and what of it nobody knows; nil for the mock's own.
	Origin *Origin
	// Run is the isolated ERP that received the post.
	Run string
	// At is when the post was received.
	At time.Time
	// Took is how long receiving, judging and deciding took; the delay of the answer is not in it.
	Took time.Duration

	Request Request

	// Kind, Type, Serial and WorkOrder are read from the payload where it has them.
	Kind      schemas.Kind
	Type      string
	Serial    string
	WorkOrder string
	// OtherSerials are the old serial of an update and the serial of an item.
	OtherSerials []string
	// stock is the hash of the stockId, as far as it is known without reading the payload; see StockSum.
	stock uint32

	Findings []schemas.Finding
	Decision Decision
	Answer   Answer
	// Booked is true when the books of the run followed this answer. They do not follow what the
	// judge or the door refused, nor what the sender could not hear unless that was asked for.
	// The books are folded again from the exchanges that are booked.
	Booked bool

	// Cut is true when the exchange alone was larger than the whole journal may be: the
	// store then kept what fits. Bodies are cut first, then everything but the essentials.
	Cut bool
}

// Request is what came in, as it was.
type Request struct {
	Method string
	URL    string // path and query as sent
	Proto  string
	Remote string // address of the sender
	Header http.Header
	Body   []byte
	// Truncated is true when the body was longer than the mock's limit; Body is its beginning.
	Truncated bool
}

// Decision says who chose the answer and why.
type Decision struct {
	// By is "judge", "script", "books", "caller" (the post itself asked for its answer),
	// "upstream" (a real ERP) or "door" (the door refuses what is not a post at all).
	By string `json:"by"`
	// Rule is the name of the script's rule, where By is "script".
	Rule string `json:"rule"`
	// Why is one sentence for a person.
	Why string `json:"why"`
	// Missed are the rules of the script that were asked before and did not answer: the nearest first,
	// ten at most. The mock leaves it to who reads the exchange to make them of Asked: see script.Reasons.
	Missed []Miss `json:"missed,omitempty"`
	// Asked is what they are made of; nil where no rule missed, and in what an older erpkit recorded.
	Asked *Asked `json:"-"`
}

// Miss is why a rule of the script did not answer a post.
type Miss struct {
	Rule string `json:"rule"`
	// Line is where the rule begins in the script.
	Line int `json:"line"`
	// Reason is a sentence.
	Reason string `json:"reason"`
	// Differing is what the rule asks for and the post is not; empty where the post is what the rule
	// is about, and the rule was used up or let it pass.
	Differing []Difference `json:"differing,omitempty"`
}

// Difference is one condition that a post does not fulfil, in words.
type Difference struct {
	// Member is kind, type, the dotted path of a member or what else was looked at.
	Member string `json:"member"`
	Wanted string `json:"wanted"`
	Got    string `json:"got"`
}

// Answer is what went out.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Delay  time.Duration
	// Fault is the name of what went wrong on the wire with this answer; "" is nothing.
	Fault string
	// Lost is true when the sender cannot have heard this answer.
	Lost bool
	// Findings are what is wrong with the answer of a real ERP, by what the MES makes of it. An
	// answer of the mock itself is not judged.
	Findings []schemas.Finding
}
