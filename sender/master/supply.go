package master

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Supply hands out master data. It is safe for many users at once.
type Supply struct {
	data  *Data
	start Start

	mu      sync.Mutex
	orders  map[string]*stock
	parts   map[string]*stock
	serials map[string]*serials // by sku, or by the variant with a blank before it
}

// stock is what is left of an order or a part.
type stock struct {
	all, out *big.Rat // all is nil where there is no bound
	loans    int
}

func newStock(all *big.Rat) *stock { return &stock{all: all, out: new(big.Rat)} }

// free is what may be handed out; nil is without bound.
func (s *stock) free() *big.Rat {
	if s.all == nil {
		return nil
	}
	return new(big.Rat).Sub(s.all, s.out)
}

// NewSupply makes a supply with nothing handed out.
func NewSupply(d *Data, start Start) *Supply {
	s := &Supply{
		data: d, start: start.withDefaults(),
		orders: map[string]*stock{}, parts: map[string]*stock{}, serials: map[string]*serials{},
	}
	for _, o := range d.Orders {
		s.orders[o.Number] = newStock(rat(o.Quantity))
	}
	for _, p := range d.Parts {
		var all *big.Rat
		if p.Quantity != "" {
			all = rat(p.Quantity)
		}
		s.parts[p.SKU] = newStock(all)
		s.serials[p.SKU] = &serials{of: "part " + p.SKU, list: p.Serials, pattern: p.NewSerials, reuse: p.Reuse, maker: maker{pattern: p.NewSerials, start: s.start}}
	}
	for name, special := range d.Special {
		s.serials[" "+name] = &serials{of: "variant " + name, pattern: special.Serial, maker: maker{pattern: special.Serial, start: s.start}}
	}
	return s
}

// perSecond is how many serials a run may need in a second, so that the next one begins after them.
const perSecond = 1000

func (s Start) withDefaults() Start {
	if s.First == 0 {
		s.First = uint64(time.Now().UnixMilli()) * perSecond / 1000
	}
	if s.Random == nil {
		s.Random = rand.Reader
	}
	if s.Run == "" {
		s.Run = fmt.Sprintf("%X", s.First)
		if id, err := uuid.NewRandomFromReader(s.Random); err == nil {
			s.Run = id.String()[:8]
		}
	}
	return s
}

// lend takes an amount out of a stock and gives what brings it back, once.
func (s *Supply) lend(from *stock, quantity *big.Rat, also func()) func() {
	from.out.Add(from.out, quantity)
	from.loans++
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		from.out.Sub(from.out, quantity)
		from.loans--
		if also != nil {
			also()
		}
	})
}
