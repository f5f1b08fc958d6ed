package journal

import (
	"context"

	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Store keeps exchanges. It is the only state of the mock that is meant to be stored:
// the books can be folded from it again. All methods are safe for concurrent use.
type Store interface {
	// Append records the exchange, gives it its ID and wakes the waiting callers. When it returns
	// nil, the exchange is as durable as the store makes it.
	Append(*traffic.Exchange) error
	// Get returns one exchange; ok is false if there is no such exchange, or no longer.
	Get(id uint64) (x *traffic.Exchange, ok bool, err error)
	// List returns the exchanges that match, oldest first unless the filter wants the newest first. It stops when
	// ctx ends: to look for a word in a large journal takes its time.
	List(ctx context.Context, f Filter) (Page, error)
	// Wait blocks until at least n exchanges match, or ctx ends, and then returns the matching
	// ones.
	Wait(ctx context.Context, f Filter, n int) (Page, error)
	// Reset forgets the exchanges of one run; "" means every run. It returns how many.
	Reset(run string) (int, error)
	// Now returns where the journal stands, for those who follow it.
	Now() Moment
	// Stats returns how much is kept and how much was dropped to stay within the bounds.
	Stats() Stats
	Close() error
}

// Filter chooses exchanges. A zero field does not filter.
type Filter struct {
	Run       string
	Kind      schemas.Kind
	Type      string
	Serial    string // the device's serial, old serial or the item's serial
	WorkOrder string
	Clause    string // any finding of this clause
	Level     schemas.Level
	StatusMin int           // inclusive
	StatusMax int           // inclusive; 0 is no upper bound
	Search    []search.Term // all of them; see search.Parse
	After     uint64
	Before    uint64 // only lower ids; 0 is no upper bound
	// Newest begins with the newest exchange and goes back.
	Newest bool
	Offset int // leave out the first so many that match
	Limit  int // at most this many; 0 is the store's own limit
	// Uncounted leaves Page.Total at 0. Reading page after page to the end needs no count with
	// each, which scans the whole journal.
	Uncounted bool
}

// Page is a part of the journal.
type Page struct {
	Exchanges []*traffic.Exchange
	// Next is the Filter.After of the next page, or the Filter.Before where the newest come first; 0
	// when there is none.
	Next uint64
	// Total is how many exchanges match, wherever the page begins and ends; 0 when Uncounted.
	Total int
	// Dropped is how many exchanges were dropped that may have matched: those of the filter's
	// run, or of all runs.
	Dropped uint64
}

// Stats are the counters of a store.
type Stats struct {
	Exchanges int    // kept now
	Bytes     int64  // kept now, estimated
	Recorded  uint64 // ever, including reset ones
	Dropped   uint64 // to stay within the bounds, of all runs
	MaxCount  int
	MaxBytes  int64
}

// Moment is where a journal stands.
type Moment struct {
	// Last is the id that was recorded last, DroppedTo the highest that was dropped by the bounds; 0 is none.
	Last, DroppedTo uint64
	// Resets is how often exchanges were forgotten since the journal was opened.
	Resets uint64
	// Changed is closed when any of this is no longer so, and when the journal is closed.
	Changed <-chan struct{}
}
