package control

import (
	"net/http"
	"slices"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// viewExchange is an exchange in a list.
func viewExchange(x *traffic.Exchange) api.Exchange { return view(x, viewBody) }

// detailExchange is an exchange alone, with headers and all its bytes.
func detailExchange(x *traffic.Exchange) api.Exchange {
	shown := view(x, detailBody)
	if x.Answer.Heard() {
		shown.Understood = &api.Understood{Accepted: x.Answer.Status < http.StatusBadRequest, ExternalID: shown.Answer.ExternalID, Message: shown.Answer.Message}
	}
	return shown
}

// viewRow is an exchange in one line.
func viewRow(x *traffic.Exchange) api.Row {
	row := api.Row{
		ID: x.ID, At: api.Time{Time: x.At}, Run: x.Run, Kind: x.Kind, Type: x.Type, Serial: x.Serial, OtherSerials: list(x.OtherSerials),
		WorkOrder: x.WorkOrder, Status: x.Answer.Status, Clauses: []string{}, By: x.Decision.By, Rule: x.Decision.Rule,
		TookMicros: x.Took.Microseconds(), Lost: x.Answer.Lost, Fault: x.Answer.Fault, Cut: x.Cut,
	}
	row.ExternalID, row.Message = x.Understood()
	for i := range x.Findings {
		found := &x.Findings[i]
		switch found.Level {
		case schemas.Must:
			row.Findings.Must++
		case schemas.Should:
			row.Findings.Should++
		default:
			row.Findings.Note++
		}
		if !slices.Contains(row.Clauses, found.Clause) {
			row.Clauses = append(row.Clauses, found.Clause)
		}
	}
	return row
}

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
		Method: r.Method, URL: r.URL, Proto: r.Proto, Remote: r.Remote, Truncated: r.Truncated,
		Body: body(r.Header, r.Body),
	}
}

func viewAnswer(x *traffic.Exchange, body func(http.Header, []byte) api.Body) api.Answer {
	a := &x.Answer
	shown := api.Answer{
		Status: a.Status, DelayMicros: a.Delay.Microseconds(), Fault: a.Fault, Lost: a.Lost,
		Findings: list(a.Findings), Body: body(a.Header, a.Body),
	}
	shown.ExternalID, shown.Message = x.Understood()
	return shown
}

// list is never null in JSON.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
