package check

import (
	"context"
	"fmt"

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
	if p.What == "" {
		return p.Act.String()
	}
	return p.What
}

// Send posts and waits for the answer. It ends the check when there is nothing that can be judged:
// the network failed, the run is over, the act is known to hang, or the ERP redirects (E8), which
// is told by the checks that look for it.
func (t *T) Send(p Post) Answer {
	a := t.Try(p)
	t.sortOut(p, a)
	return a
}

// sortOut ends the check where the answer is another check's to report.
func (t *T) sortOut(p Post, a Answer) {
	switch {
	case t.cleaning:
	case a.Result.Trouble == sender.Timeout && !p.Invalid:
		t.BlockedBy(Lead{Act: p.Act}, "The ERP gave no answer to %s in time.", p.what())
	case a.Redirected() && !a.Wrong:
		t.BlockedBy(Lead{Act: p.Act, Clauses: []string{"E8"}}, "The ERP answered %s with a redirect.", p.what())
	}
}

// Try is Send for checks that judge redirects and time-outs themselves.
func (t *T) Try(p Post) Answer {
	if words := t.runner.hangs(p); words != "" {
		if t.cleaning {
			return Answer{Exchange{What: p.what(), Act: p.Act, Wrong: p.Invalid || p.Impossible, Result: sender.Result{Trouble: sender.Timeout, Words: words}}}
		}
		t.BlockedBy(Lead{Act: p.Act}, "%s", words)
	}
	a := Answer{t.record(t.post(t.ctx, p))}
	t.judgeTrouble(p, a)
	t.learn(a)
	return a
}

// Parallel sends several posts at once and gives the answers in the order of the posts.
func (t *T) Parallel(posts []Post) []Answer {
	for _, p := range posts {
		if words := t.runner.hangs(p); words != "" {
			t.BlockedBy(Lead{Act: p.Act}, "%s", words)
		}
	}
	answers := make([]Answer, len(posts))
	done := make(chan int)
	for i := range posts {
		go func() {
			answers[i] = Answer{t.post(t.ctx, posts[i])}
			done <- i
		}()
	}
	for range posts {
		<-done
	}
	for i := range posts {
		answers[i].Exchange = t.record(answers[i].Exchange)
	}
	for i := range posts {
		t.judgeTrouble(posts[i], answers[i])
	}
	return answers
}

// record keeps an exchange as the next one of the check.
func (t *T) record(x Exchange) Exchange {
	x.Number, x.Cleanup = len(t.exchanges)+1, t.cleaning
	t.exchanges = append(t.exchanges, x)
	return x
}

// post sends without judging. It is safe for concurrent use.
func (t *T) post(ctx context.Context, p Post) Exchange {
	url, offered := t.runner.target.URL(p.Act.Kind)
	if !offered {
		return Exchange{What: p.what(), Act: p.Act, Wrong: p.Invalid || p.Impossible, Result: sender.Result{Trouble: sender.BadURL, Words: "The ERP does not offer this integration."}}
	}
	return Exchange{What: p.what(), Act: p.Act, Wrong: p.Invalid || p.Impossible, Result: t.runner.clientFor(p.ContentType).Post(ctx, url, p.Body)}
}

// judgeTrouble ends the check when it is not the ERP that failed, and remembers acts that hang.
func (t *T) judgeTrouble(p Post, a Answer) {
	switch a.Result.Trouble {
	case "", sender.Reset, sender.BrokenHTTP, sender.CutShort, sender.BodyTooLong:
		return
	case sender.Timeout, sender.Cancelled:
		if t.ctx.Err() != nil && !t.cleaning {
			t.outOfTime()
		}
		if a.Result.Trouble == sender.Timeout && a.Result.MayBeBooked() {
			t.runner.markHanging(p, t.Check.Name)
			return
		}
	}
	if !t.cleaning {
		t.KitError("%s", a.Result.String())
	}
}

// actKey tells acts apart for what hangs; an invalid post may hang where the valid one does not.
type actKey struct {
	act     schemas.Act
	invalid bool
}

// hangs gives the sentence for an act that has run into its time-out before, "" otherwise.
func (r *Runner) hangs(p Post) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	what := p.Act.String()
	by, hung := r.hanging[actKey{p.Act, false}]
	if !hung && p.Invalid {
		by, hung = r.hanging[actKey{p.Act, true}]
		what += " that is not valid"
	}
	if !hung {
		return ""
	}
	return fmt.Sprintf("The ERP gave no answer to %s within %s in the check %q, so it is not asked again.", what, r.target.Timeout, by)
}

func (r *Runner) markHanging(p Post, by string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := actKey{p.Act, p.Invalid}
	if _, known := r.hanging[key]; !known {
		r.hanging[key] = by
	}
}

// Hangs tells whether the act is known to run into its time-out, with a sentence about it.
func (t *T) Hangs(act schemas.Act) string { return t.runner.hangs(Post{Act: act}) }

// offered gives the kinds that the ERP does not offer of those that a check needs.
func (r *Runner) missing(c *Check) (schemas.Kind, bool) {
	for _, kind := range c.Kinds {
		if !r.target.Offers(kind) {
			return kind, true
		}
	}
	return "", false
}
