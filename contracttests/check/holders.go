package check

import (
	"context"
	"sync"
)

// holders are the checks that hold master data, or are about to, and are not waiting: only they can give back.
type holders struct {
	mu      sync.Mutex
	count   int
	changed chan struct{} // closed when one of them is over, or none is left
}

// begin counts a check, once.
func (h *holders) begin(t *T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !t.holds {
		t.holds = true
		h.count++
	}
}

// end stops counting a check: others may take what it gave back.
func (h *holders) end(t *T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.holds {
		t.holds = false
		h.count--
		h.wake()
	}
}

// wake needs the lock.
func (h *holders) wake() {
	if h.changed != nil {
		close(h.changed)
		h.changed = nil
	}
}

// change gives a channel that is closed with the next change.
func (h *holders) change() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.changed == nil {
		h.changed = make(chan struct{})
	}
	return h.changed
}

// wait waits for the change, or until the time is over. It is false if nobody is left who could give anything back.
func (h *holders) wait(ctx context.Context, changed <-chan struct{}) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count--
	defer func() { h.count++ }()
	select {
	case <-changed: // somebody gave back since it was asked
		return true
	default:
	}
	if h.count == 0 {
		h.wake() // the others wait in vain, too
		return false
	}
	h.mu.Unlock()
	defer h.mu.Lock()
	select {
	case <-changed:
	case <-ctx.Done():
	}
	return true
}
