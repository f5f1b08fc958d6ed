package shift

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// How much a station has on its hands.
const (
	atOnce    = 4    // stocks in work at one station
	keptInAll = 2000 // finished stocks that stay in the ERP, over all stations
	patience  = 5    // refusals after which a stock is given up
	idle      = 1000 // idle times in a row after which the shift ends
)

// station is one place of work. It is used by one goroutine.
type station struct {
	Options
	random *rand.Rand
	record *record
	source master.Source
	on     map[schemas.Kind]bool
	number int
	serial int               // counts serials, orders counts work orders
	orders int               //
	books  map[string]*order // by number
	active []*job
	kept   []*job // finished, oldest first
	lacks  error  // what ran out last
}

// order is a work order with an MES of its own, so that all is forgotten together.
type order struct {
	mes     *sender.MES
	session string
	stocks  int // in work or kept
}

// job is one stock on its way.
type job struct {
	*order
	stock   string
	pieces  master.Pieces
	serial  master.NewSerial        // that the device has
	parts   map[string]master.Piece // that are attached, by the item's name
	stuck   map[verb]bool           // acts for which nothing is left
	device  bool
	apart   bool // being taken apart
	acts    int  // that were accepted
	refused int
}

func newStation(o Options, number int, r *record, supply *master.Supply) *station {
	s := &station{Options: o, random: source(o.Seed, number), record: r, on: o.kinds(), number: number, books: map[string]*order{}, source: supply}
	if supply == nil {
		s.source = &invented{s: s, open: map[master.Way]*openOrder{}}
	}
	return s
}

// work makes as many posts as the quota allows, unless the shift ends before.
func (s *station) work(ctx context.Context, quota *quota) {
	for still := 0; !s.record.ended(ctx) && quota.take(); still++ {
		j, err := s.next()
		var out sender.Outcome
		if err == nil {
			out, err = s.act(ctx, j)
		}
		if err == nil && still > idle {
			err = cmp.Or(s.lacks, errors.New("there is nothing left to do"))
		}
		if err != nil {
			quota.putBack()
			s.leave(err)
			return
		}
		if out.Sent {
			still = 0
			s.record.note(out)
		} else {
			quota.putBack()
		}
		s.settle(j, out)
	}
}

// leave ends the work of the station. If only the master data ran out, the others may go on.
func (s *station) leave(err error) {
	if short, ok := errors.AsType[*master.Shortage](err); ok {
		s.record.lack(short.Words)
		return
	}
	s.record.stop("The shift could not go on: " + err.Error())
}

// next chooses the stock to act on, and begins a new one when there is room. When no work order has a piece
// left, finished work is taken apart.
func (s *station) next() (*job, error) {
	if len(s.active) < atOnce {
		j, err := s.begin()
		switch {
		case err == nil:
			s.active = append(s.active, j)
		case !s.reopen() && len(s.active) == 0:
			return nil, err
		}
	}
	return s.active[s.random.IntN(len(s.active))], nil
}

// begin takes a new stock into work.
func (s *station) begin() (*job, error) {
	ways := []master.Way{master.Bulk, master.Serial}
	if s.chance(70) || !s.on[schemas.ItemAttach] && !s.on[schemas.Operation] {
		slices.Reverse(ways)
	}
	pieces, err := s.source.Order(master.OrderWant{Of: ways[0]})
	if err != nil && (s.on[schemas.ItemAttach] || s.on[schemas.Operation] || ways[1] == master.Serial) {
		first := err
		if pieces, err = s.source.Order(master.OrderWant{Of: ways[1]}); err != nil && laterOf(first) {
			err = first
		}
	}
	if err != nil {
		return nil, err
	}
	o, err := s.bookOf(pieces)
	if err != nil {
		return nil, err
	}
	o.stocks++
	stock, err := o.mes.NewStock(o.session)
	return &job{
		order: o, stock: stock.ID, pieces: pieces, device: pieces.SerialManaged, parts: map[string]master.Piece{}, stuck: map[verb]bool{},
	}, err
}

// laterOf tells whether others hold what is short.
func laterOf(err error) bool {
	var short *master.Shortage
	return errors.As(err, &short) && short.Later
}

// bookOf gives the MES that has the work order.
func (s *station) bookOf(pieces master.Pieces) (*order, error) {
	if o := s.books[pieces.Order.Number]; o != nil {
		return o, nil
	}
	mes, err := sender.NewMES(s.Settings, s.Poster, sender.WithSeed(s.random.Uint64()))
	if err != nil {
		return nil, err
	}
	w := sender.WorkOrder{
		Number: pieces.Order.Number, SKU: pieces.Order.SKU, ExternalID: pieces.Order.ExternalID,
		Source: s.Settings.WorkOrderSource, SerialManaged: pieces.SerialManaged,
	}
	if w, err = mes.AddWorkOrder(w); err != nil {
		return nil, err
	}
	session, err := mes.StartSession(w.Number)
	o := &order{mes: mes, session: session.ID}
	s.books[w.Number] = o
	return o, err
}

// settle files the stock after an act: gone, kept, or still in work.
func (s *station) settle(j *job, out sender.Outcome) {
	stock, _ := j.mes.Stock(j.stock)
	bare := stock.Serial == "" && len(stock.Items) == 0 && len(stock.Reports) == 0
	if out.Done {
		j.acts++
	} else if out.Sent {
		j.refused++
	}
	switch {
	case j.apart && bare && j.device && s.on[schemas.Device] && out.Done && s.chance(25): // rework
		j.apart, j.acts = false, 0
	case j.refused > patience, j.apart && (bare || len(s.choices(j)) == 0), bare && len(s.choices(j)) == 0:
		s.drop(j)
		s.forget(j, bare && j.refused == 0)
	case !j.apart && j.acts > 4 && s.chance(20) || len(s.choices(j)) == 0:
		s.drop(j)
		s.keep(j)
	}
}

func (s *station) drop(j *job) {
	s.active = slices.DeleteFunc(s.active, func(other *job) bool { return other == j })
}

// forget ends a stock. Its pieces can be used again if nothing of it is left in the ERP.
func (s *station) forget(j *job, clean bool) {
	if clean {
		j.pieces.Back()
	}
	j.stocks--
	if names, invents := s.source.(*invented); invents {
		maps.DeleteFunc(s.books, func(number string, o *order) bool { return o.stocks == 0 && !names.inWork(number) })
	}
}

// keep leaves finished work in the ERP; the oldest is taken apart when there is too much of it.
func (s *station) keep(j *job) {
	s.kept = append(s.kept, j)
	if len(s.kept) > max(1, keptInAll/s.Stations) {
		s.reopen()
	}
}

// reopen takes the oldest finished work into hand again, to take it apart. It is false if there is none.
func (s *station) reopen() bool {
	for len(s.kept) > 0 {
		oldest := s.kept[0]
		s.kept = slices.Delete(s.kept, 0, 1)
		oldest.apart = true
		if len(s.choices(oldest)) > 0 {
			s.active = append(s.active, oldest)
			return true
		}
	}
	return false
}

func (s *station) chance(percent int) bool { return s.random.IntN(100) < percent }
