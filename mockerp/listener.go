package mockerp

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// limitListener bounds the open connections of one door, and can close the door for a while. One
// connection too many is answered at once and closed, so that its sender learns why instead of
// waiting in a queue.
type limitListener struct {
	addr    net.Addr
	limit   int64
	open    atomic.Int64
	refused atomic.Uint64
	// unread gives the answer to a request that is no HTTP; nil leaves it to net/http. It is set before
	// anything is accepted.
	unread func(said refusal, remote, line string) []byte

	mu     sync.Mutex
	inner  net.Listener // nil while the door is closed
	opened chan struct{}
	conns  map[*countedConn]struct{}
	closed bool // for good
}

func limitConns(inner net.Listener, limit int) *limitListener {
	return &limitListener{
		addr: inner.Addr(), limit: int64(limit), inner: inner,
		opened: make(chan struct{}), conns: map[*countedConn]struct{}{},
	}
}

// Addr is the address of the door, also while it is closed.
func (l *limitListener) Addr() net.Addr { return l.addr }

// Accept returns the next connection that there is room for. While the door is closed it waits.
func (l *limitListener) Accept() (net.Conn, error) {
	for {
		inner, err := l.listener()
		if err != nil {
			return nil, err
		}
		conn, err := inner.Accept()
		if err != nil {
			if l.replaced(inner) {
				continue
			}
			return nil, err
		}
		if l.open.Add(1) > l.limit {
			l.open.Add(-1)
			l.refused.Add(1)
			l.turnAway(conn)
			continue
		}
		if counted, ok := l.admit(conn, inner); ok {
			return counted, nil
		}
	}
}

// listener is what accepts now; it waits until there is one.
func (l *limitListener) listener() (net.Listener, error) {
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

func (l *limitListener) replaced(inner net.Listener) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inner != inner && !l.closed
}

// admit takes the connection in, unless the door was closed in between.
func (l *limitListener) admit(conn net.Conn, by net.Listener) (*countedConn, bool) {
	c := &countedConn{Conn: conn, list: l}
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

// turnAway says why in one write that fits a socket buffer; it cannot block for long.
func (l *limitListener) turnAway(conn net.Conn) {
	said := refusal{http.StatusServiceUnavailable, fmt.Sprintf("This mock ERP has %d open connections already: try again in a moment.", l.limit)}
	if conn.SetDeadline(time.Now().Add(100*time.Millisecond)) == nil {
		_, _ = conn.Write(rawRefusal(said, nil, 0)) // the sender may be gone; there is nothing left to tell it
	}
	_ = conn.Close()
}

// shut closes the door for a while: new connections are refused, those that there are are reset.
func (l *limitListener) shut() {
	l.mu.Lock()
	inner := l.inner
	l.inner = nil
	conns := make([]*countedConn, 0, len(l.conns))
	for c := range l.conns {
		conns = append(conns, c)
	}
	l.mu.Unlock()
	if inner != nil {
		_ = inner.Close() // what was listening can only be closed already
	}
	for _, c := range conns {
		c.reset()
	}
}

// reopen opens the door again on the same address. It is nil too when the door was closed for good.
func (l *limitListener) reopen() error {
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
func (l *limitListener) wake() {
	close(l.opened)
	l.opened = make(chan struct{})
}

// Close closes the door for good. Open connections stay: they are the server's business.
func (l *limitListener) Close() error {
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

type countedConn struct {
	net.Conn
	list *limitListener
	once sync.Once
	came beginning
}

// Read keeps the beginning of each request.
func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.came.read(p[:n])
	}
	return n, err
}

// Write gives another answer in place of net/http's own to what it could not read.
func (c *countedConn) Write(p []byte) (int, error) {
	if c.list.unread != nil {
		if said, ok := refuseUnread(p); ok {
			_, err := c.Conn.Write(c.list.unread(said, c.RemoteAddr().String(), c.came.line()))
			return len(p), err
		}
	}
	c.came.answered()
	return c.Conn.Write(p)
}

// SetLinger makes a reset of a Close, for the faults that ask for it.
func (c *countedConn) SetLinger(seconds int) error {
	tcp, ok := c.Conn.(*net.TCPConn)
	if !ok {
		return fmt.Errorf("a %T has no linger", c.Conn)
	}
	return tcp.SetLinger(seconds)
}

// reset closes the connection so that the sender sees a reset.
func (c *countedConn) reset() {
	_ = c.SetLinger(0) // where that cannot be it is closed all the same
	_ = c.Close()
}

// Close gives the place back, once.
func (c *countedConn) Close() error {
	c.once.Do(func() {
		c.list.open.Add(-1)
		c.list.mu.Lock()
		delete(c.list.conns, c)
		c.list.mu.Unlock()
	})
	return c.Conn.Close()
}
