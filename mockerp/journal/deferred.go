package journal

import "github.com/erpkit/erpkit/mockerp/traffic"

// Deferred is a Store that can accept an exchange now and commit it a little later, together with
// others: a caller fixes the order under its lock and waits outside of it.
type Deferred interface {
	// Enqueue gives x its ID and its place in the journal at once. wait returns when x is as
	// durable as the store makes it; call it, once, before anybody hears of x. If it returns an
	// error, x is not recorded: undo whatever relied on it. Exchanges enqueued after a failure,
	// before it was known, fail as well, because they may build on what was lost. Do not change x
	// after Enqueue.
	Enqueue(x *traffic.Exchange) (wait func() error, err error)
}

// The kinds of Mark. After either, the books of the run begin anew.
const (
	MarkBooks = "books-reset" // the books of the run were emptied
	MarkRun   = "run-dropped" // the whole run was dropped
)

// Durable is a Store that outlives the process, so the books can be folded from it.
type Durable interface {
	// Mark records, in the order of the exchanges, that the books of a run were emptied; "" means
	// all runs. The kind is MarkBooks or MarkRun.
	Mark(kind, run string) error
	// Fold hands over, oldest first, every exchange behind an id that the current books are made of: without
	// those before the last mark of their run, but with those that Reset has hidden, for Reset
	// empties the journal and not the books. It ends with the first error of each.
	Fold(after uint64, each func(*traffic.Exchange) error) error
	// FoldRun is Fold for one run, from the first exchange on.
	FoldRun(run string, each func(*traffic.Exchange) error) error
	// KeepCheckpoint keeps the books as they are after the exchanges enqueued so far, in place of the one before.
	KeepCheckpoint(books []byte) error
	// Checkpoint returns what KeepCheckpoint kept, and the exchange behind which Fold goes on from it; nil where nothing was
	// kept, or a Mark came since.
	Checkpoint() (books []byte, upTo uint64, err error)
}
