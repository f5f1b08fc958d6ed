package shift

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// How much a station has on its hands.
const (
	atOnce    = 4    // stocks in work at one station
	keptInAll = 2000 // finished stocks that stay in the ERP, over all stations
	ordered   = 8    // stocks that one work order is for
	patience  = 5    // refusals after which a stock is given up
)

// station is one place of work. It is used by one goroutine.
type station struct {
	Options
	random *rand.Rand
	record *record
	on     map[schemas.Kind]bool
	number int
	serial int // counts serials, orders counts work orders
	orders int
	open   map[bool]*order // the work order in work: for devices (true) and for parts without serials
	active []*job
	kept   []*job // finished, oldest first
}

// order is a work order with an MES of its own, so that all is forgotten together.
type order struct {
	mes     *sender.MES
	number  string
	session string
	left    int // stocks still to be begun
}

// job is one stock on its way.
type job struct {
	*order
	stock   string
	device  bool
	apart   bool // being taken apart
	acts    int  // that were accepted
	refused int
}

func newStation(o Options, number int, r *record) *station {
	return &station{Options: o, random: source(o.Seed, number), record: r, on: o.kinds(), number: number, open: map[bool]*order{}}
}

// work makes exactly so many posts, unless the shift ends before.
func (s *station) work(ctx context.Context, events int) {
	for made := 0; made < events && !s.record.ended(ctx); {
		j, err := s.next()
		if err != nil {
			s.record.stop("The shift could not go on: " + err.Error())
			return
		}
		out, err := s.act(ctx, j)
		if err != nil {
			s.record.stop("The shift could not go on: " + err.Error())
			return
		}
		if out.Sent {
			made++
			s.record.note(out)
		}
		s.settle(j, out)
	}
}

// next chooses the stock to act on, and begins a new one when there is room.
func (s *station) next() (*job, error) {
	if len(s.active) < atOnce {
		j, err := s.begin()
		if err != nil {
			return nil, err
		}
		s.active = append(s.active, j)
	}
	return s.active[s.random.IntN(len(s.active))], nil
}

// begin takes a new stock into work.
func (s *station) begin() (*job, error) {
	device := s.chance(70) || !s.on[schemas.ItemAttach] && !s.on[schemas.Operation]
	o := s.open[device]
	if o == nil || o.left == 0 {
		var err error
		if o, err = s.newOrder(device); err != nil {
			return nil, err
		}
		s.open[device] = o
	}
	o.left--
	stock, err := o.mes.NewStock(o.session)
	return &job{order: o, stock: stock.ID, device: device}, err
}

func (s *station) newOrder(device bool) (*order, error) {
	s.orders++
	mes, err := sender.NewMES(s.Settings, s.Poster, sender.WithSeed(s.random.Uint64()))
	if err != nil {
		return nil, err
	}
	w := sender.WorkOrder{Number: fmt.Sprintf("%s-WO-%d-%d", s.Prefix, s.number, s.orders), SKU: s.sku(device), Source: s.Settings.WorkOrderSource, SerialManaged: device}
	if s.chance(50) {
		w.ExternalID = fmt.Sprintf("ERP-WO-%d-%d", s.number, s.orders)
	}
	if w, err = mes.AddWorkOrder(w); err != nil {
		return nil, err
	}
	session, err := mes.StartSession(w.Number)
	return &order{mes: mes, number: w.Number, session: session.ID, left: ordered}, err
}

// settle files the stock after an act: gone, kept, or still in work.
func (s *station) settle(j *job, out sender.Outcome) {
	stock, _ := j.mes.Stock(j.stock)
	bare := stock.Serial == "" && len(stock.Items) == 0 && len(stock.Reports) == 0
	if out.Done {
		j.acts++
	} else {
		j.refused++
	}
	switch {
	case j.apart && bare && j.device && s.on[schemas.Device] && out.Done && s.chance(25): // rework
		j.apart, j.acts = false, 0
	case j.refused > patience, j.apart && (bare || len(s.choices(j)) == 0):
		s.drop(j)
	case !j.apart && j.acts > 4 && s.chance(20) || len(s.choices(j)) == 0:
		s.drop(j)
		s.keep(j)
	}
}

func (s *station) drop(j *job) {
	s.active = slices.DeleteFunc(s.active, func(other *job) bool { return other == j })
}

// keep leaves finished work in the ERP; the oldest is taken apart when there is too much of it.
func (s *station) keep(j *job) {
	s.kept = append(s.kept, j)
	if len(s.kept) > max(1, keptInAll/s.Stations) {
		oldest := s.kept[0]
		s.kept = slices.Delete(s.kept, 0, 1)
		oldest.apart = true
		if len(s.choices(oldest)) > 0 {
			s.active = append(s.active, oldest)
		}
	}
}

func (s *station) chance(percent int) bool { return s.random.IntN(100) < percent }
