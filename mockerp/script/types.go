package script

import (
	"net/http"
	"net/url"
	"time"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Post is what a rule may look at, and a template may use.
type Post struct {
	Kind schemas.Kind
	// Type is the payload's `type`; "" when it has none.
	Type string
	// Payload is the decoded body, with numbers as json.Number; nil when the body is no
	// object. It is only read.
	Payload map[string]any
	Header  http.Header
	Query   url.Values
	// Run is the isolated ERP that received the post, and Seq its number there.
	Run string
	Seq uint64
	// BooksID is the id that the books would give, if they were asked; "" is none. BooksSize is
	// how many things they know.
	BooksID   string
	BooksSize int
}

// Answer is what a rule says.
type Answer struct {
	Status int
	Header http.Header
	// Body may be shared between answers: it must not be changed.
	Body []byte
	// Delay is how long the answer is to wait; also with Pass.
	Delay time.Duration
	// Pass means that the books decide: Status, Header and Body are empty.
	Pass bool
	// Fault is what goes wrong on the wire with this answer, or with Pass with the answer that
	// the books give; the zero value is nothing. Unless Commit is set the books do not take a
	// post whose answer the sender cannot hear.
	Fault fault.Fault
	// Commit lets the books take the post although the sender never hears of it: "commit then
	// time out", "answer lost".
	Commit bool
	// Down closes the ERP door for that long: every connection is reset, that of this post too,
	// so that with Down there is no answer. 0 is not at all.
	Down time.Duration
	// Rule is the name of the rule.
	Rule string
	// Asked is what Reasons needs to tell why the rules before this one did not answer, or all rules where none
	// did. With Before 0 there are none.
	Asked traffic.AskedScript
}

// Use tells how often a rule was used in one run.
type Use struct {
	Rule string `json:"rule"`
	// Line is where the rule begins in the script.
	Line int `json:"line"`
	Used int `json:"used"`
	// Limit is how often it can be used; 0 is for ever.
	Limit  int  `json:"limit"`
	UsedUp bool `json:"usedUp"`
	// Off is true while the rule is switched off. LastUse is when it answered last, in UTC; absent when it never did.
	Off     bool      `json:"off"`
	LastUse time.Time `json:"lastUse,omitzero"`
	// Matched is how many posts the rule was about, where it has a count or a chance and so does
	// not answer all of them; the posts that came after it was used up are not counted.
	Matched int `json:"matched,omitempty"`
	// Chance is true where the rule answers or delays by chance or has chance in its templates,
	// and Seed is where that comes from: the same seed gives the same again.
	Chance bool    `json:"chance,omitempty"`
	Seed   *uint64 `json:"seed,omitempty"`
}
