package mockerp

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

// decided is the outcome of step 3: the answer, who chose it, what the books are told, and what goes
// wrong with the answer on the wire.
type decided struct {
	answer   traffic.Answer
	decision traffic.Decision
	reply    books.Reply
	event    books.Event
	booked   bool // the books follow this answer
	fault    fault.Fault
	commit   bool           // the books follow although the sender does not hear
	passed   string         // the script's rule that let the others answer
	missed   []traffic.Miss // the script's rules that were asked and did not answer
	asks     bool           // a real ERP is to be asked
	// unchanged is an answer of a real ERP, to which nothing is added.
	unchanged bool
	down      time.Duration
}

// decide chooses the answer: what the post itself asks for first, then the script, then a real ERP
// behind the mock (which is still to be asked), then the judge, then the books. It adds the findings on
// the flow (F1 to F6). The caller holds the run's lock.
func (p *posted) decide(mode Mode, real *upstream.Upstream) {
	p.event = books.Event{Kind: p.kind, Payload: p.payload}
	before := len(p.findings)
	opinion := p.consider()
	switch {
	case p.fromWish(opinion):
	case p.fromScript(opinion):
	case real.Has(p.kind):
		p.asks, p.findings = true, p.findings[:before] // the books are asked again when it has answered
		return
	case mode == Enforce && p.status != 0:
		p.fromJudge()
	default:
		p.fromBooks(mode, opinion)
	}
	p.grant()
	p.spoil()
}

// consider asks the books, without telling them yet.
func (p *posted) consider() books.Opinion {
	if p.payload == nil {
		return books.Opinion{Strict: books.Reply{Status: http.StatusOK}, Lenient: books.Reply{Status: http.StatusOK}}
	}
	p.booked = true
	opinion := p.run.books.Consider(p.event)
	if p.status == 0 {
		p.findings = append(p.findings, opinion.Findings...)
	}
	return opinion
}

func (p *posted) fromScript(o books.Opinion) bool {
	if p.run.live == nil {
		return false
	}
	post := script.Post{
		Kind: p.kind, Type: schemas.Text(p.payload, "type"), Payload: p.payload, Header: p.request.Header, Query: p.request.URL.Query(),
		Run: p.run.name, Seq: p.run.posts, BooksID: o.Lenient.ExternalID,
		BooksSize: p.run.books.Size(),
	}
	said, ok := p.run.live.Answer(post)
	p.missed = p.run.live.Missed(post, said)
	if !ok {
		return false
	}
	p.answer.Delay, p.fault, p.commit, p.down = said.Delay, said.Fault, said.Commit, said.Down
	if said.Pass {
		p.passed = said.Rule
		return false
	}
	p.answer.Status, p.answer.Header, p.answer.Body = said.Status, said.Header, said.Body
	p.decision = traffic.Decision{By: "script", Rule: said.Rule, Why: "The script's rule " + said.Rule + " matched."}
	p.reply = books.Reply{Status: said.Status, ExternalID: answeredID(said.Status, said.Body)}
	return true
}

func (p *posted) fromJudge() {
	said := refuseFindings(p.status, p.findings)
	p.booked = false
	p.set(said.status, encodeRefusal(said.message, p.findings))
	p.decision = traffic.Decision{By: "judge", Rule: p.passed, Why: "The post breaks a MUST clause and the mock enforces the contract."}
}

func (p *posted) fromBooks(mode Mode, o books.Opinion) {
	p.reply = o.Strict
	if mode == Observe {
		p.reply = o.Lenient
	}
	p.decision = traffic.Decision{By: "books", Rule: p.passed, Why: "No script rule matched; the books answered."}
	if p.passed != "" {
		p.decision.Why = "The script's rule " + p.passed + " let the books answer."
	}
	switch {
	case !p.reply.Accepted():
		p.set(p.reply.Status, encodeRefusal(p.reply.Message, o.Findings))
	case p.reply.ExternalID == "":
		p.set(p.reply.Status, []byte(`{}`))
	default:
		p.set(p.reply.Status, encodeID(p.reply.ExternalID))
	}
}

// spoil says what becomes of the answer on the wire, and what the books make of that: what the
// sender cannot hear they follow only where that was asked for, or a real ERP has taken the post. Half
// of a JSON text is heard, but no id is read from it (T4).
func (p *posted) spoil() {
	switch {
	case p.down > 0:
		p.answer.Fault, p.answer.Lost = faultDown, true
		p.fault = fault.Fault{Kind: fault.ResetBefore}
		p.decision.Why += " Then the ERP door was closed, so that the sender did not hear it."
	case p.fault.Kind == "":
		return
	default:
		p.answer.Fault, p.answer.Lost = string(p.fault.Kind), !heard(p.fault.Kind)
		p.decision.Why += " It went out with the fault " + p.answer.Fault + "."
		if p.answer.Lost {
			p.decision.Why = strings.TrimSuffix(p.decision.Why, ".") + ", so that the sender did not hear it."
		}
	}
	if p.fault.Kind == fault.TruncatedJSON {
		p.reply.ExternalID = ""
	}
	p.reply.Lost = p.answer.Lost
	p.booked = p.booked && (p.commit || p.unchanged || !p.answer.Lost)
}

// faultDown is what the journal calls an answer that took the ERP door down.
const faultDown = "down"

// heard tells whether the sender gets an answer in right HTTP in spite of the fault.
func heard(kind fault.Kind) bool { return kind == fault.Drip || kind == fault.TruncatedJSON }

func (p *posted) set(status int, body []byte) {
	p.answer.Status, p.answer.Header, p.answer.Body = status, jsonHeader(), body
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
	if !bodyAllowed(status) {
		return ""
	}
	id, _ := schemas.ReadAnswer(status, body)
	return id
}
