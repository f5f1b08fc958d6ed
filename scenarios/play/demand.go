package play

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"

	"github.com/erpkit/erpkit/scenarios"
	"github.com/erpkit/erpkit/sender/master"
)

// demand is the most that a story can need of the master data. It is known before the first post, so that a story
// which would run out of it is not begun.
type demand struct {
	part    *master.PartWant    // something is attached
	stocks  map[string]*big.Rat // by work order: pieces that are built
	reports map[string]*big.Rat // by work order and act code: pieces that are reported
	codes   []string            // operations
	order   map[string]string   // of the stocks with a name
	resolve func(scenarios.Text) string
}

// demandOf walks through the steps of a story. resolve returns what is known of a text so far.
func demandOf(story *scenarios.Story, resolve func(scenarios.Text) string) demand {
	d := demand{stocks: map[string]*big.Rat{}, reports: map[string]*big.Rat{}, order: map[string]string{}, resolve: resolve}
	d.walk(story.Steps, 1)
	return d
}

func (d *demand) walk(steps []*scenarios.Step, times int64) {
	for _, s := range steps {
		n := times * int64(max(s.Repeat, 1)) * int64(max(s.Parallel, 1))
		switch s.Verb {
		case scenarios.Group:
			d.walk(s.Steps, n)
		case scenarios.StockNew:
			d.stock(s, n)
		case scenarios.DeviceSet:
			if s.On == "" {
				d.stock(s, n)
			}
		case scenarios.ItemAttach:
			d.item(s)
		case scenarios.OperationReport:
			d.report(s, n)
		}
	}
}

func (d *demand) stock(s *scenarios.Step, n int64) {
	d.order[s.As] = s.WorkOrder
	add(d.stocks, s.WorkOrder, big.NewRat(n, 1))
}

func (d *demand) item(s *scenarios.Step) {
	serial := s.Arg("serial")
	measured := !whole(json.Number(cmp.Or(d.resolve(s.Arg("quantity")), "1")))
	if d.part == nil || measured && !d.part.Measured { // of several parts, the one that the fewest work orders have
		d.part = &master.PartWant{Of: way(serial.Given()), Measured: measured}
	}
}

func (d *demand) report(s *scenarios.Step, n int64) {
	code := d.resolve(s.Arg("position")) + " " + d.resolve(s.Arg("actCode"))
	if !slices.Contains(d.codes, code) {
		d.codes = append(d.codes, code)
	}
	valid, invalid := rat(cmp.Or(d.resolve(s.Arg("validQty")), "1")), rat(cmp.Or(d.resolve(s.Arg("invalidQty")), "0"))
	sum := valid.Add(valid, invalid)
	add(d.reports, d.order[s.On]+"\x00"+code, sum.Mul(sum, big.NewRat(n, 1)))
}

func add(to map[string]*big.Rat, key string, n *big.Rat) {
	if to[key] == nil {
		to[key] = new(big.Rat)
	}
	to[key].Add(to[key], n)
}

func rat(text string) *big.Rat {
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return n
}

// pieces is how many pieces of a work order the story needs.
func (d *demand) pieces(order string) json.Number {
	most := big.NewRat(1, 1)
	if n := d.stocks[order]; n != nil && n.Cmp(most) > 0 {
		most = n
	}
	for _, code := range d.codes {
		if n := d.reports[order+"\x00"+code]; n != nil && n.Cmp(most) > 0 {
			most = n
		}
	}
	up, rest := new(big.Int).QuoRem(most.Num(), most.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		up.Add(up, big.NewInt(1))
	}
	return json.Number(up.String())
}

// operation is the last step of a routing that the story needs; nil if none.
func (d *demand) operation() *master.OperationWant {
	if len(d.codes) == 0 {
		return nil
	}
	return &master.OperationWant{After: len(d.codes) - 1}
}
