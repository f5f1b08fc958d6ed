package check

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/erpkit/erpkit/sender"
)

// judge runs one check with its cleanup, and confirms a failure alone where that is in doubt.
func (r *Runner) judge(i int) Result {
	c := &r.checks[i]
	if kind, missing := r.missing(c); missing {
		return Result{Outcome: Disabled, Reason: fmt.Sprintf("The ERP does not offer the integration %s.", kind)}
	}
	if words := r.needsNames(c); words != "" {
		return Result{Outcome: Skip, Cause: NeedsData, Need: WholeData, Reason: words}
	}
	result := r.attempt(c, i+1, c.Alone)
	if result.Cause == crowded {
		left := result.Leftovers
		result = r.attempt(c, i+1+len(r.checks), true)
		result.Leftovers = append(left, result.Leftovers...)
	}
	if result.Outcome != Fail || c.Alone || !r.doubts() {
		return result
	}
	again := r.attempt(c, i+1+2*len(r.checks), true)
	r.confirmed(again.Outcome != Pass)
	result.Leftovers = append(result.Leftovers, again.Leftovers...)
	result.Exchanges = append(result.Exchanges, again.Exchanges...)
	if again.Outcome == Pass {
		result.Outcome, result.Cause, result.Failure = Skip, Blocked, nil
		result.Lead = Lead{Clauses: []string{"E8"}}
		result.Reason = fmt.Sprintf("It holds alone, but not while %d checks are in flight: let fewer run at once. %s",
			r.opts.InFlight, result.Reason)
	}
	return result
}

// attempt runs one check; alone waits until no other runs.
func (r *Runner) attempt(c *Check, number int, alone bool) Result {
	if alone {
		r.alone.Lock()
		defer r.alone.Unlock()
	} else {
		r.alone.RLock()
		defer r.alone.RUnlock()
	}
	t := &T{Check: c, ctx: r.ctx, runner: r, number: number, alone: alone}
	t.source = r.supply
	if r.supply == nil {
		t.source = invented{t}
	}
	result := t.run(func() {
		if r.ctx.Err() != nil {
			t.outOfTime()
		}
		c.Run(t)
	})
	result.Leftovers = t.cleanAll(r.grace)
	result.Exchanges = t.exchanges
	t.giveBack(result.Leftovers)
	return result
}

// enough is how many failures are confirmed before the rest is believed: an ERP that fails in a crowd only
// shows that soon, and waiting for quiet costs time.
const enough = 3

// doubts tells whether a failure has to be confirmed alone: it may come from the checks being many.
func (r *Runner) doubts() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.opts.NoLookahead && r.opts.InFlight > 1 && (r.shy || r.sure < enough)
}

// confirmed notes whether a failure showed alone too.
func (r *Runner) confirmed(same bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if same {
		r.sure++
	} else {
		r.shy = true
	}
}

// run calls the body and turns its end into a result.
func (t *T) run(body func()) (result Result) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case ended:
			result = thrown.result
		default:
			result = Result{Outcome: Error, Reason: fmt.Sprintf("The check itself broke down, which is a defect of erpkit: %v\n%s", thrown, debug.Stack())}
		}
	}()
	body()
	return Result{Outcome: Pass}
}

// cleanAll cleans up; whatever goes wrong there never changes the outcome.
func (t *T) cleanAll(ctx context.Context) (left []string) {
	outcome := t.run(func() { left = t.clean(ctx) })
	if outcome.Outcome == Error {
		left = append(left, "the cleanup broke down: "+outcome.Reason)
	}
	return left
}

// clientFor gives a client for a content type; "" is the ordinary one.
func (r *Runner) clientFor(contentType string) *sender.Client {
	r.mu.Lock()
	defer r.mu.Unlock()
	if client := r.clients[contentType]; client != nil {
		return client
	}
	special := r.client
	special.Header = special.Header.Clone()
	if special.Header == nil {
		special.Header = http.Header{}
	}
	special.Header.Set("Content-Type", contentType)
	client, err := sender.NewClient(special)
	if err != nil { // cannot be: the ordinary client was made from the same target
		return r.clients[""]
	}
	r.clients[contentType] = client
	return client
}
