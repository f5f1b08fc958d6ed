package control

import (
	"net/http"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas/show"
)

// viewExchange is an exchange in a list, detailExchange the same with headers and all its bytes.
func viewExchange(x *traffic.Exchange) api.Exchange   { return view(x, viewBody) }
func detailExchange(x *traffic.Exchange) api.Exchange { return view(x, detailBody) }

func view(x *traffic.Exchange, body func(http.Header, []byte) api.Body) api.Exchange {
	return api.Exchange{
		ID: x.ID, Run: x.Run, At: api.Time{Time: x.At}, TookMicros: x.Took.Microseconds(), Kind: x.Kind, Type: x.Type,
		Serial: x.Serial, OtherSerials: list(x.OtherSerials), WorkOrder: x.WorkOrder, Status: x.Answer.Status,
		Findings: list(x.Findings), Decision: x.Decision, Booked: x.Booked, Cut: x.Cut,
		Request: viewRequest(&x.Request, body), Answer: viewAnswer(x, body),
	}
}

func viewRequest(r *traffic.Request, body func(http.Header, []byte) api.Body) api.Request {
	return api.Request{
		Method: r.Method, URL: show.URL(r.URL), Proto: r.Proto, Remote: r.Remote, Truncated: r.Truncated,
		Body: body(r.Header, r.Body),
	}
}

func viewAnswer(x *traffic.Exchange, body func(http.Header, []byte) api.Body) api.Answer {
	a := &x.Answer
	shown := api.Answer{
		Status: a.Status, DelayMicros: a.Delay.Microseconds(), Fault: a.Fault, Lost: a.Lost,
		Findings: list(a.Findings), Body: body(a.Header, a.Body),
	}
	shown.ExternalID, shown.Message = understood(x)
	return shown
}

// list is never null in JSON.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
