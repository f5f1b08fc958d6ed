package mockerp

import (
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

// decision is what step 3 makes of a post: the answer, who chose it, what the books are told, and what goes
// wrong with the answer on the wire.
type decision struct {
	answer   traffic.Answer
	why      traffic.Decision
	findings []schemas.Finding
	reply    books.Reply
	booked   bool // the books follow this answer
	fault    fault.Fault
	commit   bool          // the books follow although the sender does not hear
	down     time.Duration // how long the ERP door is closed instead of an answer; 0 is not
	// unchanged is an answer of a real ERP, to which nothing is added.
	unchanged bool
}

// said is what the script said of a post, and a real ERP that was asked after it.
type said struct {
	script  script.Answer
	matched bool           // a rule answered, or let the others answer
	asked   *traffic.Asked // of rules that were asked and did not answer; nil when there are none
	erp     *erpAnswer     // nil when no real ERP was asked
}

// erpAnswer is what a real ERP said, or why it said nothing.
type erpAnswer struct {
	upstream.Answer
	trouble *upstream.Trouble
	unheard bool // the sender did not wait for it
}

// open tells that neither the post itself nor the script chose the answer.
func (s *said) open(p *post) bool { return p.wish.Status == 0 && (!s.matched || s.script.Pass) }

// decide is step 3. The answer is chosen by the post itself where it asks for one, then by the script, then
// by a real ERP behind the mock, then by the judge, then by the books. It is a plain function: the books'
// opinion has the findings on the flow (F1 to F6), which count where the post is right in itself.
func decide(p *post, o books.Opinion, s said, mode Mode) decision {
	findings := p.findings
	if p.status == 0 {
		findings = append(findings, o.Findings...)
	}
	made := choose(p, findings, o, &s, mode)
	made.findings, made.why.Asked = findings, s.asked
	made.booked = made.booked && p.payload != nil
	if s.matched {
		made.why.Rule = s.script.Rule
		made.answer.Delay, made.fault, made.commit, made.down = s.script.Delay, s.script.Fault, s.script.Commit, s.script.Down
	}
	made.grant(&p.wish)
	made.spoil()
	if s.erp != nil && s.erp.unheard {
		made.answer.Lost, made.reply.Lost = true, true
	}
	return made
}

func choose(p *post, findings []schemas.Finding, o books.Opinion, s *said, mode Mode) decision {
	switch {
	case p.wish.Status != 0:
		return byCaller(p.wish.Status, findings, o)
	case !s.open(p):
		return byScript(&s.script)
	case s.erp != nil:
		return byERP(s.erp)
	case mode == Enforce && p.status != 0:
		return byJudge(p.status, findings)
	}
	return byBooks(o, s, mode)
}

// byCaller answers with the status that the post asked for.
func byCaller(status int, findings []schemas.Finding, o books.Opinion) decision {
	made := decision{booked: true, reply: books.Reply{Status: status}, why: traffic.Decision{By: "caller", Why: "It was answered with the status that the post asked for."}}
	switch {
	case !made.reply.Accepted():
		made.answer = refuseAsked(status).answer(findings)
	case o.Lenient.Accepted() && bodyAllowed(status):
		made.reply.ExternalID = o.Lenient.ExternalID
		made.answer = accept(status, o.Lenient.ExternalID)
	default:
		made.answer = accept(status, "")
	}
	return made
}

func byScript(a *script.Answer) decision {
	return decision{
		booked: true,
		answer: traffic.Answer{Status: a.Status, Header: a.Header, Body: a.Body},
		reply:  books.Reply{Status: a.Status, ExternalID: answeredID(a.Status, a.Body)},
		why:    traffic.Decision{By: "script", Why: "The script's rule " + a.Rule + " matched."},
	}
}

// byERP takes the answer of the real ERP, whatever the mock found in the post, and judges that answer too.
func byERP(a *erpAnswer) decision {
	if a.trouble != nil {
		return decision{
			answer: refusal{a.trouble.Status, a.trouble.Message}.answer(nil),
			why:    traffic.Decision{By: "upstream", Why: a.trouble.Message},
		}
	}
	text := a.Text()
	return decision{
		booked: true, unchanged: true,
		answer: traffic.Answer{Status: a.Status, Header: a.Header, Body: a.Body, Findings: schemas.JudgeAnswer(a.Status, a.Header, text)},
		reply:  books.Reply{Status: a.Status, ExternalID: answeredID(a.Status, text)},
		why:    traffic.Decision{By: "upstream", Why: "The ERP at " + a.Host + " answered."},
	}
}

func byJudge(status int, findings []schemas.Finding) decision {
	return decision{
		answer: refuseFindings(status, findings).answer(findings),
		why:    traffic.Decision{By: "judge", Why: "The post breaks a MUST clause and the mock enforces the contract."},
	}
}

func byBooks(o books.Opinion, s *said, mode Mode) decision {
	made := decision{booked: true, reply: o.Strict, why: traffic.Decision{By: "books", Why: "No script rule matched; the books answered."}}
	if mode == Observe {
		made.reply = o.Lenient
	}
	if s.matched {
		made.why.Why = "The script's rule " + s.script.Rule + " let the books answer."
	}
	if made.reply.Accepted() {
		made.answer = accept(made.reply.Status, made.reply.ExternalID)
	} else {
		made.answer = refusal{made.reply.Status, made.reply.Message}.answer(o.Findings)
	}
	return made
}

// accept is a success with an id (T4), or with "" without one.
func accept(status int, id string) traffic.Answer {
	body := make([]byte, 0, len(`{"externalId":""}`)+len(id))
	body = append(body, '{')
	if id != "" {
		body, _ = jsontext.AppendQuote(append(body, `"externalId":`...), id) // a text that is not UTF-8 is written all the same
	}
	return traffic.Answer{Status: status, Header: jsonHeader(status), Body: append(body, '}')}
}

// answeredID is the id that the MES reads from an answer (T2, T4); "" is none.
func answeredID(status int, body []byte) string {
	if !bodyAllowed(status) {
		return ""
	}
	id, _ := schemas.ReadAnswer(status, body)
	return id
}

// bodyAllowed is false for a status whose answer has no content (RFC 9110).
func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
