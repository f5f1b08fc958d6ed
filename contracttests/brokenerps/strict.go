package brokenerps

import (
	_ "embed"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// strictMaster is what the strict ERP knows, as a file for erpkit. The ERP itself has it in Go, so that a mistake
// in one shows in the other.
//
//go:embed strict.yaml
var strictMaster string

// strict makes the ERP that knows nothing but its master data, as every live ERP does. It takes one post at a time.
func strict(tempo Tempo) ERP {
	erp := right("strict", "knows only its own work orders, parts and operations, and takes one post at a time", nil,
		habits{factory: guitars(), front: func(next http.Handler) http.Handler { return oneAtATime(next, tempo.Each) }})
	erp.Master = strictMaster
	return erp
}

// oneAtATime lets every post wait for the one before it.
func oneAtATime(next http.Handler, each time.Duration) http.Handler {
	var turn sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		turn.Lock()
		defer turn.Unlock()
		time.Sleep(each)
		next.ServeHTTP(w, r)
	})
}

// factory is what the strict ERP knows.
type factory struct {
	orders []job
	parts  map[string]part
	routes map[string][]operation // by sku
}

// job is a work order.
type job struct {
	number, id, sku string
	quantity        int64
}

// part has serials or not, a smallest step of 1/per, and so many on stock (0 is without bound).
type part struct {
	serials bool
	per     int64
	stock   int64
	goesTo  []string // skus; nil is all
	built   bool     // attached only to goesTo
}

type operation struct {
	code, center string
	position     string
	id           string
	of           string // the only work order whose step has the id; "" is all
}

func (f *factory) order(number string) (job, bool) {
	i := slices.IndexFunc(f.orders, func(j job) bool { return j.number == number })
	if i < 0 {
		return job{}, false
	}
	return f.orders[i], true
}

// guitars is the factory of the strict ERP.
func guitars() *factory {
	const long = 255
	lacquer := operation{code: "MIX", center: "WC-5", position: "0"}
	return &factory{
		orders: []job{
			{"MO-1001", "77", "GUITAR", 60}, {"MO-1002", "", "GUITAR", 40}, {"MO-2001", "", "PICKUP", 30}, {"MO-3001", "", "CABLE", 2_000_000},
			{"MO-3002", "79", "LACQUER", 400}, {"הזמנה-7", "", "GUITAR", 20}, {"工单-7", "", "GUITAR", 20}, {"Größe-7", "", "GUITAR", 20},
			{`MO/7 "B"`, "", "GUITAR", 20}, {"0007", "", "GUITAR", 20}, {filled("MO-LONG-", long), "", "GUITAR", 20},
		},
		parts: map[string]part{
			"GUITAR": {serials: true, per: 1, built: true}, "PICKUP": {serials: true, per: 1, goesTo: []string{"GUITAR"}, built: true},
			"CABLE": {per: 1, built: true}, "LACQUER": {per: 10, built: true},
			"STRING": {serials: true, per: 1000, stock: 100}, "WIRE": {per: 1000, stock: 5000}, "SCREW": {per: 1, stock: 3_000_000},
			"מיתר": {per: 1, stock: 500}, "弦": {per: 1, stock: 500}, "Bünde": {per: 1, stock: 500}, `SCREW 1/4"`: {per: 1, stock: 500},
			"0005": {per: 1, stock: 500}, filled("SCREW-LONG-", long): {per: 1, stock: 500},
		},
		routes: map[string][]operation{
			"GUITAR": {
				{"CUT", "WC-1", "10", "5010", "MO-1001"}, {"ASSY", "WC-2", "20", "5020", ""}, {"TEST", "WC-3", "30", "", ""}, {"הרכבה", "WC-2", "40", "", ""}, {"装配", "WC-2", "50", "", ""},
				{"Prüfen", "WC-3", "60", "", ""}, {`A/B "C"`, "WC-3", "70", "", ""}, {"0010", "WC-3", "80", "", ""}, {filled("OP-LONG-", long), "WC-3", "90", "", ""},
			},
			"PICKUP": {{"WIND", "WC-4", "10", "", ""}}, "CABLE": {
				{"CUT", "WC-1", "10", "", ""}, {"TEST", "WC-3", "20", "", ""}, {"TEST", "WC-3", "30", "", ""}, {"PACK", "WC-6", "30", "", ""}, {"LABEL", "", "40", "", ""},
			},
			"LACQUER": {lacquer},
		},
	}
}

// filled pads a name with x to this length.
func filled(name string, long int) string {
	return name + strings.Repeat("x", long-len(name))
}

// refuses gives the reason why the books refuse a post; "" is none, and a nil factory has none. The caller holds the lock.
func (f *factory) refuses(c *core, p post) string {
	if f == nil {
		return ""
	}
	order, known := f.order(p.text("workorderNumber"))
	switch {
	case !known:
		return "Work order " + p.text("workorderNumber") + " does not exist."
	case order.sku != p.text("sku"):
		return "Work order " + order.number + " is for part " + order.sku + ", not for " + p.text("sku") + "."
	case p.has("workorderExternalId") && p.text("workorderExternalId") != order.id:
		return "Work order " + order.number + " has another id: reload it."
	}
	managed := f.parts[order.sku].serials
	switch {
	case p.kind == schemas.Device && !managed, p.kind != schemas.Device && !managed && p.has("serial"):
		return "Part " + order.sku + " has no serials."
	case managed && !p.has("serial"):
		return "Part " + order.sku + " has serials: scan one."
	}
	switch p.kind {
	case schemas.Device:
		return f.refusesDevice(c, p, order)
	case schemas.ItemAttach:
		return f.refusesItem(c, p, order)
	}
	return f.refusesReport(c, p, order)
}

func (f *factory) refusesDevice(c *core, p post, order job) string {
	if p.act != "add" {
		return ""
	}
	there := int64(0)
	for _, t := range c.things {
		if t.kind == schemas.Device && t.order == order.number && t.stock != p.text("stockId") {
			there++
		}
	}
	if there >= order.quantity {
		return "Work order " + order.number + " has all its devices."
	}
	return ""
}

// steps reads a quantity as whole steps of 1/per; ok is false when it is none.
func steps(quantity string, per int64) (int64, bool) {
	r, ok := new(big.Rat).SetString(quantity)
	if !ok {
		return 0, false
	}
	r.Mul(r, new(big.Rat).SetInt64(per))
	return r.Num().Int64(), r.IsInt() && r.Num().IsInt64()
}
