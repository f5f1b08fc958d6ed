package sender

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"sync"
)

// MES does what Next Plus does at its stations: it holds work orders, sessions and stocks, and
// each verb of a person becomes a post, if the settings allow it (C1-C3). The books change only
// when the ERP accepts (T7), and ids come back unchanged (F1-F6). It is safe for concurrent use:
// several stations act at once, one at a time on each stock.
type MES struct {
	settings Settings
	poster   Poster
	ids      *idMaker
	*memory
}

// memory is what an MES remembers.
type memory struct {
	mu       sync.Mutex // guards what follows
	orders   map[string]WorkOrder
	sessions map[string]Session
	stocks   map[string]*bench
	order    []string // of the stocks, in the order of their making
}

// bench is the place of one stock. The holder of turn may act on the stock; the stock itself is
// read and replaced under the lock of the MES.
type bench struct {
	turn  chan struct{}
	stock Stock
}

// MESOption changes how an MES is made.
type MESOption func(*MES) error

// WithRandom takes the ids of work orders, sessions and stocks from a source of random
// bytes. The same bytes give the same ids, as long as the calls come in the same order.
func WithRandom(random io.Reader) MESOption {
	return func(m *MES) error { m.ids = &idMaker{random: random}; return nil }
}

// WithSeed is WithRandom with a source that repeats from a seed.
func WithSeed(seed uint64) MESOption {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return WithRandom(mathrand.NewChaCha8(key))
}

// WithBooks starts the MES with the books of another one.
func WithBooks(books Books) MESOption {
	return func(m *MES) error { return m.restore(books) }
}

// NewMES makes an MES that posts through poster, usually a Client.
func NewMES(settings Settings, poster Poster, options ...MESOption) (*MES, error) {
	if poster == nil {
		return nil, errors.New("an MES needs a poster, usually a Client: give it one")
	}
	m := &MES{settings: settings, poster: poster, ids: &idMaker{random: rand.Reader},
		memory: &memory{orders: map[string]WorkOrder{}, sessions: map[string]Session{}, stocks: map[string]*bench{}}}
	for _, option := range options {
		if err := option(m); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Through returns the same MES with another poster; both share their books.
func (m *MES) Through(poster Poster) *MES {
	other := *m
	other.poster = poster
	return &other
}

// AddWorkOrder adds a work order and returns it with its ID. The error says what is wrong with
// it; a known number is refused.
func (m *MES) AddWorkOrder(order WorkOrder) (WorkOrder, error) {
	if order.ID == "" {
		id, err := m.ids.next()
		if err != nil {
			return WorkOrder{}, err
		}
		order.ID = id
	}
	if err := order.check(); err != nil {
		return WorkOrder{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.orders[order.Number]; known {
		return WorkOrder{}, fmt.Errorf("the work order %q is known already: give the new one another number", order.Number)
	}
	m.orders[order.Number] = order
	return order, nil
}

// StartSession begins work on a work order.
func (m *MES) StartSession(workOrder string) (Session, error) {
	id, err := m.ids.next()
	if err != nil {
		return Session{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.orders[workOrder]; !known {
		return Session{}, fmt.Errorf("there is no work order %q: add it first", workOrder)
	}
	session := Session{ID: id, WorkOrder: workOrder}
	m.sessions[id] = session
	return session, nil
}

// NewStock adds a new thing to build to a session.
func (m *MES) NewStock(session string) (Stock, error) {
	id, err := m.ids.next()
	if err != nil {
		return Stock{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	at, known := m.sessions[session]
	if !known {
		return Stock{}, fmt.Errorf("there is no session %q: start it first", session)
	}
	stock := Stock{ID: id, Session: at.ID, WorkOrder: at.WorkOrder}
	m.place(stock)
	return stock, nil
}

// place gives a stock its bench. The lock must be held.
func (m *MES) place(stock Stock) {
	m.stocks[stock.ID] = &bench{turn: make(chan struct{}, 1), stock: stock}
	m.order = append(m.order, stock.ID)
}

// Stock returns the current state of a stock.
func (m *MES) Stock(id string) (Stock, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, known := m.stocks[id]
	if !known {
		return Stock{}, false
	}
	return b.stock.clone(), true
}

// WorkOrder returns a work order by its number.
func (m *MES) WorkOrder(number string) (WorkOrder, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	order, known := m.orders[number]
	return order, known
}

// take waits for the stock's turn. The caller ends it with b.leave.
func (m *MES) take(ctx context.Context, stock string) (*bench, error) {
	m.mu.Lock()
	b, known := m.stocks[stock]
	m.mu.Unlock()
	if !known {
		return nil, fmt.Errorf("there is no stock %q: make it with NewStock first", stock)
	}
	select {
	case b.turn <- struct{}{}:
		return b, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("another act on the stock %s did not end in time: %w", stock, ctx.Err())
	}
}

func (b *bench) leave() { <-b.turn }
