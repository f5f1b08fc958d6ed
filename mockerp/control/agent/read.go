package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/search"
	"github.com/erpkit/erpkit/schemas"
)

// which are the arguments that choose exchanges.
type which struct {
	Run       string `json:"run,omitempty" jsonschema:"only this run of the mock; without it all runs"`
	Kind      string `json:"kind,omitempty" jsonschema:"device, item-attach or operation"`
	Type      string `json:"type,omitempty" jsonschema:"add, update or remove"`
	Serial    string `json:"serial,omitempty" jsonschema:"serial of the device, before or after a change, or of the item"`
	WorkOrder string `json:"workOrder,omitempty" jsonschema:"number of the work order"`
	Search    string `json:"search,omitempty" jsonschema:"words and fields side by side, such as: SN-7 status:4xx -by:script clause:D3"`
	Limit     int    `json:"limit,omitempty" jsonschema:"most to list"`
}

// filter makes the filter; of too many it takes the most that a model can bear.
func (w which) filter(usual, most int) (journal.Filter, error) {
	if w.Limit < 0 {
		return journal.Filter{}, fmt.Errorf("limit is %d: give 1 to %d, or leave it out for %d", w.Limit, most, usual)
	}
	terms, err := search.Parse(w.Search)
	if err != nil {
		return journal.Filter{}, fmt.Errorf("search: %w", err)
	}
	return journal.Filter{
		Run: w.Run, Kind: schemas.Kind(w.Kind), Type: w.Type, Serial: w.Serial, WorkOrder: w.WorkOrder,
		Search: terms, Limit: min(cmp.Or(w.Limit, usual), most),
	}, nil
}

type listOrder struct {
	which
	Before uint64 `json:"before,omitempty" jsonschema:"only ids below this one: the next of the answer before"`
}

type findingsOrder struct {
	listOrder
	Level  string `json:"level,omitempty" jsonschema:"MUST (what is meant without it), SHOULD or NOTE"`
	Clause string `json:"clause,omitempty" jsonschema:"only findings of this clause, such as D3, of any level"`
}

type timelineOrder struct {
	which
	After uint64 `json:"after,omitempty" jsonschema:"only ids above this one: the next of the answer before"`
}

func (t *tools) addRead() {
	tool(t, mcp.Tool{Name: "list_exchanges", Annotations: reads("List exchanges"), Description: "Lists what the mock received and " +
		"answered, the newest first, one line each. 20 at once unless limit says otherwise, 100 at most."}, t.listExchanges)
	tool(t, mcp.Tool{Name: "list_findings", Annotations: reads("List findings"), Description: "Lists the findings: which clauses of the " +
		"contract posts and answers broke, where, and the likely cure. The newest exchange first, 10 exchanges at once, 50 at most."}, t.listFindings)
	tool(t, mcp.Tool{Name: "timeline", Annotations: reads("Timeline"), Description: "The life of one serial or one work order: its " +
		"exchanges, the oldest first. 50 at once, 200 at most."}, t.timeline)
}

// rows is a part of the journal.
type rows struct {
	Exchanges []row `json:"exchanges"`
	place
}

// place says where a part stands. Next continues.
type place struct {
	Next    *uint64 `json:"next"`
	Total   int     `json:"total"`
	Dropped uint64  `json:"dropped"`
}

func (p place) line(shown int, argument string) string {
	text := fmt.Sprintf("%d of %d that match.", shown, p.Total)
	if p.Next != nil {
		text += fmt.Sprintf(" To go on: %s %d.", argument, *p.Next)
	}
	if p.Dropped > 0 {
		text += fmt.Sprintf(" The mock no longer has %d exchanges that may have matched.", p.Dropped)
	}
	return text + "\n"
}

func (t *tools) listExchanges(ctx context.Context, in listOrder) (result, error) {
	filter, err := in.filter(20, 100)
	if err != nil {
		return result{}, err
	}
	filter.Before, filter.Newest = in.Before, true
	return t.rows(ctx, filter, "before")
}

func (t *tools) timeline(ctx context.Context, in timelineOrder) (result, error) {
	if in.Serial == "" && in.WorkOrder == "" {
		return result{}, errors.New("a timeline is that of a serial or a work order: give serial or workOrder")
	}
	filter, err := in.filter(50, 200)
	if err != nil {
		return result{}, err
	}
	filter.After = in.After
	return t.rows(ctx, filter, "after")
}

func (t *tools) rows(ctx context.Context, filter journal.Filter, argument string) (result, error) {
	page, err := t.Mock.Rows(ctx, filter)
	if err != nil {
		return result{}, err
	}
	list := rows{Exchanges: []row{}, place: place(page.Place)}
	var text strings.Builder
	for _, x := range page.Rows {
		one := rowOf(x)
		list.Exchanges = append(list.Exchanges, one)
		text.WriteString(one.line())
	}
	text.WriteString(list.line(len(list.Exchanges), argument))
	return result{text.String(), list}, nil
}

// found are the findings of one exchange. More are those that are not shown.
type found struct {
	Exchange uint64            `json:"exchange"`
	Run      string            `json:"run"`
	Kind     schemas.Kind      `json:"kind"`
	Type     string            `json:"type"`
	Serial   string            `json:"serial"`
	Status   int               `json:"status"`
	Findings []schemas.Finding `json:"findings"`
	More     int               `json:"more"`
}

func (t *tools) listFindings(ctx context.Context, in findingsOrder) (result, error) {
	filter, err := in.filter(10, 50)
	if err != nil {
		return result{}, err
	}
	if in.Clause == "" {
		in.Level = cmp.Or(in.Level, string(schemas.Must))
	}
	filter.Before, filter.Newest, filter.Level, filter.Clause = in.Before, true, schemas.Level(in.Level), in.Clause
	page, err := t.Mock.Exchanges(ctx, filter)
	if err != nil {
		return result{}, err
	}
	list := struct {
		Exchanges []found `json:"exchanges"`
		place
	}{[]found{}, place(page.Place)}
	asked := func(f schemas.Finding) bool {
		return (in.Level == "" || string(f.Level) == in.Level) && (in.Clause == "" || f.Clause == in.Clause)
	}
	var text strings.Builder
	for _, x := range page.Exchanges {
		one := found{Exchange: x.ID, Run: x.Run, Kind: x.Kind, Type: words(x.Type), Serial: words(x.Serial), Status: x.Status}
		one.Findings, one.More = findingsOf(append(x.Findings, x.Answer.Findings...), asked)
		list.Exchanges = append(list.Exchanges, one)
		text.WriteString(row{ID: x.ID, At: x.At, Run: x.Run, Kind: x.Kind, Type: one.Type, Serial: one.Serial, Status: x.Status}.line())
		findingLines(&text, one.Findings, one.More)
	}
	text.WriteString(list.line(len(list.Exchanges), "before"))
	return result{text.String(), list}, nil
}
