package offline

import (
	"net/http"
	"slices"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/schemas"
)

// The bounds of what one capture may make the judge remember.
const (
	mostTargets = 1000
	mostThings  = 50_000 // in the books of one target
	mostInAll   = 200_000
)

// Judge judges the posts of one capture, in their order. It is not safe for concurrent use.
type Judge struct {
	kind    schemas.Kind // of every post; "" tells it from each
	books   map[string]*books.Books
	total   *books.Total
	targets map[string]int // places in the report
	report  Report
}

// NewJudge makes a judge for one capture. With a kind every post is judged as that one; with "" it is
// told by the end of the path, else by the shape (C5).
func NewJudge(kind schemas.Kind) *Judge {
	return &Judge{
		kind: kind, books: map[string]*books.Books{}, total: books.NewTotal(mostInAll), targets: map[string]int{},
		report: Report{SkippedWhy: map[string]int{}, Targets: []Target{}, Entries: []Entry{}},
	}
}

// Report is what was found so far. It shares memory with the judge.
func (j *Judge) Report() Report {
	j.report.OK = j.report.Judged > 0 && j.report.Broken == 0
	return j.report
}

// Skip counts an entry that could not even be read.
func (j *Judge) Skip(place, reason string) Entry {
	return j.keep(Entry{Place: place, Skipped: reason, Findings: []schemas.Finding{}})
}

// See judges the next post of the capture.
func (j *Judge) See(p Post) Entry {
	payload, textual := schemas.Parse(p.Body)
	kind, reason := p.kindOf(j.kind, payload)
	if reason == "" && p.Partial != "" {
		reason = p.Partial
	}
	if reason != "" {
		return j.Skip(p.Place, reason)
	}
	e := Entry{Place: p.Place, Kind: kind, Target: p.target()}
	e.Findings = append(p.judgeContentType(), textual...)
	if payload != nil {
		e.Type, e.Serial = schemas.Text(payload, "type"), schemas.Text(payload, "serial")
		e.Findings = append(e.Findings, schemas.JudgeValue(kind, payload)...)
	}
	e.Answer = judgeAnswer(&p)
	j.follow(&e, payload)
	return j.keep(e)
}

// follow judges the flow and lets the books of the target follow what was answered.
func (j *Judge) follow(e *Entry, payload map[string]any) {
	switch {
	case payload == nil:
		e.FlowSkipped = "the body is no JSON object"
		return
	case e.Answer == nil:
		e.FlowSkipped = "no answer was captured, so nobody knows what the ERP booked"
		return
	case e.Answer.Skipped != "":
		e.FlowSkipped = "the answer was captured in part, so nobody knows its id"
		return
	}
	b := j.booksOf(e.Target)
	if b == nil {
		e.FlowSkipped = "there are too many targets in this capture"
		return
	}
	event := books.Event{Kind: e.Kind, Payload: payload}
	if !schemas.Broken(e.Findings) {
		e.Findings = append(e.Findings, flowFindings(b.Consider(event), e.Answer.Status)...)
		j.report.Flows++
	} else {
		e.FlowSkipped = "the post itself breaks the contract"
	}
	b.Apply(event, books.Reply{Status: e.Answer.Status, ExternalID: e.Answer.ExternalID})
}

func (j *Judge) booksOf(target string) *books.Books {
	b := j.books[target]
	if b == nil && len(j.books) < mostTargets {
		b = books.New(mostThings).Within(j.total)
		j.books[target] = b
	}
	return b
}

// flowFindings takes the word of an ERP that accepted a thing which the books do not know: it was
// likely added before the capture began.
func flowFindings(o books.Opinion, status int) []schemas.Finding {
	unknown := []books.Code{books.Unknown, books.ParentUnknown, books.ParentIDUnknown}
	if len(o.Findings) == 0 || status < 100 || status >= http.StatusBadRequest || !slices.Contains(unknown, o.Strict.Code) {
		return o.Findings
	}
	list := slices.Clone(o.Findings)
	list[0].Level = schemas.Note // the first finding is the one that Strict refuses
	list[0].Hint = "The ERP accepted it, so it was likely added before the capture began: capture from the beginning to be sure."
	return list
}

func judgeAnswer(p *Post) *Answer {
	if !p.Answered {
		return nil
	}
	a := &Answer{Status: p.Status, Findings: []schemas.Finding{}}
	switch {
	case p.Status == 0:
		a.Message = "" // T6: no answer is failure, and nobody can judge it
		return a
	case p.AnswerPartial != "":
		a.Skipped = p.AnswerPartial
		return a
	}
	a.Findings = append(a.Findings, schemas.JudgeAnswer(p.Status, nil, p.Answer)...)
	a.ExternalID, a.Message = schemas.ReadAnswer(p.Status, p.Answer)
	return a
}

// keep puts an entry into the report.
func (j *Judge) keep(e Entry) Entry {
	if e.Findings == nil {
		e.Findings = []schemas.Finding{}
	}
	r := &j.report
	e.OK = !schemas.Broken(e.Findings) && (e.Answer == nil || !schemas.Broken(e.Answer.Findings))
	if e.Skipped != "" {
		e.OK = true
		r.Skipped++
		r.SkippedWhy[e.Skipped]++
	} else {
		j.count(e)
	}
	r.Entries = append(r.Entries, e)
	return e
}

func (j *Judge) count(e Entry) {
	r := &j.report
	r.Judged++
	if !e.OK {
		r.Broken++
	}
	if e.Answer != nil && e.Answer.Status != 0 && e.Answer.Skipped == "" {
		r.Answers++
	}
	at, known := j.targets[e.Target]
	switch {
	case known:
		r.Targets[at].Posts++
	case len(r.Targets) < mostTargets:
		j.targets[e.Target] = len(r.Targets)
		r.Targets = append(r.Targets, Target{e.Target, 1})
	}
}
