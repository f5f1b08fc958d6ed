package sender

import (
	"slices"
	"sync"
	"time"
)

// How many connections are kept, and for how long. Node.js servers close idle ones after 5 s:
// giving them up earlier means that none is closed under a post.
const (
	maxIdle  = 128
	idleTime = 2 * time.Second
)

// pool keeps the connections that may be used again.
type pool struct {
	mu     sync.Mutex
	idle   []*line // the latest one is last
	closed bool
}

// take returns a connection to key that is still open and silent, or nil.
func (p *pool) take(key string) *line {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep()
	for i := len(p.idle) - 1; i >= 0; i-- {
		l := p.idle[i]
		if l.key != key {
			continue
		}
		p.idle = slices.Delete(p.idle, i, i+1)
		if quiet(l.Conn) {
			return l
		}
		l.Close()
	}
	return nil
}

// put keeps a connection for the next post, or closes it.
func (p *pool) put(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep()
	if p.closed || len(p.idle) >= maxIdle {
		l.Close()
		return
	}
	l.rested = time.Now()
	p.idle = append(p.idle, l)
}

// sweep closes connections that were idle for too long.
func (p *pool) sweep() {
	oldest := time.Now().Add(-idleTime)
	p.idle = slices.DeleteFunc(p.idle, func(l *line) bool {
		if l.rested.Before(oldest) {
			l.Close()
			return true
		}
		return false
	})
}

// close closes all connections, also those that are put back later.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.idle {
		l.Close()
	}
	p.idle, p.closed = nil, true
}
