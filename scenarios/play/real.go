package play

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"sync"

	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/master"
)

// real replaces the names of a story by names of the master data: the same one for the same name. Many stations
// may use it at once.
type real struct {
	supply *master.Supply
	story  demand

	mu      sync.Mutex // guards what follows
	orders  map[string]master.Order
	skus    map[[2]string]string                   // of items, by work order and the story's sku
	items   map[[3]string]master.Piece             // with a serial, by work order, the story's sku and serial
	serials map[[2]string]string                   // of devices, by the real sku and the story's serial
	steps   map[string]map[string]master.Operation // by work order, and the story's act code and position
	back    []func()                               // gives back what was taken
}

func newReal(supply *master.Supply, story demand) *real {
	return &real{
		supply: supply, story: story, orders: map[string]master.Order{}, skus: map[[2]string]string{}, items: map[[3]string]master.Piece{},
		serials: map[[2]string]string{}, steps: map[string]map[string]master.Operation{},
	}
}

// order replaces a work order of the story by one of the ERP that has enough pieces for all that the story does.
func (r *real) order(key string, o *sender.WorkOrder) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	want := master.OrderWant{Of: way(o.SerialManaged), Pieces: r.story.pieces(key), Part: r.story.part, Operation: r.story.operation()}
	for _, before := range r.orders {
		want.Beside = before.Number
	}
	pieces, err := r.supply.Order(want)
	if err != nil {
		return err
	}
	if r.byNumber(pieces.Order.Number).SKU != "" {
		return &master.Shortage{Words: fmt.Sprintf("The master data give no further work order for %s: add one to workOrders.", key)}
	}
	r.orders[key] = pieces.Order
	r.back = append(r.back, pieces.Back)
	o.Number, o.SKU, o.ExternalID = pieces.Order.Number, pieces.Order.SKU, pieces.Order.ExternalID
	return nil
}

func way(serials bool) master.Way {
	if serials {
		return master.Serial
	}
	return master.Bulk
}

// number is the real number for a work order of the story.
func (r *real) number(key string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if o, known := r.orders[key]; known {
		return o.Number
	}
	return key
}

// serial replaces a serial of the story by the serial of a device with the real sku.
func (r *real) serial(sku, text string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if text == "" || r.isReal(text) {
		return text, nil
	}
	key := [2]string{sku, text}
	if known, there := r.serials[key]; there {
		return known, nil
	}
	serial, err := r.supply.Serial(master.SerialWant{SKU: sku})
	if err != nil {
		return "", err
	}
	r.serials[key] = serial.Text
	r.back = append(r.back, serial.Back)
	return serial.Text, nil
}

// isReal tells whether a serial was given out, as when a reference stands for it. The lock is held.
func (r *real) isReal(text string) bool {
	return slices.Contains(slices.Collect(maps.Values(r.serials)), text)
}

// known is the real serial for a serial of the story, whatever the part; unchanged if it was never set.
func (r *real) known(text string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, serial := range r.serials {
		if key[1] == text {
			return serial
		}
	}
	return text
}

// part replaces an item of the story by a part of the ERP.
func (r *real) part(order string, p sender.Part) (sender.Part, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.Serial != "" && r.isReal(p.Serial) {
		return p, nil // a device that the story built itself
	}
	key := [3]string{order, p.SKU, p.Serial}
	piece, there := r.items[key]
	if !there || p.Serial == "" {
		var err error
		if piece, err = r.piece(order, p); err != nil {
			return p, err
		}
		r.items[key] = piece
		r.back = append(r.back, piece.Back)
	}
	p.SKU, p.Serial, p.WorkOrder = piece.SKU, piece.Serial, piece.WorkOrder
	if !sameNumber(p.Quantity, piece.Quantity) {
		p.Quantity = piece.Quantity // a multiple of the part's step
	}
	return p, nil
}

// piece takes a part that is like the story's; for another sku, another part if there is one.
func (r *real) piece(order string, p sender.Part) (master.Piece, error) {
	sku := [2]string{order, p.SKU}
	want := master.PartWant{
		Order: r.byNumber(order), Of: way(p.Serial != ""), Quantity: p.Quantity, Measured: !whole(p.Quantity), Made: p.WorkOrder != "", SKU: r.skus[sku],
	}
	for other, real := range r.skus {
		if other != sku {
			want.Beside = real
		}
	}
	piece, err := r.supply.Part(want)
	if err != nil && want.Beside != "" {
		want.Beside = ""
		piece, err = r.supply.Part(want)
	}
	if err == nil {
		r.skus[sku] = piece.SKU
	}
	return piece, err
}

func (r *real) byNumber(number string) master.Order {
	for _, o := range r.orders {
		if o.Number == number {
			return o
		}
	}
	return master.Order{Number: number}
}

// work replaces a report of the story by a step of the order's routing. The first step that the story names
// becomes the first of the routing.
func (r *real) work(order string, w sender.Work) (sender.Work, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	steps := r.steps[order]
	if steps == nil {
		steps = map[string]master.Operation{}
		r.steps[order] = steps
	}
	key := fmt.Sprint(w.Position, " ", w.ActCode)
	op, there := steps[key]
	if !there {
		var err error
		if op, err = r.supply.Operation(master.OperationWant{Order: r.byNumber(order), After: len(steps)}); err != nil {
			return w, err
		}
		steps[key] = op
	}
	w.ActCode, w.WorkCenterCode, w.Position, w.OperationExternalID = op.ActCode, op.WorkCenterCode, op.Position, op.ExternalID
	return w, nil
}

// giveBack returns the names that were taken, if nothing of the story is left in the ERP.
func (r *real) giveBack() {
	for _, back := range r.back {
		back()
	}
}

func whole(n json.Number) bool {
	r, ok := new(big.Rat).SetString(string(n))
	return ok && r.IsInt()
}

func sameNumber(a, b json.Number) bool {
	x, ok1 := new(big.Rat).SetString(string(a))
	y, ok2 := new(big.Rat).SetString(string(b))
	return ok1 && ok2 && x.Cmp(y) == 0
}
