package journal

import (
	"bytes"
	"net/http"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// Rough costs, in bytes, of what Go keeps around the texts.
const (
	exchangeCost = 760
	findingCost  = 112
	headerCost   = 64
	textCost     = 16

	missCost, differenceCost          = 64, 48
	askedCost, scriptCost, passedCost = 72, 48, 48
)

// mostCutFindings is how many findings, reduced to their clauses, a cut exchange keeps.
const mostCutFindings = 16

// Size estimates the memory in bytes of one exchange. Every store counts by it. The text of a script that was asked
// is not in it: exchanges share that.
func Size(x *traffic.Exchange) int64 {
	n := exchangeCost + cap(x.Request.Body) + cap(x.Answer.Body)
	n += len(x.Run) + len(x.Type) + len(x.Serial) + len(x.WorkOrder)
	n += len(x.Request.Method) + len(x.Request.URL) + len(x.Request.Proto) + len(x.Request.Remote)
	n += len(x.Decision.By) + len(x.Decision.Rule) + len(x.Decision.Why) + len(x.Answer.Fault)
	for _, s := range x.OtherSerials {
		n += textCost + len(s)
	}
	n += findingsSize(x.Findings) + findingsSize(x.Answer.Findings) + missesSize(x.Decision.Missed) + askedSize(x.Decision.Asked)
	return int64(n + headerSize(x.Request.Header) + headerSize(x.Answer.Header))
}

func findingsSize(findings []schemas.Finding) int {
	n := 0
	for i := range findings {
		f := &findings[i]
		n += findingCost + len(f.Pointer) + len(f.Wanted) + len(f.Got) + len(f.Message) + len(f.Hint)
	}
	return n
}

func missesSize(missed []traffic.Miss) int {
	n := 0
	for i := range missed {
		n += missCost + len(missed[i].Rule) + len(missed[i].Reason)
		for _, d := range missed[i].Differing {
			n += differenceCost + len(d.Member) + len(d.Wanted) + len(d.Got)
		}
	}
	return n
}

func askedSize(a *traffic.Asked) int {
	if a == nil {
		return 0
	}
	n := askedCost + len(a.BooksID) + scriptCost*len(a.Scripts)
	for i := range a.Scripts {
		for _, p := range a.Scripts[i].Passed {
			n += passedCost + len(p.Trouble)
		}
	}
	return n
}

func headerSize(h http.Header) int {
	n := 0
	for name, values := range h {
		n += headerCost + len(name)
		for _, v := range values {
			n += textCost + len(v)
		}
	}
	return n
}

// Fit returns x in the form in which a journal of at most so many bytes keeps it, and its Size: x itself, a copy that is
// shortened, or one without its scripts where those are too long.
func Fit(x *traffic.Exchange, most int64) (kept *traffic.Exchange, size int64) {
	if size = Size(x); size > most {
		x = Shorten(x, most)
		size = Size(x)
	}
	room := most - size
	for _, one := range scriptsOf(x) {
		room -= one.Script.Bytes()
	}
	if room >= 0 || x.Decision.Asked == nil {
		return x, size
	}
	short := *x
	short.Decision.Asked = &traffic.Asked{}
	return &short, Size(&short)
}

// Shorten returns a copy of x of at most that Size, marked by Cut. It cuts the answer's body before the
// request's; if an exchange without bodies is still too large, only its essentials stay: run, kind, times,
// status and the clauses of its findings. Below 4096 bytes not even those may fit.
func Shorten(x *traffic.Exchange, most int64) *traffic.Exchange {
	c := *x
	c.Cut = true
	c.Request.Body, c.Answer.Body = nil, nil
	if Size(&c) > most {
		c = essentials(x)
	}
	room := most - Size(&c)
	c.Request.Body = beginning(x.Request.Body, room)
	c.Request.Truncated = x.Request.Truncated || len(c.Request.Body) < len(x.Request.Body)
	c.Answer.Body = beginning(x.Answer.Body, room-int64(cap(c.Request.Body)))
	return &c
}

func essentials(x *traffic.Exchange) traffic.Exchange {
	c := traffic.Exchange{Run: x.Run, At: x.At, Took: x.Took, Kind: x.Kind, Booked: x.Booked, Cut: true}
	c.Request.Method = x.Request.Method
	c.Decision.By = x.Decision.By
	c.Answer.Status, c.Answer.Delay = x.Answer.Status, x.Answer.Delay
	c.Answer.Fault, c.Answer.Lost = x.Answer.Fault, x.Answer.Lost
	for i := range x.Findings[:min(len(x.Findings), mostCutFindings)] {
		f := &x.Findings[i]
		c.Findings = append(c.Findings, schemas.Finding{Clause: f.Clause, Level: f.Level})
	}
	return c
}

// beginning copies as much of body as fits: a slice would keep all of it alive.
func beginning(body []byte, room int64) []byte {
	if room <= 0 || len(body) == 0 {
		return nil
	}
	short := bytes.Clone(body[:min(int64(len(body)), room)])
	if int64(cap(short)) <= room {
		return short[:len(short):len(short)]
	}
	exact := make([]byte, len(short))
	copy(exact, short)
	return exact
}
