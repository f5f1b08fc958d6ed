package mockerp

import (
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

// ask lets a real ERP answer. The run's lock is not held meanwhile, so that a slow ERP holds up nothing
// but its own posts: the order in the journal, and so in the books, is that in which the answers came.
// A reset in between does not end it, for the ERP has the post: it is booked in the books after.
func (d *door) ask(p *posted) (upstream.Answer, *upstream.Trouble) {
	return d.config.Upstream.Ask(d.working, upstream.Post{
		Kind: p.kind, Path: belowRun(p.request.URL.Path), Query: p.request.URL.RawQuery,
		Header: withoutWishes(p.request.Header), Body: p.exchange.Request.Body,
	})
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

// fromUpstream takes what the real ERP answered. It is judged, and the books follow it, whatever the
// mock thinks of the post. The caller holds the run's lock.
func (p *posted) fromUpstream(said upstream.Answer, trouble *upstream.Trouble) {
	p.consider()
	if trouble != nil {
		p.booked = false
		p.set(trouble.Status, encodeRefusal(trouble.Message, nil))
		p.decision = traffic.Decision{By: "upstream", Rule: p.passed, Why: trouble.Message}
	} else {
		text := said.Text()
		p.answer.Status, p.answer.Header, p.answer.Body = said.Status, said.Header, said.Body
		p.answer.Findings = schemas.JudgeAnswer(said.Status, said.Header, text)
		p.reply = books.Reply{Status: said.Status, ExternalID: answeredID(said.Status, text)}
		p.decision = traffic.Decision{By: "upstream", Rule: p.passed, Why: "The ERP at " + said.Host + " answered."}
		p.unchanged = true
	}
	p.grant()
	p.spoil()
	if p.request.Context().Err() != nil { // the sender did not wait for the ERP
		p.answer.Lost, p.reply.Lost = true, true
	}
}

// leaveUnchanged keeps net/http from adding what the real ERP did not say.
func leaveUnchanged(header http.Header) {
	for _, name := range []string{"Date", "Content-Type"} {
		if _, said := header[name]; !said {
			header[name] = nil
		}
	}
}
