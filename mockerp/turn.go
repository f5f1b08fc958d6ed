package mockerp

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/mockerp/wish"
	"github.com/erpkit/erpkit/schemas"
)

// turn is one post's hold on its run: it has the run's lock from begin to end, and does nothing else.
type turn struct {
	door *door
	run  *run
	held bool
	// asked is true when a real ERP may have the post already.
	asked bool
	// wait returns when the exchange is durable; nil where it is already.
	wait func() error
}

// begin takes the lock. A run that was dropped in the meantime has a successor, and books that hold what the
// journal could not keep are made again first.
func (t *turn) begin() *refusal {
	for {
		t.run.mu.Lock()
		if !t.run.dropped {
			break
		}
		t.run.mu.Unlock()
		next, refused := t.door.run(t.run.name)
		if refused != nil {
			return refused
		}
		t.run = next
	}
	t.held = true
	if err := t.door.runs.mend(t.run); err != nil {
		return t.notRecorded(err)
	}
	return nil
}

// end gives the lock back, if it has it.
func (t *turn) end() {
	if t.held {
		t.held = false
		t.run.mu.Unlock()
	}
}

// count takes note of a post. The caller has the turn, as for all that follows here.
func (r *run) count(x *traffic.Exchange) {
	r.posts++
	r.last = x.At
}

// consider asks the books, without telling them yet. They have no opinion of what is not a JSON object.
func (r *run) consider(p *post) books.Opinion {
	if p.payload == nil {
		return books.Opinion{Strict: books.Reply{Status: http.StatusOK}, Lenient: books.Reply{Status: http.StatusOK}}
	}
	return r.books.Consider(p.event())
}

// askScript lets the script answer, unless the post itself chose its status: then no rule is used up.
func (r *run) askScript(request *http.Request, p *post, o books.Opinion) said {
	if r.live == nil && len(r.next) == 0 || p.wish.Status != 0 {
		return said{}
	}
	asked := script.Post{
		Kind: p.kind, Type: schemas.Text(p.payload, "type"), Payload: p.payload, Header: request.Header, Query: request.URL.Query(),
		Run: r.name, Seq: r.posts, BooksID: o.Lenient.ExternalID, BooksSize: r.books.Size(),
	}
	answer, before, ok := r.answerNext(asked)
	if !ok {
		answer, ok = r.live.Answer(asked)
		if answer.Asked.Before > 0 && len(before) < script.MostMissed {
			before = append(before, answer.Asked)
		}
	}
	made := said{script: answer, matched: ok}
	if len(before) > 0 {
		made.asked = &traffic.Asked{Scripts: before, Seq: asked.Seq, BooksID: asked.BooksID, BooksSize: asked.BooksSize}
	}
	return made
}

// askERP lets a real ERP answer. A reset meanwhile does not end it, for the ERP has the post: it is booked in
// the books after. Nor does the sender end it that hangs up.
func (d *door) askERP(c *gin.Context, kind schemas.Kind, body []byte) *erpAnswer {
	r := c.Request
	d.moveDeadlines(c, d.config.Upstream.Timeout())
	answer, trouble := d.config.Upstream.Ask(d.working, upstream.Post{
		Kind: kind, Path: belowRun(r.URL.Path), Query: r.URL.RawQuery, Header: wish.Without(r.Header), Body: body,
	})
	return &erpAnswer{Answer: answer, trouble: trouble, unheard: r.Context().Err() != nil}
}

// belowRun is the path without /r/<run>.
func belowRun(path string) string {
	rest, ok := strings.CutPrefix(path, "/r/")
	if !ok {
		return path
	}
	_, path, _ = strings.Cut(rest, "/")
	return "/" + path
}
