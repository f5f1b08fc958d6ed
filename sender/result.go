package sender

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Result is what the MES understands of one post's answer.
type Result struct {
	// Accepted is true if a whole answer with a status below 400 came (T2).
	Accepted bool `json:"accepted"`
	// Status is the answer's, 0 if no status line came. It is set even if the answer broke off
	// later: then Accepted is false and Trouble says why (T6).
	Status int `json:"status,omitempty"`
	// ExternalID is the ERP id of an accepted post, unchanged (T4, F1); "" is none.
	ExternalID string `json:"externalId,omitempty"`
	// Message is what the person at the station sees of a refusal, unchanged (T5); "" is none. It
	// comes from the ERP: for a terminal use Words, which quotes it safely.
	Message string `json:"message,omitempty"`
	// Trouble is why there was no whole answer; "" if there was one.
	Trouble Trouble `json:"trouble,omitempty"`
	// Words says in plain sentences what the MES understood.
	Words string `json:"words"`
	// Cure says what to do about it; "" if nothing is wrong.
	Cure string `json:"cure,omitempty"`
	// Findings are the breaches of E3, T4 and T5 in the answer.
	Findings   []schemas.Finding `json:"findings,omitempty"`
	Transcript Transcript        `json:"transcript"`
}

// MayBeBooked tells whether the ERP may have booked a post that failed without an answer, because
// the post had begun to leave.
func (r Result) MayBeBooked() bool {
	return r.Trouble != "" && r.Transcript.Stage >= StageSend
}

// String is Words, and the cure if there is one, for a terminal.
func (r Result) String() string {
	return strings.TrimSpace(r.Words + " " + r.Cure)
}

// addWords adds a sentence and its cure.
func (r *Result) addWords(words, cure string) {
	r.Words = strings.TrimSpace(r.Words + " " + words)
	r.Cure = strings.TrimSpace(r.Cure + " " + cure)
}

// quote prepares foreign text for one of our sentences: escaped, so that it cannot control a
// terminal, and cut to a readable length.
func quote(text string) string {
	const most = 200
	runes := []rune(text)
	if len(runes) <= most {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%q… (%d characters in all)", string(runes[:most]), len(runes))
}
