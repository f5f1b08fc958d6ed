package network

import (
	"net"
	"sync"
	"sync/atomic"
)

// listener bounds the open connections of one door, and can close the door for a while. One connection
// too many is answered and closed, so that its sender learns why instead of waiting in a queue.
type listener struct {
	addr      net.Addr
	limit     int64
	open      atomic.Int64
	encrypted bool // TLS is above it
	// unread gives the answer to what never comes to a handler; nil leaves it to net/http. It is set
	// before anything is accepted.
	unread func(Unread) []byte

	mu     sync.Mutex
	inner  net.Listener // nil while the door is closed
	opened chan struct{}
	conns  map[*conn]struct{}
	closed bool // for good

	leaving chan struct{} // one for each connection that is being seen off
}

func newListener(inner net.Listener, limit int) *listener {
	return &listener{
		addr: inner.Addr(), limit: int64(limit), inner: inner,
		opened: make(chan struct{}), conns: map[*conn]struct{}{}, leaving: make(chan struct{}, mostLeaving),
	}
}

// Addr is the address of the door, also while it is closed.
func (l *listener) Addr() net.Addr { return l.addr }

// Accept returns the next connection that there is room for. While the door is closed it waits.
func (l *listener) Accept() (net.Conn, error) {
	for {
		inner, err := l.current()
		if err != nil {
			return nil, err
		}
		accepted, err := inner.Accept()
		if err != nil {
			if l.replaced(inner) {
				continue
			}
			return nil, err
		}
		if l.open.Add(1) > l.limit {
			l.open.Add(-1)
			l.turnAway(accepted)
			continue
		}
		if admitted, ok := l.admit(accepted, inner); ok {
			return admitted, nil
		}
	}
}

// current is what accepts now; it waits until there is one.
func (l *listener) current() (net.Listener, error) {
	for {
		l.mu.Lock()
		inner, opened, closed := l.inner, l.opened, l.closed
		l.mu.Unlock()
		if closed {
			return nil, net.ErrClosed
		}
		if inner != nil {
			return inner, nil
		}
		<-opened
	}
}

func (l *listener) replaced(inner net.Listener) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inner != inner && !l.closed
}

// admit takes the connection in, unless the door was closed in between.
func (l *listener) admit(accepted net.Conn, by net.Listener) (*conn, bool) {
	c := &conn{Conn: accepted, door: l}
	l.mu.Lock()
	in := l.inner == by
	if in {
		l.conns[c] = struct{}{}
	}
	l.mu.Unlock()
	if !in {
		c.reset()
	}
	return c, in
}

// turnAway says why to one connection too many. A few of them are heard first; of a crowd the rest are told at once.
func (l *listener) turnAway(accepted net.Conn) {
	said := l.ask(Unread{Reason: TooManyConnections, Remote: accepted.RemoteAddr().String()})
	select {
	case l.leaving <- struct{}{}:
		go func() {
			defer func() { <-l.leaving }()
			seeOff(accepted, said)
		}()
	default:
		tell(accepted, said)
		_ = accepted.Close()
	}
}

// ask is what to answer; nil leaves it to net/http.
func (l *listener) ask(u Unread) []byte {
	if l.unread == nil {
		return nil
	}
	return l.unread(u)
}

// shut closes the door for a while: it refuses new connections and resets the open ones.
func (l *listener) shut() {
	l.mu.Lock()
	inner := l.inner
	l.inner = nil
	conns := make([]*conn, 0, len(l.conns))
	for c := range l.conns {
		conns = append(conns, c)
	}
	l.mu.Unlock()
	if inner != nil {
		_ = inner.Close() // it can only be closed already
	}
	for _, c := range conns {
		c.reset()
	}
}

// reopen opens the door again on the same address. It also returns nil when the door was closed for good.
func (l *listener) reopen() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.inner != nil {
		return nil
	}
	inner, err := net.Listen("tcp", l.addr.String())
	if err != nil {
		return err
	}
	l.inner = inner
	l.wake()
	return nil
}

// wake lets Accept look again. The caller holds the lock.
func (l *listener) wake() {
	close(l.opened)
	l.opened = make(chan struct{})
}

// Close closes the door for good. Open connections stay: they are the server's business.
func (l *listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	l.closed = true
	l.wake()
	if l.inner == nil {
		return nil
	}
	return l.inner.Close()
}
