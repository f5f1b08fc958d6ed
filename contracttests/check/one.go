package check

import (
	"fmt"
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
	if c.Part != "" && r.passed(c.Part) {
		return Result{Outcome: Pass, Reason: fmt.Sprintf("It passed as a part of %q.", c.Part)}
	}
	result, tries := r.settle(c, i)
	if result.Outcome == Fail && !c.Alone && r.doubts() {
		result = r.confirm(c, i+1+tries*len(r.checks), result)
	}
	if result.Outcome == Pass && r.opts.Twice && !c.Alone {
		result = r.repeat(c, i+1+tries*len(r.checks), result)
	}
	result = r.judgedByWhatWasSeen(c, result)
	result.Leftovers = r.leftOf(i)
	return result
}

// passed tells whether the named check passed, and runs it if nobody has yet.
func (r *Runner) passed(name string) bool {
	for i := range r.checks {
		if r.checks[i].Name == name {
			r.do(i)
			return r.slots[i].result.Outcome == Pass
		}
	}
	return false
}

// settle runs a check until it has a result: once more alone if others held what it needs, and once more after a
// pause if an answer was late. It returns how often the check was run.
func (r *Runner) settle(c *Check, i int) (Result, int) {
	var earlier []Exchange
	defer r.trialsOver(c)
	alone := c.Alone
	for tries := 1; ; tries++ {
		result := r.attempt(c, i+1+(tries-1)*len(r.checks), alone)
		switch {
		case result.Cause == crowded:
			alone = true
		case result.Cause == late && tries < mostTries:
			r.untilTried(result)
		default:
			if result.Cause == late {
				result.Cause, result.Reason = NoAnswer, "Answers of the ERP were late again and again."
			}
			result.Exchanges = append(result.Exchanges, earlier...)
			return result, tries
		}
		earlier = append(earlier, result.Exchanges...)
	}
}

// confirm runs a check that failed once more, alone.
func (r *Runner) confirm(c *Check, number int, result Result) Result {
	again := r.attempt(c, number, true)
	r.trialsOver(c)
	r.confirmed(again.Outcome != Pass)
	result.Exchanges = append(result.Exchanges, again.Exchanges...)
	if again.Outcome == Pass {
		result.Flaky = true
		result.Outcome, result.Cause, result.Failure = Skip, Blocked, nil
		result.Lead = Lead{Clauses: []string{"E8"}}
		result.Reason = fmt.Sprintf("It holds alone, but not while %d checks are in flight: let fewer run at once. %s",
			r.opts.InFlight, result.Reason)
	}
	return result
}

// repeat runs a check that passed once more, alone, with new names. A failure then counts.
func (r *Runner) repeat(c *Check, number int, result Result) Result {
	again := r.attempt(c, number, true)
	r.trialsOver(c)
	if again.Outcome != Fail {
		return result
	}
	again.Flaky = true
	again.Reason = "It passed the first time, but not the second. " + again.Reason
	again.Exchanges = append(again.Exchanges, result.Exchanges...)
	return again
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
	t := r.newT(c, number, alone)
	result := t.run(func() {
		if over(r.ctx) {
			t.outOfTime()
		}
		c.Run(t)
	})
	if cleaned := t.run(func() { t.clean(r.grace, false) }); cleaned.Outcome == Error && result.Outcome == Pass {
		result = cleaned
	}
	result.Exchanges = t.exchanges
	t.giveBack()
	return result
}

func (r *Runner) newT(c *Check, number int, alone bool) *T {
	t := &T{Check: c, ctx: r.ctx, runner: r, number: number, alone: alone}
	t.ledger.Repeats = true
	t.source = r.supply
	if r.supply == nil {
		t.source = invented{t}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tries = append(r.tries, t)
	return t
}

// index is the place of the check in the run.
func (t *T) index() int { return (t.number - 1) % len(t.runner.checks) }

// enough is how many failures are confirmed before the rest are believed: an ERP that fails only in a
// crowd soon shows it, and waiting for quiet costs time.
const enough = 3

// doubts tells whether a failure has to be confirmed alone: it may come from many checks running at once.
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

// clientFor gives a client for a content type; "" is the ordinary one.
func (r *Runner) clientFor(contentType string) *sender.Client {
	r.mu.Lock()
	defer r.mu.Unlock()
	if client := r.clients[contentType]; client != nil {
		return client
	}
	special := r.client
	special.Header = special.Header.Clone()
	special.Header.Set("Content-Type", contentType)
	client, err := sender.NewClient(special)
	if err != nil { // cannot be: the ordinary client was made from the same target
		return r.clients[""]
	}
	r.clients[contentType] = client
	return client
}
