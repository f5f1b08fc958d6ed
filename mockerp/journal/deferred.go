package journal

import "github.com/erpkit/erpkit/mockerp/traffic"

// Deferred is a Store that can take an exchange now and commit it a little later, together
// with others: a caller that holds a lock keeps the order under it and waits outside of it.
type Deferred interface {
	// Enqueue gives x its ID and its place in the journal at once. wait returns when x is as
	// durable as the store makes it; it must be called, once, before anybody is told of x. Its
	// error says that x is not recorded: whatever was done on the strength of Enqueue must be
	// undone. What was enqueued behind a failure, before it was known, fails as well, because
	// it may build on what was lost. x must not be changed after Enqueue.
	Enqueue(x *traffic.Exchange) (wait func() error, err error)
}

// The kinds of Mark. Both mean that the books of the run begin anew at this point.
const (
	MarkBooks = "books-reset" // the books of the run were emptied
	MarkRun   = "run-dropped" // the whole run was dropped
)

// Durable is a Store that outlives the process, so that the books can be folded from it.
type Durable interface {
	// Mark records, in the order of the exchanges, that the books of a run were emptied; "" as
	// the run means all of them. The kind is MarkBooks or MarkRun.
	Mark(kind, run string) error
	// Fold hands over, oldest first, every exchange that the books of today are made of: those
	// before the last mark of their run are left out, those that Reset took out of sight are
	// not, for Reset empties the journal and not the books. It ends with the first error of each.
	Fold(each func(*traffic.Exchange) error) error
	// FoldRun is Fold for one run.
	FoldRun(run string, each func(*traffic.Exchange) error) error
}
