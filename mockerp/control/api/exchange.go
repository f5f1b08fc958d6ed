package api

import (
	"encoding/json"
	"net/http"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Page is a part of the journal.
type Page struct {
	Exchanges []Exchange `json:"exchanges"`
	Place
}

// RowPage is a part of the journal in short.
type RowPage struct {
	Rows []Row `json:"rows"`
	Place
}

// Place is where a page stands in the journal.
type Place struct {
	// Next is the value of after that continues, and of before where the newest come first; null when there is no more.
	Next *uint64 `json:"next"`
	// Total is how many match now. Dropped is how many that may have matched were dropped.
	Total   int    `json:"total"`
	Dropped uint64 `json:"dropped"`
}

// Row is an exchange in one line: what a list shows, without the bodies.
type Row struct {
	ID           uint64       `json:"id"`
	At           Time         `json:"at"`
	Run          string       `json:"run"`
	Kind         schemas.Kind `json:"kind"`
	Type         string       `json:"type"`
	Serial       string       `json:"serial"`
	OtherSerials []string     `json:"otherSerials"`
	WorkOrder    string       `json:"workOrder"`
	Status       int          `json:"status"`
	// ExternalID and Message are what the MES reads from the answer; "" is nothing.
	ExternalID string `json:"externalId"`
	Message    string `json:"message"`
	// Findings counts them by their level, Clauses has each clause once.
	Findings Levels   `json:"findings"`
	Clauses  []string `json:"clauses"`
	By       string   `json:"by"`
	Rule     string   `json:"rule"`

	TookMicros int64  `json:"tookMicros"`
	Lost       bool   `json:"lost"`
	Fault      string `json:"fault"`
	Cut        bool   `json:"cut"`
}

// Levels are numbers of findings.
type Levels struct {
	Must   int `json:"must"`
	Should int `json:"should"`
	Note   int `json:"note"`
}

// WaitPage is a Page that says whether as many exchanges as asked for are there.
type WaitPage struct {
	Page
	Enough bool `json:"enough"`
}

// Exchange is one post and its answer. Alone it is shown with headers and all its bytes, in a list without.
type Exchange struct {
	ID           uint64            `json:"id"`
	Run          string            `json:"run"`
	At           Time              `json:"at"`
	TookMicros   int64             `json:"tookMicros"`
	Kind         schemas.Kind      `json:"kind"`
	Type         string            `json:"type"`
	Serial       string            `json:"serial"`
	OtherSerials []string          `json:"otherSerials"`
	WorkOrder    string            `json:"workOrder"`
	Status       int               `json:"status"`
	Findings     []schemas.Finding `json:"findings"`
	Decision     traffic.Decision  `json:"decision"`
	// Booked says that the books of the run followed the answer.
	Booked bool `json:"booked"`
	// Cut says that the exchange alone was too large for the journal, which kept what fits.
	Cut     bool    `json:"cut"`
	Request Request `json:"request"`
	Answer  Answer  `json:"answer"`
	// Understood is there of an exchange that is shown alone, where the MES heard the answer.
	Understood *Understood `json:"understood,omitempty"`
}

// Understood is what the MES makes of an answer: the id that it keeps, or the message that it shows.
type Understood struct {
	Accepted   bool   `json:"accepted"`
	ExternalID string `json:"externalId"`
	Message    string `json:"message"`
}

// Request is what came in.
type Request struct {
	Method    string `json:"method"`
	URL       string `json:"url"`
	Proto     string `json:"proto"`
	Remote    string `json:"remote"`
	Truncated bool   `json:"truncated"`
	Body
}

// Answer is what went out.
type Answer struct {
	Status      int    `json:"status"`
	ExternalID  string `json:"externalId,omitempty"`
	Message     string `json:"message,omitempty"`
	DelayMicros int64  `json:"delayMicros"`
	// Fault is what went wrong on the wire; Lost says that the sender cannot have heard the answer.
	Fault string `json:"fault,omitempty"`
	Lost  bool   `json:"lost"`
	// Findings are what is wrong with the answer of a real ERP.
	Findings []schemas.Finding `json:"findings"`
	Body
}

// Body is a body as a person wants to see it: decoded when it is JSON, else as text where it is some. Of an
// exchange that is shown alone, Text is there beside Payload, and so are the headers and the bytes as they were.
type Body struct {
	ContentType string          `json:"contentType"`
	Bytes       int             `json:"bytes"`
	Payload     json.RawMessage `json:"payload,omitempty"`
	Text        *string         `json:"text,omitempty"`
	Headers     http.Header     `json:"headers,omitzero"`
	Base64      []byte          `json:"base64,omitzero"`
}
