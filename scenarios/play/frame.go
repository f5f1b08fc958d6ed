package play

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/sender"
)

// frame is the context of a step: the names that it sees, its station and its turn.
type frame struct {
	outer  *frame
	names  map[string]*thing
	values map[string]any // captured

	station, turn int               // of the group whose frame it is; 0 if none
	sessions      map[string]string // of the station; nil in the frames of turns
	key           string            // distinguishes this place from others of the story
	group         *gather           // nil if nothing is counted
	finally       bool
}

// thing is what a name stands for.
type thing struct {
	stock        string // the id of its stock
	item, report string // their names in the MES, "" before they are made
	exchange     *Exchange
	// first is the ERP's id in the answer that made the thing, or the id that it had at the beginning.
	first string
	facts map[string]string // what never changes: sku, quantity, serial and so on
	// takenBy is the step that last took the thing away; the lock of the player guards it.
	takenBy *scenarios.Step
}

// gather collects the exchanges of a group.
type gather struct {
	mu        sync.Mutex
	exchanges []*Exchange
}

// inner makes the frame for one turn of a group.
func (f *frame) inner(station, turn int) *frame {
	in := &frame{outer: f, names: map[string]*thing{}, values: map[string]any{}, station: station, turn: turn, finally: f.finally}
	in.key = fmt.Sprintf("%s/%d.%d", f.key, station, turn)
	if station > 0 {
		in.sessions = map[string]string{}
	}
	return in
}

func (f *frame) thing(name string) *thing {
	for ; f != nil; f = f.outer {
		if t, ok := f.names[name]; ok {
			return t
		}
	}
	return nil
}

// at returns the station and the turn of the frame.
func (f *frame) at() (station, turn int) {
	for ; f != nil; f = f.outer {
		station = cmp.Or(station, f.station)
		turn = cmp.Or(turn, f.turn)
	}
	return station, turn
}

// home is the frame that holds the sessions of the station.
func (f *frame) home() *frame {
	for f.sessions == nil {
		f = f.outer
	}
	return f
}

// record adds an exchange to the enclosing groups.
func (f *frame) record(x *Exchange) {
	for ; f != nil; f = f.outer {
		if f.group != nil {
			f.group.mu.Lock()
			f.group.exchanges = append(f.group.exchanges, x)
			f.group.mu.Unlock()
		}
	}
}

// free tells whether a step without expectations may have any outcome.
func (f *frame) free() bool {
	for ; f != nil; f = f.outer {
		if f.group != nil {
			return true
		}
	}
	return false
}

// errNotThere is why a step of finally is left out: what it would remove never existed.
var errNotThere = errors.New("it was never there")

// look returns the value of a reference.
func (p *player) look(f *frame) func(scenarios.Ref) (any, error) {
	return func(ref scenarios.Ref) (any, error) {
		station, turn := f.at()
		switch ref.Name {
		case "row":
			return p.c.Row.Values[ref.Field], nil
		case "station":
			return strconv.Itoa(station), nil
		case "turn":
			return strconv.Itoa(turn), nil
		case "prefix":
			return p.opts.Prefix, nil
		case "seed":
			return strconv.FormatUint(p.c.Seed, 10), nil
		}
		if ref.Field == "" {
			return f.captured(ref)
		}
		t := f.thing(ref.Name)
		if t == nil {
			return nil, fmt.Errorf("%s has no value: %w", ref, errNotThere)
		}
		return p.field(t, ref.Field), nil
	}
}

func (f *frame) captured(ref scenarios.Ref) (any, error) {
	for at := f; at != nil; at = at.outer {
		if value, ok := at.values[ref.Name]; ok {
			return value, nil
		}
	}
	return nil, fmt.Errorf("%s has no value: %w", ref, errNotThere)
}

// field returns the current value of a field of a thing.
func (p *player) field(t *thing, name string) string {
	switch name {
	case "status":
		return strconv.Itoa(t.result().Status)
	case "message":
		return t.result().Message
	case "answer":
		return string(t.result().Transcript.AnswerBody)
	case "externalId":
		return p.idOf(t)
	case "stockId":
		return t.stock
	}
	if fact, ok := t.facts[name]; ok {
		return fact
	}
	stock, _ := p.mes.Stock(t.stock)
	order, _ := p.mes.WorkOrder(stock.WorkOrder)
	return map[string]string{
		"serial": stock.Serial, "sessionId": stock.Session, "workorderId": order.ID, "workorderNumber": order.Number,
		"workorderExternalId": order.ExternalID, "sku": order.SKU,
	}[name]
}

func (t *thing) result() sender.Result {
	if t.exchange == nil {
		return sender.Result{}
	}
	return t.exchange.Result
}

// idOf is the current id of a thing in the ERP; for a removed item or report, its last one.
func (p *player) idOf(t *thing) string {
	if t.stock == "" || t.item != "" || t.report != "" {
		return t.first
	}
	stock, _ := p.mes.Stock(t.stock)
	return stock.ExternalID
}
