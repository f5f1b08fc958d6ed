package check

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// clean asks the ERP to remove what it has of the check, last added first. Removals without an answer, and those of
// things that were perhaps never booked, are tried again at the end of the run.
func (t *T) clean(ctx context.Context, last bool) {
	t.cleaning = true
	for _, left := range t.ledger.Leftovers() {
		act := schemas.Act{Kind: left.Kind, Type: "remove"}
		switch words := t.runner.hangs(Post{Act: act}); {
		case ctx.Err() != nil:
			t.ledger.Stays(left, left.Asked, t.runner.timeForCleaning())
		case left.Unsure && !last:
			t.ledger.Stays(left, left.Asked, "No answer came to it, so the ERP is asked at the end of the run.")
		case words != "" && !last:
			t.ledger.Stays(left, left.Asked, words)
		default:
			t.takeAway(ctx, act, left, last)
		}
	}
}

func (r *Runner) timeForCleaning() string {
	return fmt.Sprintf("There was no time left for cleaning up (%s).", r.opts.CleanupTime)
}

func (t *T) takeAway(ctx context.Context, act schemas.Act, left leftovers.Leftover, last bool) {
	p := Post{Act: act, Body: left.Body}
	send := t.inTurn
	if t.runner.hangs(p) != "" { // one that waits in vain must not hold up the others
		send = func(ctx context.Context, p Post) Exchange { return t.record(t.post(ctx, p)) }
	}
	x := send(ctx, p)
	if x.Result.Trouble == sender.Timeout && ctx.Err() == nil {
		t.runner.notRemoved(act, t.Check)
	}
	gone, why := left.Settled(x.Result)
	switch {
	case gone && (last || x.Result.Accepted):
		t.ledger.Strike(left)
	case x.Result.Trouble == sender.Cancelled && !x.Result.MayBeBooked():
		t.ledger.Stays(left, left.Asked, t.runner.timeForCleaning())
	default:
		t.ledger.Stays(left, true, why)
	}
}

// owing lists the tries of checks that left something in the ERP.
func (r *Runner) owing() []*T {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(r.tries), func(t *T) bool { return t.ledger.Len() == 0 })
}

// leftOf is what the ERP still has of a check.
func (r *Runner) leftOf(i int) (left []leftovers.Leftover) {
	r.mu.Lock()
	tries := slices.DeleteFunc(slices.Clone(r.tries), func(t *T) bool { return t.index() != i })
	r.mu.Unlock()
	for _, t := range tries {
		left = append(left, t.left()...)
	}
	return left
}

// left is what the ERP has of one try of a check.
func (t *T) left() []leftovers.Leftover {
	left := t.ledger.Leftovers()
	for i := range left {
		left[i].Story = t.Check.Name
	}
	return left
}

// keep writes down what the ERP has now, before a removal that may take long.
func (r *Runner) keep() {
	if r.opts.Keep == nil {
		return
	}
	r.keeping.Lock()
	defer r.keeping.Unlock()
	began := time.Now()
	var all []leftovers.Leftover
	for _, t := range r.owing() {
		all = append(all, t.left()...)
	}
	r.notKept, r.written = r.opts.Keep(all), time.Now()
	r.writing = r.written.Sub(began)
}

// keepAgain keeps what is new, unless writing it down would take more than a fifth of the time: a thousand things
// must not cost a thousand writes.
func (r *Runner) keepAgain() {
	r.keeping.Lock()
	again := time.Since(r.written) >= 4*r.writing
	r.keeping.Unlock()
	if again {
		r.keep()
	}
}

// NotKept says why what the ERP has could not be written down; nil if it was, or nothing had to be. Call it after Stop.
func (r *Runner) NotKept() error { return r.notKept }

// sweep tries once more to remove all that is still there, for several checks at once, within the cleanup time.
func (r *Runner) sweep() {
	owing := r.owing()
	if len(owing) == 0 {
		return
	}
	r.keep()
	if r.opts.Cleaning != nil {
		n := 0
		for _, t := range owing {
			n += t.ledger.Len()
		}
		r.opts.Cleaning(n)
	}
	r.letFinish(owing)
	next := make(chan *T)
	var workers sync.WaitGroup
	for range min(r.opts.InFlight, len(owing)) {
		workers.Go(func() {
			for t := range next {
				r.sweepOne(t)
			}
		})
	}
	for _, t := range owing {
		next <- t
	}
	close(next)
	workers.Wait()
	r.keep()
}

// letFinish gives the ERP time to finish posts that were cut off: it cannot remove what it has not booked yet.
func (r *Runner) letFinish(owing []*T) {
	unsure := slices.ContainsFunc(owing, func(t *T) bool {
		return slices.ContainsFunc(t.ledger.Leftovers(), func(left leftovers.Leftover) bool { return left.Unsure })
	})
	if !unsure {
		return
	}
	r.mu.Lock()
	pause := min(r.target.Timeout, max(time.Second, 2*r.slowest))
	r.mu.Unlock()
	select {
	case <-time.After(pause):
	case <-r.grace.Done():
	}
}

// tookOf notes how long the slowest answer took.
func (r *Runner) tookOf(result sender.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if result.Trouble == "" {
		r.slowest = max(r.slowest, result.Transcript.Took)
	}
}

func (r *Runner) sweepOne(t *T) {
	before := len(t.exchanges)
	t.run(func() { t.clean(r.grace, true) })
	result := &r.slots[t.index()].result
	r.mu.Lock()
	defer r.mu.Unlock()
	result.Exchanges = append(result.Exchanges[:len(result.Exchanges):len(result.Exchanges)], t.exchanges[before:]...)
}

// graceOf gives the context of the cleanups: it ends some time after that of the checks does, whatever ended them.
func (r *Runner) graceOf(ctx context.Context) (context.Context, context.CancelFunc) {
	grace, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r.ending.Add(1)
	context.AfterFunc(r.ctx, func() {
		defer r.ending.Done()
		timer := time.AfterFunc(r.opts.CleanupTime, cancel)
		context.AfterFunc(grace, func() { timer.Stop() })
		r.keep()
	})
	return grace, cancel
}
