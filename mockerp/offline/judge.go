package offline

import (
	"iter"
	"net/http"
	"net/url"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// The bounds of what the judge remembers of one capture: some 60 MB of live memory where all are reached, and Go takes twice that.
const (
	mostTargets = 1000
	mostThings  = 30_000 // in the books of one target
	mostInAll   = 30_000
	mostListed  = 60_000 // entries and findings in a report, of which half is for entries that break something
)

// Judge judges the posts of one capture, in order. It is not safe for concurrent use.
type Judge struct {
	flows  flows
	places map[string]int // index of each target in the report
	report Report
	listed int // entries and findings in the report
}

// NewJudge makes a judge for one capture.
func NewJudge() *Judge {
	return &Judge{
		flows: newFlows(), places: map[string]int{},
		report: Report{SkippedWhy: map[string]int{}, Targets: []Target{}, Entries: []Entry{}},
	}
}

// All judges a whole capture and reports on each entry. The error comes from the capture: the report then
// covers what comes before it.
func All(exchanges iter.Seq2[*traffic.Exchange, error]) (Report, error) {
	j := NewJudge()
	for x, err := range exchanges {
		if err != nil {
			return j.report, err
		}
		j.list(j.See(x))
	}
	return j.report, nil
}

// list keeps an entry for the report, or counts it where there are too many.
func (j *Judge) list(e Entry) {
	room, size := mostListed/2, 1+len(e.Findings)
	if !e.OK {
		room = mostListed
	}
	if e.Answer != nil {
		size += len(e.Answer.Findings)
	}
	if j.listed+size > room {
		j.report.Unlisted++
		return
	}
	j.listed += size
	j.report.Entries = append(j.report.Entries, e)
}

// See judges the next exchange of the capture, which a traffic.Contract has passed. It keeps nothing of it.
func (j *Judge) See(x *traffic.Exchange) Entry {
	e := Entry{Place: x.Place(), Kind: x.Kind, Target: targetOf(x), Findings: []schemas.Finding{}}
	recorded := x.Origin != nil && x.Knows(traffic.Judgement)
	switch {
	case x.Origin == nil && x.Kind == "":
		e = skip(&e, "the mock did not recognise it as a post")
	case x.Origin != nil && x.Origin.Foreign != "":
		e = skip(&e, x.Origin.Foreign)
	case x.Origin != nil && x.Origin.Unreadable != "":
		e.Unreadable = x.Origin.Unreadable
		j.flows.miss(&e, x)
	case (x.Request.Truncated || x.Cut) && recorded:
		e.Type, e.Serial, e.FlowSkipped = x.Type, x.Serial, inPart
		e.Findings = append(e.Findings, x.Findings...)
		e.Answer = judgeAnswer(x)
		j.flows.miss(&e, x)
	case x.Request.Truncated || x.Cut:
		j.flows.miss(&e, x)
		e = skip(&e, inPart)
	default:
		j.judge(&e, x)
	}
	j.count(&e)
	return e
}

const inPart = "its body was captured in part"

func skip(e *Entry, why string) Entry {
	return Entry{Place: e.Place, Skipped: why, OK: true, Findings: e.Findings}
}

func (j *Judge) judge(e *Entry, x *traffic.Exchange) {
	payload, textual := schemas.Parse(x.Request.Body)
	if header := x.Request.Header; x.Knows(traffic.Headers) || header.Get("Content-Type") != "" {
		e.Findings = append(e.Findings, schemas.JudgeContentType(header.Get("Content-Type"), header.Get("Content-Encoding"))...)
	}
	if x.Origin != nil && x.Origin.Doubt != "" {
		e.Findings = append(e.Findings, schemas.Finding{
			Clause: "T1", Level: schemas.Note, Message: "Not all of it is certain: " + x.Origin.Doubt + ".",
			Hint: "Capture it with a tool that writes HTTP archives to be sure.",
		})
	}
	e.Findings = append(e.Findings, textual...)
	if payload != nil {
		e.Type, e.Serial = schemas.Text(payload, "type"), schemas.Text(payload, "serial")
		e.Findings = append(e.Findings, schemas.JudgeValue(x.Kind, payload)...)
	}
	e.Answer = judgeAnswer(x)
	j.flows.follow(e, x, payload)
}

// judgeAnswer judges the answer of an ERP, not one that a mock was told to give.
func judgeAnswer(x *traffic.Exchange) *Answer {
	a := &Answer{Findings: []schemas.Finding{}}
	said := x.Read()
	switch {
	case !x.Knows(traffic.Answered):
		return nil
	case !x.Answer.Heard(): // T6: no answer is a failure, and there is nothing to judge
		return a
	case !x.Knows(traffic.AnswerBody):
		a.Status, a.Skipped = said.Status, "its body was not captured"
		return a
	}
	a.Status = said.Status
	a.ExternalID, a.Message = schemas.ReadAnswer(said.Status, said.Body)
	if by := x.Decision.By; by == "script" || by == "caller" || x.Answer.Fault != "" {
		a.Skipped = "the mock was told to give this answer"
		return a
	}
	a.Findings = append(a.Findings, schemas.JudgeAnswer(said.Status, said.Header, said.Body)...)
	return a
}

// targetOf names what has its own books: a host, with the run that a post names.
func targetOf(x *traffic.Exchange) string {
	target := "one ERP"
	if parsed, err := url.Parse(x.Request.URL); err == nil && parsed.Host != "" {
		target = parsed.Host
	}
	if x.Run != "" && x.Run != traffic.DefaultRun {
		target += " run " + x.Run
	}
	return target
}

func (j *Judge) count(e *Entry) {
	r := &j.report
	e.OK = e.Unreadable == "" && !schemas.Broken(e.Findings) && (e.Answer == nil || !schemas.Broken(e.Answer.Findings))
	switch {
	case e.Skipped != "":
		r.Skipped++
		r.SkippedWhy[e.Skipped]++
	case e.Unreadable != "":
		r.Unreadable++
	default:
		j.countJudged(e)
	}
	r.OK = r.Judged > 0 && r.Broken+r.Unreadable == 0
}

func (j *Judge) countJudged(e *Entry) {
	r := &j.report
	r.Judged++
	if !e.OK {
		r.Broken++
	}
	if e.Answer != nil && e.Answer.Status != 0 && e.Answer.Skipped == "" {
		r.Answers++
	}
	if e.FlowSkipped == "" {
		r.Flows++
	}
	at, known := j.places[e.Target]
	switch {
	case known:
		r.Targets[at].Posts++
	case len(r.Targets) < mostTargets:
		j.places[e.Target] = len(r.Targets)
		r.Targets = append(r.Targets, Target{e.Target, 1})
	}
}

func accepted(status int) bool { return status >= 100 && status < http.StatusBadRequest }
