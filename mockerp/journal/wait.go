package journal

import "context"

// bells wake waiting callers, by the run that they wait on; "" is every run. A run has a bell
// only while somebody waits, so that recording costs nothing otherwise.
type bells map[string]*bell

type bell struct {
	waiting int
	resets  int           // of the run, since the first caller waits
	rung    chan struct{} // closed and replaced with every exchange
}

func (bs bells) take(run string) *bell {
	b := bs[run]
	if b == nil {
		b = &bell{rung: make(chan struct{})}
		bs[run] = b
	}
	b.waiting++
	return b
}

func (bs bells) leave(run string) {
	b := bs[run]
	if b.waiting--; b.waiting == 0 {
		delete(bs, run)
	}
}

// ring wakes the callers that wait on the run, and those that wait on every run.
func (bs bells) ring(run string) {
	if len(bs) == 0 {
		return
	}
	bs[run].strike()
	if run != "" {
		bs[""].strike()
	}
}

func (bs bells) ringAll() {
	for _, b := range bs {
		b.strike()
	}
}

func (b *bell) strike() {
	if b != nil {
		close(b.rung)
		b.rung = make(chan struct{})
	}
}

// reset tells the callers that wait on the run that what they counted is gone.
func (bs bells) reset(run string) {
	for on, b := range bs {
		if run == "" || on == "" || on == run {
			b.resets++
		}
	}
}

// Wait blocks until n exchanges above f.After match, ctx ends or the journal is closed, and then
// returns what List returns. Exchanges that came during the wait count even if the bounds have
// dropped them since; those of a run that was reset do not. The end of ctx is not an error: the
// page shows whether enough came. The error is ErrClosed or nil.
func (m *Memory) Wait(ctx context.Context, f Filter, n int) (Page, error) {
	err := m.await(ctx, f, n)
	page, _ := m.List(context.WithoutCancel(ctx), f)
	return page, err
}

func (m *Memory) await(ctx context.Context, f Filter, n int) error {
	m.mu.Lock()
	b := m.bells.take(f.Run)
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		m.bells.leave(f.Run)
		m.mu.Unlock()
	}()
	w := watch{filter: f, seen: f.After}
	for {
		rung, closed := m.look(b, &w)
		if w.found >= n {
			return nil
		}
		if closed {
			return ErrClosed
		}
		select {
		case <-rung:
		case <-ctx.Done():
			return nil
		}
	}
}

// watch is how far a waiting caller has counted.
type watch struct {
	filter Filter
	resets int
	seen   uint64 // the id up to which everything was counted
	found  int
}

// look counts what w has not seen yet, and returns the channel that is closed when more comes. It
// does both under one lock, so no exchange can slip in between.
func (m *Memory) look(b *bell, w *watch) (rung <-chan struct{}, closed bool) {
	m.mu.Lock()
	if w.resets != b.resets {
		w.resets, w.seen, w.found = b.resets, w.filter.After, 0
	}
	fresh := m.since(w.filter.Run, w.seen)
	rung, closed = b.rung, m.closed
	m.mu.Unlock()
	if len(fresh) > 0 {
		w.seen = fresh[len(fresh)-1].ID
		w.found += w.filter.count(fresh)
	}
	return rung, closed
}
