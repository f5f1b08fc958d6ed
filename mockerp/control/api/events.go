package api

import "encoding/json"

// The types of an Event.
const (
	EventHello    = "hello"    // data is a Hello
	EventExchange = "exchange" // data is a Row
	EventLost     = "lost"     // data is a Lost
	EventReset    = "reset"    // data is a Reset
)

// Event is one of what the journal tells those who follow it.
type Event struct {
	Type string
	// ID is where the follower stands after it: the value of after, or of Last-Event-ID, that goes on from here.
	ID   uint64
	Data json.RawMessage
}

// Hello comes first on every connection.
type Hello struct {
	// First and Last are the ids of the oldest and the newest exchange that is kept, whatever it is; 0 is none.
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
	// Total is how many exchanges match by now.
	Total int `json:"total"`
	// Resets is how often exchanges were deleted since the mock started.
	Resets uint64 `json:"resets"`
}

// Lost says that exchanges were dropped before they could be told; not all of them need to have matched.
type Lost struct {
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

// Reset says that exchanges were deleted: what is left must be listed again.
type Reset struct {
	Run string `json:"run"` // "" is any of them
}
