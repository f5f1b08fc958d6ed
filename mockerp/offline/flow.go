package offline

import (
	"slices"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// flows are the books of each target.
type flows struct {
	targets map[string]*target
	total   *books.Total
}

func newFlows() flows {
	return flows{map[string]*target{}, books.NewTotal(mostInAll)}
}

// target is one ERP, and what is in doubt about it: the stocks with an unknown answer, or all stocks.
type target struct {
	books  *books.Books
	doubts map[string]bool
	all    bool
}

// of returns the target of an entry, or nil when there are too many.
func (f *flows) of(e *Entry) *target {
	t := f.targets[e.Target]
	if t == nil && len(f.targets) < mostTargets {
		t = &target{books: books.New(mostThings).Within(f.total), doubts: map[string]bool{}}
		f.targets[e.Target] = t
	}
	return t
}

// miss notes that an unreadable post may have changed anything. One that was refused, or not booked,
// changed nothing.
func (f *flows) miss(e *Entry, x *traffic.Exchange) {
	if t := f.of(e); t != nil && (!x.Knows(traffic.Answered) || Booked(x) && accepted(x.Answer.Status)) {
		t.all = true
	}
}

// Booked tells whether the ERP booked the post. If that is unknown, what the MES heard decides: what
// it did not hear has not happened for it (T7).
func Booked(x *traffic.Exchange) bool {
	if x.Knows(traffic.Booking) {
		return x.Booked
	}
	return x.Answer.Heard()
}

// follow judges the flow and lets the target's books follow the answer. Where a mock has judged the
// flow, its findings stand: it saw the whole run, and the file may hold only a part.
func (f *flows) follow(e *Entry, x *traffic.Exchange, payload map[string]any) {
	t := f.of(e)
	recorded := x.Origin != nil && x.Knows(traffic.Judgement)
	switch {
	case payload == nil:
		e.FlowSkipped = "the body is not a JSON object"
		return
	case t == nil:
		e.FlowSkipped = "there are too many targets in this capture"
		return
	case !x.Knows(traffic.Answered):
		e.FlowSkipped = "no answer was captured, so nobody knows what the ERP booked"
	case schemas.Broken(e.Findings):
		e.FlowSkipped = "the post itself breaks the contract"
	}
	event := books.Event{Kind: x.Kind, Payload: payload}
	switch {
	case recorded:
		e.Findings = append(e.Findings, recordedFlow(x)...)
	case e.FlowSkipped == "":
		e.Findings = append(e.Findings, t.judge(event, x.Answer.Status)...)
	}
	t.apply(event, x)
}

// recordedFlow returns the flow findings of a mock.
func recordedFlow(x *traffic.Exchange) (list []schemas.Finding) {
	for _, f := range x.Findings {
		if clause, known := schemas.ClauseByID(f.Clause); known && clause.ID[0] == 'F' {
			list = append(list, f)
		}
	}
	return list
}

// apply lets the books follow an answer, and remembers what of it is unknown.
func (t *target) apply(event books.Event, x *traffic.Exchange) {
	stock := schemas.Text(event.Payload, "stockId")
	if !x.Knows(traffic.Answered) {
		t.doubt(stock)
		return
	}
	if !Booked(x) {
		return
	}
	said := x.Read()
	id, _ := schemas.ReadAnswer(said.Status, said.Body)
	if !x.Knows(traffic.AnswerBody) {
		id = ""
		if accepted(said.Status) {
			t.doubt(stock)
		}
	}
	t.books.Apply(event, books.Reply{Status: said.Status, ExternalID: id, Lost: x.Answer.Lost})
}

func (t *target) doubt(stock string) {
	if len(t.doubts) >= mostThings {
		t.all = true
		return
	}
	t.doubts[stock] = true
}

// judge asks the books. They are unsure about what an unknown answer concerned. An ERP that accepts a
// thing that they do not know is right: it was likely added before the capture began.
func (t *target) judge(event books.Event, status int) []schemas.Finding {
	o := t.books.Consider(event)
	unknown := []books.Code{books.Unknown, books.ParentUnknown, books.ParentIDUnknown}
	switch {
	case len(o.Findings) == 0:
		return nil
	case t.all || t.doubts[schemas.Text(event.Payload, "stockId")]:
		return noted(o.Findings, len(o.Findings), "An answer or a post before was not captured whole, so nobody knows what the ERP booked, or under which id.")
	case accepted(status) && slices.Contains(unknown, o.Strict.Code):
		return noted(o.Findings, 1, "The ERP accepted it, so it was likely added before the capture began: capture from the beginning to be sure.")
	}
	return o.Findings
}

// noted turns the first n findings into notes; the first one is what Strict refuses.
func noted(findings []schemas.Finding, n int, hint string) []schemas.Finding {
	list := slices.Clone(findings)
	for i := range list[:n] {
		list[i].Level, list[i].Hint = schemas.Note, hint
	}
	return list
}
