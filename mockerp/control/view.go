package control

import (
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// stamp is a time as this API writes it: RFC 3339 in UTC with microseconds; null when it is zero.
type stamp time.Time

// MarshalJSON follows encoding/json.
func (s stamp) MarshalJSON() ([]byte, error) {
	if time.Time(s).IsZero() {
		return []byte("null"), nil
	}
	return []byte(time.Time(s).UTC().Format(`"2006-01-02T15:04:05.000000Z"`)), nil
}

// exchangeView is one exchange in a list; exchangeDetail is the same with all its bytes.
type exchangeView struct {
	exchangeHead
	Request requestView `json:"request"`
	Answer  answerView  `json:"answer"`
}

type exchangeDetail struct {
	exchangeHead
	Request requestDetail `json:"request"`
	Answer  answerDetail  `json:"answer"`
}

// exchangeHead is what both have in common.
type exchangeHead struct {
	ID           uint64            `json:"id"`
	Run          string            `json:"run"`
	At           stamp             `json:"at"`
	TookMicros   int64             `json:"tookMicros"`
	Kind         schemas.Kind      `json:"kind"`
	Type         string            `json:"type"`
	Serial       string            `json:"serial"`
	OtherSerials []string          `json:"otherSerials"`
	WorkOrder    string            `json:"workOrder"`
	Status       int               `json:"status"`
	Findings     []schemas.Finding `json:"findings"`
	Decision     traffic.Decision  `json:"decision"`
	// Booked says that the books of the run followed the answer.
	Booked bool `json:"booked"`
	// Cut says that the exchange alone was too large for the journal, which kept what fits.
	Cut bool `json:"cut"`
}

type requestLine struct {
	Method    string `json:"method"`
	URL       string `json:"url"`
	Proto     string `json:"proto"`
	Remote    string `json:"remote"`
	Truncated bool   `json:"truncated"`
}

type requestView struct {
	requestLine
	bodyView
}

type requestDetail struct {
	requestLine
	bodyDetail
}

type answerLine struct {
	Status      int    `json:"status"`
	ExternalID  string `json:"externalId,omitempty"`
	Message     string `json:"message,omitempty"`
	DelayMicros int64  `json:"delayMicros"`
	// Fault is what went wrong on the wire; Lost says that the sender cannot have heard the answer.
	Fault string `json:"fault,omitempty"`
	Lost  bool   `json:"lost"`
	// Findings are what is wrong with the answer of a real ERP.
	Findings []schemas.Finding `json:"findings"`
}

type answerView struct {
	answerLine
	bodyView
}

type answerDetail struct {
	answerLine
	bodyDetail
}

func viewExchange(x *traffic.Exchange) exchangeView {
	return exchangeView{
		viewHead(x),
		requestView{viewRequestLine(x), viewBody(x.Request.Header, x.Request.Body)},
		answerView{viewAnswerLine(x), viewBody(x.Answer.Header, x.Answer.Body)},
	}
}

func detailExchange(x *traffic.Exchange) exchangeDetail {
	return exchangeDetail{
		viewHead(x),
		requestDetail{viewRequestLine(x), detailBody(x.Request.Header, x.Request.Body)},
		answerDetail{viewAnswerLine(x), detailBody(x.Answer.Header, x.Answer.Body)},
	}
}

func viewHead(x *traffic.Exchange) exchangeHead {
	return exchangeHead{
		ID: x.ID, Run: x.Run, At: stamp(x.At), TookMicros: x.Took.Microseconds(), Kind: x.Kind, Type: x.Type,
		Serial: x.Serial, OtherSerials: list(x.OtherSerials), WorkOrder: x.WorkOrder, Status: x.Answer.Status,
		Findings: list(x.Findings), Decision: x.Decision, Booked: x.Booked, Cut: x.Cut,
	}
}

func viewRequestLine(x *traffic.Exchange) requestLine {
	r := &x.Request
	return requestLine{Method: r.Method, URL: show.URL(r.URL), Proto: r.Proto, Remote: r.Remote, Truncated: r.Truncated}
}

func viewAnswerLine(x *traffic.Exchange) answerLine {
	line := answerLine{
		Status: x.Answer.Status, DelayMicros: x.Answer.Delay.Microseconds(),
		Fault: x.Answer.Fault, Lost: x.Answer.Lost, Findings: list(x.Answer.Findings),
	}
	line.ExternalID, line.Message = understood(&x.Answer)
	return line
}

// list is never null in JSON.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
