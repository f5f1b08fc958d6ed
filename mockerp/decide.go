package mockerp

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

// decided is the outcome of step 3: the answer, who chose it, and what the books are told.
type decided struct {
	answer   journal.Answer
	decision journal.Decision
	reply    books.Reply
	event    books.Event
	apply    bool // the books follow this answer
}

// decide chooses the answer: the script first, then the judge, then the books. It adds the findings
// on the flow (F1 to F6) to j. The caller holds the run's lock.
func decide(r *run, mode Mode, j *judged, header http.Header, query url.Values) decided {
	d := decided{event: books.Event{Kind: j.kind, Payload: j.payload}}
	opinion := books.Opinion{Strict: books.Reply{Status: http.StatusOK}, Lenient: books.Reply{Status: http.StatusOK}}
	if j.payload != nil {
		opinion = r.books.Consider(d.event)
		if j.status == 0 {
			j.findings = append(j.findings, opinion.Findings...)
		}
		d.apply = true
	}
	if d.fromScript(r, j, opinion, header, query) {
		return d
	}
	if mode == Enforce && j.status != 0 {
		d.fromJudge(j)
		return d
	}
	d.reply = opinion.Strict
	if mode == Observe {
		d.reply = opinion.Lenient
	}
	d.fromBooks(opinion)
	return d
}

func (d *decided) fromScript(r *run, j *judged, o books.Opinion, header http.Header, query url.Values) bool {
	if r.play == nil {
		return false
	}
	answer, ok := r.play.Answer(script.Post{
		Kind: j.kind, Type: text(j.payload, "type"), Payload: j.payload, Header: header, Query: query,
		Run: r.name, Seq: r.posts, BooksID: o.Lenient.ExternalID,
	})
	if !ok || answer.Pass {
		d.answer.Delay = answer.Delay
		return false
	}
	d.answer = journal.Answer{Status: answer.Status, Header: answer.Header, Body: answer.Body, Delay: answer.Delay}
	d.decision = journal.Decision{By: "script", Rule: answer.Rule, Why: "The script's rule " + answer.Rule + " matched."}
	d.reply = books.Reply{Status: answer.Status, ExternalID: answeredID(answer.Status, answer.Body)}
	return true
}

func (d *decided) fromJudge(j *judged) {
	said := refuseFindings(j.status, j.findings)
	d.apply = false
	d.set(said.status, encodeRefusal(said.message, j.findings))
	d.decision = journal.Decision{By: "judge", Why: "The post breaks a MUST clause and the mock enforces the contract."}
}

func (d *decided) fromBooks(o books.Opinion) {
	d.decision = journal.Decision{By: "books", Why: "No script rule matched; the books answered."}
	switch {
	case !d.reply.Accepted():
		d.set(d.reply.Status, encodeRefusal(d.reply.Message, o.Findings))
	case d.reply.ExternalID == "":
		d.set(d.reply.Status, []byte(`{}`))
	default:
		d.set(d.reply.Status, encodeID(d.reply.ExternalID))
	}
}

func (d *decided) set(status int, body []byte) {
	d.answer.Status, d.answer.Header, d.answer.Body = status, jsonHeader(), body
}

func jsonHeader() http.Header {
	return http.Header{"Content-Type": {"application/json; charset=utf-8"}}
}

// encodeID writes the success answer (T4).
func encodeID(id string) []byte {
	quoted, err := json.Marshal(id)
	if err != nil { // cannot be: a string
		return []byte(`{}`)
	}
	return append(append([]byte(`{"externalId":`), quoted...), '}')
}

// answeredID is the id that the MES reads from an answer (T2, T4); "" is none.
func answeredID(status int, body []byte) string {
	if status >= http.StatusBadRequest {
		return ""
	}
	value, _ := schemas.Parse(body)
	object, _ := value.(map[string]any)
	return text(object, "externalId")
}

// text is the member as a string, or "".
func text(object map[string]any, member string) string {
	s, _ := object[member].(string)
	return s
}
