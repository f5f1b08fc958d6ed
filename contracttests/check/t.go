package check

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/leftovers"
	"github.com/erpkit/erpkit/sender/master"
)

// T is what a running check works with: data of its own, a way to post, and ways to end.
// Its methods are called from the goroutine of the check alone, unless they say otherwise.
type T struct {
	Check  *Check
	ctx    context.Context
	runner *Runner
	number int // of the check, part of its data
	things int // counts what the check made up
	alone  bool
	source master.Source
	loans  []loan
	holds  bool // counts among the holders

	exchanges []Exchange
	ledger    leftovers.Ledger // what the ERP has of the check
	cleaning  bool
	held      *Result // how the check ends, because the reference sender was not let through
}

// Context ends when the run ends.
func (t *T) Context() context.Context { return t.ctx }

// Offers tells whether the ERP offers the kind.
func (t *T) Offers(kind schemas.Kind) bool { return t.runner.target.Offers(kind) }

// OneURL tells whether the ERP takes all kinds at one address.
func (t *T) OneURL() bool { return t.runner.target.OneURL() }

// AnswerWithin is how long an answer may take (E8).
func (t *T) AnswerWithin() time.Duration { return t.runner.opts.AnswerWithin }

// Unique gives a text that no other check, and no other run, uses: prefix, run, check, count.
func (t *T) Unique(prefix string) string {
	t.things++
	return fmt.Sprintf("%s-%s-%d-%d", prefix, t.runner.name, t.number, t.things)
}

// UUID gives a new id of the most common sort, version 4.
func (t *T) UUID() string { return t.made(uuid.NewRandom()) }

// UUID1 and UUID7 give ids that hold the time, which are as valid (P2).
func (t *T) UUID1() string { return t.made(uuid.NewUUID()) }

// UUID7 gives an id of version 7.
func (t *T) UUID7() string { return t.made(uuid.NewV7()) }

func (t *T) made(id uuid.UUID, err error) string {
	if err != nil {
		t.KitError("No id could be made: %v.", err)
	}
	return id.String()
}
