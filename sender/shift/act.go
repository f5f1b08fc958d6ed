package shift

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
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

// choices lists what may rightly be done to a stock now; an act that is there more often is
// more likely. Acts that make no post are left out, but for the serial, which the others need.
func (s *station) choices(j *job) []verb {
	stock, _ := j.mes.Stock(j.stock)
	if j.apart {
		return s.dismantle(stock)
	}
	if j.device && stock.Serial == "" {
		return []verb{setSerial}
	}
	var list []verb
	add := func(v verb, times int) {
		for range times {
			if s.on[v.kind()] {
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
	choices := s.choices(j)
	stock, _ := j.mes.Stock(j.stock)
	switch choices[s.random.IntN(len(choices))] {
	case setSerial:
		return j.mes.SetSerial(ctx, j.stock, s.newSerial())
	case changeSerial:
		return j.mes.ChangeSerial(ctx, j.stock, s.newSerial())
	case removeSerial:
		return j.mes.RemoveSerial(ctx, j.stock)
	case attach:
		return j.mes.Attach(ctx, j.stock, s.newPart(stock))
	case detach:
		return j.mes.Detach(ctx, j.stock, stock.Items[s.random.IntN(len(stock.Items))].ID)
	case report:
		return j.mes.Report(ctx, j.stock, s.report(stock.Made))
	}
	return j.mes.TakeBack(ctx, j.stock, stock.Reports[s.random.IntN(len(stock.Reports))].ID)
}

// newSerial gives a serial that this shift never gave before.
func (s *station) newSerial() string {
	s.serial++
	return fmt.Sprintf("%s-%d-%05d", s.Prefix, s.number, s.serial)
}

func (s *station) sku(device bool) string {
	if device {
		return pick(s, "0007", "RoboPag", "Part-AllFather", "גיטרה")
	}
	return pick(s, "0005", "CABLE 3x1.5", "PAINT", "בורג")
}

// newPart makes a part that is not on the stock yet in the same quantity: the ERP could take
// the same post again for a report that arrived twice, and may refuse that (E7).
func (s *station) newPart(stock sender.Stock) sender.Part {
	for {
		p := s.part()
		if !slices.ContainsFunc(stock.Items, func(i sender.Item) bool { return i.Part == p }) {
			return p
		}
	}
}

// part makes something to attach: a component with a serial, pieces, or a raw material by weight.
func (s *station) part() sender.Part {
	p := sender.Part{SKU: pick(s, "0002", "0003", "PICKUP", "חלק-1"), Quantity: "1"}
	switch s.random.IntN(3) {
	case 0:
		p.Serial = s.newSerial()
		if s.chance(30) {
			p.WorkOrder = fmt.Sprintf("%s-SUB-%d", s.Prefix, s.random.IntN(50))
		}
	case 1:
		p.Quantity = json.Number(fmt.Sprint(1 + s.random.IntN(20)))
	case 2:
		p.SKU = pick(s, "0005", "WIRE", "GLUE")
		p.Quantity = pick[json.Number](s, "0.1", "0.25", "1.50", "12.75", "1000000", "0.001")
	}
	return p
}

func (s *station) report(made int) sender.Work {
	w := sender.Work{ActCode: pick(s, "ASSY", "TEST", "PACK", "בדיקה"), WorkCenterCode: pick(s, "WC-1", "WC-2", "010"), Position: 10 * made,
		Valid: pick[json.Number](s, "1", "1", "1", "0", "0.5", "12"), Invalid: pick[json.Number](s, "0", "0", "0", "1", "0.25")}
	if s.chance(50) {
		w.OperationExternalID = fmt.Sprintf("ERP-STEP-%d", w.Position)
	}
	return w
}

func pick[T any](s *station, values ...T) T { return values[s.random.IntN(len(values))] }
