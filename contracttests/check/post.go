package check

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Post is one post to be sent.
type Post struct {
	Act schemas.Act
	// Body is what sender.Client takes: a payload, or raw bytes.
	Body any
	// What says in words what it is, where the act alone does not.
	What string
	// Invalid marks a post that the MES would never send, Impossible one that is right in itself
	// but not in the state that the ERP is in.
	Invalid, Impossible bool
	// ContentType replaces application/json.
	ContentType string
}

func (p Post) what() string {
	return cmp.Or(p.What, p.Act.String())
}

// Send posts and waits for the answer. It ends the check when there is nothing that can be judged:
// the network failed, the run is over, the act gets no answer, or the ERP redirects (E8), which
// is told by the checks that look for it.
func (t *T) Send(p Post) Exchange {
	a := t.Try(p)
	t.sortOut(p, a)
	return a
}

// sortOut ends the check if another check reports this answer.
func (t *T) sortOut(p Post, a Exchange) {
	switch {
	case a.Result.Trouble == sender.Timeout && !p.Invalid:
		t.end(Result{Outcome: Skip, Cause: NoAnswer, Lead: Lead{Act: p.Act}, Reason: fmt.Sprintf("The ERP gave no answer to %s in time.", p.what())})
	case a.Redirected() && !a.Wrong:
		t.BlockedBy(Lead{Act: p.Act, Clauses: []string{"E8"}}, "The ERP answered %s with a redirect.", p.what())
	}
}

// Try is Send for checks that judge redirects and missing answers themselves.
func (t *T) Try(p Post) Exchange {
	if held := t.runner.closed(p, t.Check); held != nil {
		t.end(*held)
	}
	a := t.inTurn(t.ctx, p)
	t.judgeTrouble(p, a)
	t.learn(a)
	return a
}

// Parallel sends several posts at once and gives the answers in the order of the posts. The check itself judges
// missing answers.
func (t *T) Parallel(posts []Post) []Exchange {
	for _, p := range posts {
		if held := t.runner.closed(p, t.Check); held != nil {
			t.end(*held)
		}
	}
	answers := make([]Exchange, len(posts))
	done := make(chan int)
	for i := range posts {
		go func() {
			answers[i] = t.post(t.ctx, posts[i])
			done <- i
		}()
	}
	for range posts {
		<-done
	}
	for i := range posts {
		answers[i] = t.record(answers[i])
	}
	for _, a := range answers {
		t.endOnTrouble(a)
	}
	return answers
}

// inTurn posts when the ERP can handle one more post, and records the exchange.
func (t *T) inTurn(ctx context.Context, p Post) Exchange {
	round, err := t.runner.gate.enter(ctx)
	if err != nil {
		return Exchange{What: p.what(), Act: p.Act, Result: sender.Result{Trouble: sender.Cancelled, Words: "The run was over."}}
	}
	x := t.post(ctx, p)
	t.runner.gate.leave(round, x.Result.Transcript.Took, x.Result.Trouble == sender.Timeout)
	t.runner.see(x)
	return t.record(x)
}

// record keeps an exchange as the next one of the check, and what the ERP now has.
func (t *T) record(x Exchange) Exchange {
	x.Number, x.Cleanup = len(t.exchanges)+1, t.cleaning
	t.exchanges = append(t.exchanges, x)
	payload, _ := schemas.Parse(x.Result.Transcript.RequestBody)
	t.ledger.Note(payload, x.Result)
	t.runner.tookOf(x.Result)
	t.runner.show(x.Result)
	if t.runner.ctx.Err() != nil { // nobody knows how much time there is
		t.runner.keepAgain()
	}
	return x
}

// show gives what came of a post to whoever keeps all of them.
func (r *Runner) show(result sender.Result) {
	if r.opts.Seen == nil {
		return
	}
	r.tell.Lock()
	defer r.tell.Unlock()
	r.opts.Seen(result)
}

// post sends without judging. It is safe for concurrent use.
func (t *T) post(ctx context.Context, p Post) Exchange {
	url, offered := t.runner.target.URL(p.Act.Kind)
	if !offered {
		return Exchange{What: p.what(), Act: p.Act, Wrong: p.Invalid || p.Impossible, Result: sender.Result{Trouble: sender.BadURL, Words: "The ERP does not offer this integration."}}
	}
	x := Exchange{What: p.what(), Act: p.Act, Wrong: p.Invalid || p.Impossible, Result: t.runner.clientFor(p.ContentType).Post(ctx, url, p.Body)}
	t.runner.shorten(&x)
	return x
}

// judgeTrouble ends the check when it is not the ERP that failed, or when the act is to be tried once more.
func (t *T) judgeTrouble(p Post, a Exchange) {
	t.endOnTrouble(a)
	if a.Result.Trouble != sender.Timeout {
		t.runner.answered(p, t.Check)
		return
	}
	if held := t.runner.timedOut(p, t.Check); held != nil {
		t.end(*held)
	}
}

// over tells whether a context has ended, or is about to: a connection meets its deadline exactly, the context a
// little later.
func over(ctx context.Context) bool {
	deadline, bounded := ctx.Deadline()
	return ctx.Err() != nil || bounded && !time.Now().Before(deadline)
}

// endOnTrouble ends the check when it is not the ERP that failed, or when the run is over.
func (t *T) endOnTrouble(a Exchange) {
	switch a.Result.Trouble {
	case "", sender.Reset, sender.BrokenHTTP, sender.CutShort, sender.BodyTooLong:
		return
	case sender.Timeout, sender.Cancelled:
		if over(t.ctx) {
			t.outOfTime()
		}
		if a.Result.Trouble == sender.Timeout && a.Result.MayBeBooked() {
			return
		}
	}
	t.KitError("%s", a.Result.String())
}

// missing gives a kind that a check needs and the ERP does not offer.
func (r *Runner) missing(c *Check) (schemas.Kind, bool) {
	for _, kind := range c.Kinds {
		if !r.target.Offers(kind) {
			return kind, true
		}
	}
	return "", false
}
