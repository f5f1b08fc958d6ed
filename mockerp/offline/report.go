package offline

import "github.com/erpkit/erpkit/schemas"

// Report has the findings of one capture. OK is true when something was judged, neither posts nor
// answers break a MUST, and every post could be read.
type Report struct {
	OK bool `json:"ok"`
	// Judged counts the posts that were judged, Answers the answers, Flows the posts whose flow
	// was judged.
	Judged  int `json:"judged"`
	Answers int `json:"answers"`
	Flows   int `json:"flows"`
	// Skipped counts the entries that were not judged; SkippedWhy counts them by reason.
	Skipped    int            `json:"skipped"`
	SkippedWhy map[string]int `json:"skippedWhy"`
	// Unreadable counts the posts that could not be read.
	Unreadable int `json:"unreadable"`
	// Broken counts the entries that break a MUST.
	Broken int `json:"broken"`
	// Targets are the ERPs that the posts went to; each has its own books.
	Targets []Target `json:"targets"`
	Entries []Entry  `json:"entries"`
	// Unlisted counts the entries of a long capture that are not among Entries.
	Unlisted int `json:"unlisted,omitempty"`
}

// Target is one ERP and how many posts it got.
type Target struct {
	Name  string `json:"name"`
	Posts int    `json:"posts"`
}

// Entry is one entry of the capture.
type Entry struct {
	Place string `json:"place"`
	// Skipped is why it was not judged; the other members are then empty.
	Skipped string `json:"skipped,omitempty"`
	// Unreadable is why a post could not be read.
	Unreadable string       `json:"unreadable,omitempty"`
	Target     string       `json:"target,omitempty"`
	Kind       schemas.Kind `json:"kind,omitempty"`
	Type       string       `json:"type,omitempty"`
	Serial     string       `json:"serial,omitempty"`
	OK         bool         `json:"ok"`
	// Findings are about the post and its flow.
	Findings []schemas.Finding `json:"findings"`
	// FlowSkipped is why the flow was not judged; "" when it was.
	FlowSkipped string  `json:"flowSkipped,omitempty"`
	Answer      *Answer `json:"answer,omitempty"`
}

// Answer is what the ERP answered.
type Answer struct {
	// Status is 0 when there was no answer.
	Status     int               `json:"status"`
	ExternalID string            `json:"externalId,omitempty"`
	Message    string            `json:"message,omitempty"`
	Findings   []schemas.Finding `json:"findings"`
	// Skipped is why it was not judged.
	Skipped string `json:"skipped,omitempty"`
}
