package check

import (
	"fmt"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// postsPerCheck is about how many posts a check has, cleanup included. A check that is part of another has none.
const postsPerCheck = 6

// pace tells how long the run will take.
func (r *Runner) pace(answer time.Duration, inFlight int) {
	if r.opts.Pace == nil {
		return
	}
	p := Pace{Answer: answer, InFlight: inFlight, Checks: len(r.checks)}
	parts := 0
	for i := range r.checks {
		if r.checks[i].Part != "" {
			parts++
		}
	}
	p.Posts = postsPerCheck * (p.Checks - parts)
	if parts > 0 {
		p.Posts += postsPerCheck / 2 * (p.Checks - parts) // those that include others are longer
	}
	if r.opts.Twice {
		p.Posts *= 2
	}
	p.Takes = answer * time.Duration(p.Posts) / time.Duration(inFlight)
	if p.Takes > r.opts.MaxTime {
		p.Cut = p.Checks - int(float64(p.Checks)*float64(r.opts.MaxTime)/float64(p.Takes))
	}
	r.opts.Pace(p)
}

// see keeps the slowest post of an act that took longer than an answer may.
func (r *Runner) see(x Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if took := x.Result.Transcript.Took; took > r.opts.AnswerWithin && took > r.slow[x.Act].Result.Transcript.Took {
		r.slow[x.Act] = x
	}
}

// judgedByWhatWasSeen lets a check of an act's speed fail by a slow answer to another check: the run may be over before
// the check.
func (r *Runner) judgedByWhatWasSeen(c *Check, result Result) Result {
	r.mu.Lock()
	x, late := r.slow[c.Times]
	r.mu.Unlock()
	if c.Times == (schemas.Act{}) || !late || result.Outcome == Fail || result.Outcome == Disabled {
		return result
	}
	x.Number = 1
	f := &Failure{
		Expected: fmt.Sprintf("%s to be answered within %s", c.Times, r.opts.AnswerWithin),
		Got:      fmt.Sprintf("In another check it took %s.", x.Result.Transcript.Took.Round(time.Millisecond)),
		Cure:     "Answer as soon as the post is booked and do the rest later: a person is waiting at the station.",
		Exchange: &x,
	}
	return Result{
		Outcome: Fail, Failure: f, Reason: fmt.Sprintf("Expected %s. %s", f.Expected, f.Got),
		Exchanges: append([]Exchange{x}, result.Exchanges...), Leftovers: result.Leftovers,
	}
}
