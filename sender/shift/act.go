package shift

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// The acts of a person at a station.
type verb int

const (
	setSerial verb = iota
	changeSerial
	removeSerial
	attach
	detach
	report
	takeBack
)

// kind is the integration that the act is reported by.
func (v verb) kind() schemas.Kind {
	switch v {
	case attach, detach:
		return schemas.ItemAttach
	case report, takeBack:
		return schemas.Operation
	}
	return schemas.Device
}

// choices lists what may rightly be done to a stock now; an act that is listed more often is more
// likely. Acts that make no post are left out, except the serial, which the others need.
func (s *station) choices(j *job) []verb {
	stock, _ := j.mes.Stock(j.stock)
	if j.apart {
		return s.dismantle(stock)
	}
	if j.device && stock.Serial == "" {
		if j.stuck[setSerial] {
			return nil
		}
		return []verb{setSerial}
	}
	var list []verb
	add := func(v verb, times int) {
		for range times {
			if s.on[v.kind()] && !j.stuck[v] {
				list = append(list, v)
			}
		}
	}
	if stock.Made < 10 {
		add(attach, 5)
		add(report, 4)
	}
	if j.device && j.acts < 10 {
		add(changeSerial, 1)
	}
	if len(stock.Items) > 0 {
		add(detach, 1)
	}
	if len(stock.Reports) > 0 {
		add(takeBack, 1)
	}
	return list
}

// dismantle takes everything off before the serial (F5).
func (s *station) dismantle(stock sender.Stock) []verb {
	switch {
	case len(stock.Items) > 0 && s.on[schemas.ItemAttach]:
		return []verb{detach}
	case len(stock.Reports) > 0 && s.on[schemas.Operation]:
		return []verb{takeBack}
	case stock.Serial != "" && s.on[schemas.Device]:
		return []verb{removeSerial}
	}
	return nil
}

// act does one of the choices. Now and then a person finds that the whole device is scrap.
func (s *station) act(ctx context.Context, j *job) (sender.Outcome, error) {
	if !j.apart && j.acts > 0 && s.chance(5) {
		j.apart = true
		if len(s.choices(j)) == 0 {
			j.apart = false
		}
	}
	for choices := s.choices(j); len(choices) > 0; choices = s.choices(j) {
		v := choices[s.random.IntN(len(choices))]
		out, err := s.do(ctx, j, v)
		var short *master.Shortage
		if !errors.As(err, &short) {
			return out, err
		}
		j.stuck[v], s.lacks = true, short // others may have it: this stock does without
	}
	return sender.Outcome{}, nil
}

// do does one act. A *master.Shortage says that there is nothing left to do it with.
func (s *station) do(ctx context.Context, j *job, v verb) (sender.Outcome, error) {
	stock, _ := j.mes.Stock(j.stock)
	switch v {
	case setSerial, changeSerial:
		return s.serialAct(ctx, j, v)
	case removeSerial:
		out, err := j.mes.RemoveSerial(ctx, j.stock)
		if out.Done {
			j.serial.Back()
		}
		return out, err
	case attach:
		return s.attach(ctx, j, stock)
	case detach:
		item := stock.Items[s.random.IntN(len(stock.Items))].ID
		out, err := j.mes.Detach(ctx, j.stock, item)
		if out.Done {
			j.parts[item].Back()
			delete(j.parts, item)
		}
		return out, err
	case report:
		return s.report(ctx, j, stock)
	}
	return j.mes.TakeBack(ctx, j.stock, stock.Reports[len(stock.Reports)-1].ID) // last first
}

// serialAct gives the device a new serial.
func (s *station) serialAct(ctx context.Context, j *job, v verb) (sender.Outcome, error) {
	serial, err := s.source.Serial(master.SerialWant{SKU: j.pieces.Order.SKU})
	if err != nil {
		return sender.Outcome{}, err
	}
	act := j.mes.SetSerial
	if v == changeSerial {
		act = j.mes.ChangeSerial
	}
	out, err := act(ctx, j.stock, serial.Text)
	if out.Done {
		if v == changeSerial {
			j.serial.Back()
		}
		j.serial = serial
	}
	return out, err
}

func (s *station) attach(ctx context.Context, j *job, stock sender.Stock) (sender.Outcome, error) {
	piece, err := s.newPart(j, stock)
	if err != nil {
		return sender.Outcome{}, err
	}
	out, err := j.mes.Attach(ctx, j.stock, partOf(piece))
	if out.Done {
		j.parts[out.Item] = piece
	}
	return out, err
}

func partOf(p master.Piece) sender.Part {
	return sender.Part{SKU: p.SKU, Quantity: p.Quantity, Serial: p.Serial, WorkOrder: p.WorkOrder}
}

// newPart takes a part that is not yet on the stock in the same quantity: the ERP could take a
// second identical post for a repeated report and refuse it (E7).
func (s *station) newPart(j *job, stock sender.Stock) (master.Piece, error) {
	const tries = 8
	for range tries {
		piece, err := s.anyPart(j)
		if err != nil {
			return piece, err
		}
		if !slices.ContainsFunc(stock.Items, func(i sender.Item) bool { return i.Part == partOf(piece) }) {
			return piece, nil
		}
		piece.Back()
	}
	return master.Piece{}, &master.Shortage{Need: "another part", Words: "There is no other part to attach."}
}

// anyPart takes a component with a serial, pieces, or a raw material by weight; if one sort ran out, another.
func (s *station) anyPart(j *job) (piece master.Piece, err error) {
	number := json.Number(fmt.Sprint(1 + s.random.IntN(20)))
	wants := []master.PartWant{{Of: master.Serial}, {Of: master.Bulk, Quantity: number, Least: "1"}, {Measured: true}}
	first := s.random.IntN(len(wants))
	for i := range wants {
		w := wants[(first+i)%len(wants)]
		w.Order = j.pieces.Order
		if piece, err = s.source.Part(w); err == nil {
			return piece, nil
		}
	}
	return piece, err
}

// report reports the next step. Now and then a piece is bad.
func (s *station) report(ctx context.Context, j *job, stock sender.Stock) (sender.Outcome, error) {
	op, err := s.source.Operation(master.OperationWant{Order: j.pieces.Order, After: len(stock.Reports)})
	if err != nil {
		return sender.Outcome{}, err
	}
	valid, invalid := j.pieces.Quantity, json.Number("0")
	if s.chance(25) {
		valid, invalid = j.pieces.Split()
	}
	return j.mes.Report(ctx, j.stock, sender.Work{
		ActCode: op.ActCode, WorkCenterCode: op.WorkCenterCode, Position: op.Position, Valid: valid, Invalid: invalid, OperationExternalID: op.ExternalID,
	})
}
