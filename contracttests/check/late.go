package check

import (
	"fmt"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// An act without an answer in time is tried once more after a pause: by the check that saw it, while other checks
// that need the act wait. The act is given up only if the second try gets no answer either.

// actKey tells late acts apart; an invalid post may hang where the valid one does not.
type actKey struct {
	act     schemas.Act
	invalid bool
}

// lateness is what is known about an act that got no answer in time.
type lateness struct {
	by    string        // the check that saw it last
	trial chan struct{} // closed when the second try is over; nil while there is none
	tries int           // second tries that were begun
	clean int           // removals after a check that got no answer
	gone  bool          // given up
}

// The limits of second tries: for an act that is late now and then, and for one check.
const (
	mostTrials = 3
	mostTries  = 8
)

// late is the cause of a check that has to run once more, because an answer was late. No result has it.
const late SkipCause = "late"

// end ends the second try. The lock is held.
func (l *lateness) end() {
	if l.trial != nil {
		close(l.trial)
		l.trial = nil
	}
}

// closed gives the result of a check that needs an act that is not tried now; nil if it is tried.
func (r *Runner) closed(p Post, c *Check) *Result {
	if words := r.hangs(p); words != "" {
		return &Result{Outcome: Skip, Cause: NoAnswer, Lead: Lead{Act: p.Act}, Reason: words}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.late[actKey{p.Act, p.Invalid}]
	if l == nil || l.trial == nil || l.by == c.Name {
		return nil
	}
	return &Result{Outcome: Skip, Cause: late, wait: l.trial}
}

// timedOut notes that a post of a check got no answer in time, and gives the result, unless the check judges that
// itself.
func (r *Runner) timedOut(p Post, c *Check) *Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.latenessOf(actKey{p.Act, p.Invalid})
	switch {
	case l.gone:
		return nil
	case l.trial != nil && l.by != c.Name: // it was sent before the second try began
	case l.trial != nil || l.tries == mostTrials:
		l.by, l.gone = c.Name, true
		l.end()
		return nil
	default:
		r.endTrialsOf(c)
		l.by, l.tries, l.trial = c.Name, l.tries+1, make(chan struct{})
		return &Result{Outcome: Skip, Cause: late}
	}
	r.endTrialsOf(c)
	return &Result{Outcome: Skip, Cause: late, wait: l.trial}
}

// latenessOf needs the lock.
func (r *Runner) latenessOf(key actKey) *lateness {
	if r.late[key] == nil {
		r.late[key] = &lateness{}
	}
	return r.late[key]
}

// answered ends the second try of an act: it was answered.
func (r *Runner) answered(p Post, c *Check) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.late[actKey{p.Act, p.Invalid}]; l != nil && l.by == c.Name {
		l.end()
	}
}

// trialsOver ends the second tries of a check that is over, even if it did not come to the act again.
func (r *Runner) trialsOver(c *Check) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.endTrialsOf(c)
}

// endTrialsOf needs the lock. A check that waits for another has no second tries of its own, so two checks never wait
// for each other.
func (r *Runner) endTrialsOf(c *Check) {
	for _, l := range r.late {
		if l.by == c.Name {
			l.end()
		}
	}
}

// notRemoved notes that a removal after a check got no answer: after the second the act is given up until the end.
func (r *Runner) notRemoved(act schemas.Act, c *Check) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.latenessOf(actKey{act: act})
	if l.clean++; l.clean > 1 && !l.gone {
		l.by, l.gone = c.Name, true
		l.end()
	}
}

// untilTried waits until the second try that a check waits for is over, or gives the ERP time for its own.
func (r *Runner) untilTried(result Result) {
	var timer <-chan time.Time
	if result.wait == nil {
		timer = time.After(min(r.target.Timeout, 30*time.Second))
	}
	select {
	case <-result.wait:
	case <-timer:
	case <-r.ctx.Done():
	}
}

// hangs gives the sentence for an act that was given up, "" otherwise.
func (r *Runner) hangs(p Post) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	what := p.Act.String()
	l := r.late[actKey{p.Act, false}]
	if p.Invalid && (l == nil || !l.gone) {
		l = r.late[actKey{p.Act, true}]
		what += " that is not valid"
	}
	if l == nil || !l.gone {
		return ""
	}
	return fmt.Sprintf("The ERP gave no answer to %s within %s, and none when it was tried once more in the check %q, so it is not asked again.", what, r.target.Timeout, l.by)
}

// Hangs tells whether the act was given up because it got no answer, with a sentence about it.
func (t *T) Hangs(act schemas.Act) string { return t.runner.hangs(Post{Act: act}) }
