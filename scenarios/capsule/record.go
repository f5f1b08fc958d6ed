package capsule

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/schemas"
)

// Recorded is one post and its answer, wherever they were recorded.
type Recorded struct {
	At time.Time
	// Kind is the integration whose URL the post went to.
	Kind   schemas.Kind
	Header http.Header
	Body   []byte
	// Lost is true when the MES heard no answer (T6); what follows is then empty.
	Lost         bool
	Status       int
	AnswerHeader http.Header
	Answer       []byte
	// Delay is how long the answer was held back.
	Delay time.Duration
	// Findings are what was wrong with the post, where it was Judged.
	Findings []schemas.Finding
	Judged   bool
	// Useless says why the post cannot be replayed; "" when it can.
	Useless string
	// Fault is what went wrong on the wire, by its name in scripts; "" where that is not
	// known. Booked tells whether the ERP took the post although the MES did not hear of it.
	Fault  string
	Booked bool

	payload map[string]any
}

// FromJournal takes exchanges of a journal, in their order.
func FromJournal(exchanges []*journal.Exchange) []Recorded {
	var all []Recorded
	for _, x := range exchanges {
		r := Recorded{
			At: x.At, Kind: x.Kind, Header: x.Request.Header, Body: x.Request.Body, Findings: x.Findings, Judged: true,
			Lost: x.Answer.Lost || x.Answer.Status == 0, Delay: x.Answer.Delay, Fault: x.Answer.Fault, Booked: x.Booked,
		}
		if !r.Lost {
			r.Status, r.AnswerHeader, r.Answer = x.Answer.Status, x.Answer.Header, x.Answer.Body
		}
		switch {
		case x.Request.Method != http.MethodPost:
			r.Useless = "it is no POST"
		case x.Request.Truncated || x.Cut:
			r.Useless = "its body was not recorded to the end"
		case x.Decision.By == "door":
			r.Useless = "the door of the mock refused it before it was read as a post"
		}
		all = append(all, r)
	}
	return all
}

// FromCaptured takes posts that somebody else recorded: a HAR file, JSON lines, raw HTTP. An
// entry without a status is one that got no answer.
func FromCaptured(captured []export.Captured) []Recorded {
	var all []Recorded
	for _, c := range captured {
		r := Recorded{
			At: c.At, Kind: kindOf(c.URL), Header: c.Header, Body: c.Body, Lost: c.Status == 0,
			Status: c.Status, AnswerHeader: c.AnswerHeader, Answer: c.AnswerBody,
		}
		switch {
		case c.Method != http.MethodPost:
			r.Useless = "it is no POST"
		case c.BodyCut:
			r.Useless = "its body was not recorded to the end"
		}
		all = append(all, r)
	}
	return all
}

// kindOf goes by the end of the path; "" leaves it to the shape of the body (C5).
func kindOf(raw string) schemas.Kind {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	kind, err := schemas.ParseKind(path.Base(u.Path))
	if err != nil {
		return ""
	}
	return kind
}

// Around chooses which posts become the story. The zero Around chooses all.
type Around struct {
	Serial, WorkOrder, Clause string
}

// String says in words what is chosen.
func (a Around) String() string {
	switch {
	case a.Serial != "":
		return "serial " + a.Serial
	case a.WorkOrder != "":
		return "work order " + a.WorkOrder
	case a.Clause != "":
		return "clause " + a.Clause
	}
	return "all that was recorded"
}

// choose gives the posts that are meant, and those of the same stocks: what came before and
// after belongs to the story.
func (a Around) choose(posts []Recorded) ([]Recorded, error) {
	if a == (Around{}) {
		return posts, nil
	}
	stocks := map[string]bool{}
	meant := make([]bool, len(posts))
	found := false
	for i := range posts {
		if meant[i] = a.means(&posts[i]); meant[i] {
			found = true
			stocks[text(posts[i].payload, "stockId")] = true
		}
	}
	if !found {
		return nil, fmt.Errorf("nothing was recorded around %s: look with `erpkit journal`, or choose something else", a)
	}
	delete(stocks, "")
	var chosen []Recorded
	for i := range posts {
		if meant[i] || stocks[text(posts[i].payload, "stockId")] {
			chosen = append(chosen, posts[i])
		}
	}
	return chosen, nil
}

func (a Around) means(r *Recorded) bool {
	item, _ := r.payload["item"].(map[string]any)
	serials := []string{text(r.payload, "serial"), text(r.payload, "oldSerial"), text(item, "serial")}
	return (a.Serial == "" || slices.Contains(serials, a.Serial)) &&
		(a.WorkOrder == "" || text(r.payload, "workorderNumber") == a.WorkOrder) &&
		(a.Clause == "" || slices.ContainsFunc(r.Findings, func(f schemas.Finding) bool { return f.Clause == a.Clause }))
}

// text is a member as a string, or "".
func text(object map[string]any, member string) string {
	s, _ := object[member].(string)
	return s
}

// read decodes the bodies. What was answered after the patience of the MES, it did not hear.
func read(posts []Recorded, patience time.Duration) []Recorded {
	posts = slices.Clone(posts)
	for i := range posts {
		posts[i].Lost = posts[i].Lost || posts[i].Delay >= patience
		value, _ := schemas.Parse(posts[i].Body)
		posts[i].payload, _ = value.(map[string]any)
		if posts[i].Kind == "" {
			posts[i].Kind = schemas.KindOf(value)
		}
	}
	return posts
}
