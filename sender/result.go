package sender

import (
	"fmt"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Result is what the MES makes of one post.
type Result struct {
	// Accepted is true when a whole answer with a status below 400 came (T2).
	Accepted bool `json:"accepted"`
	// Status is the answer's; 0 when no status line came. It is there too when the
	// answer broke off later: then Accepted is false and Trouble says why (T6).
	Status int `json:"status,omitempty"`
	// ExternalID is the ERP id of an accepted post, unchanged (T4, F1); "" is none.
	ExternalID string `json:"externalId,omitempty"`
	// Message is what the person at the station sees of a refusal, unchanged (T5); "" is none.
	// It comes from the ERP: use Words, where it is quoted safely, for a terminal.
	Message string `json:"message,omitempty"`
	// Trouble is why there was no whole answer; "" when there was one.
	Trouble Trouble `json:"trouble,omitempty"`
	// Words says in plain sentences what the MES understood.
	Words string `json:"words"`
	// Cure says what to do about it; "" when nothing is wrong.
	Cure string `json:"cure,omitempty"`
	// Findings are the breaches of E3, T4 and T5 in the answer.
	Findings   []schemas.Finding `json:"findings,omitempty"`
	Transcript Transcript        `json:"transcript"`
}

// MayBeBooked tells whether the ERP can have booked a post that failed without an answer:
// the post had begun to leave. Before that, nothing reached the ERP.
func (r Result) MayBeBooked() bool {
	return r.Trouble != "" && r.Transcript.Stage >= StageSend
}

// String is Words, and the cure where there is one, for a terminal.
func (r Result) String() string {
	return strings.TrimSpace(r.Words + " " + r.Cure)
}

// addWords puts one more sentence and its cure behind what is there.
func (r *Result) addWords(words, cure string) {
	r.Words = strings.TrimSpace(r.Words + " " + words)
	r.Cure = strings.TrimSpace(r.Cure + " " + cure)
}

// quote shows foreign text in one of our sentences: escaped, so that it cannot steer a
// terminal, and cut, so that the sentence stays one.
func quote(text string) string {
	const most = 200
	runes := []rune(text)
	if len(runes) <= most {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%q… (%d characters in all)", string(runes[:most]), len(runes))
}
