package mockerp

import (
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// limitListener bounds the open connections. One too many is answered at once and closed, so that
// its sender learns why instead of waiting in a queue.
type limitListener struct {
	net.Listener
	limit   int64
	open    atomic.Int64
	refused atomic.Uint64
}

func limitConns(inner net.Listener, limit int) *limitListener {
	return &limitListener{Listener: inner, limit: int64(limit)}
}

// Accept returns the next connection that there is room for.
func (l *limitListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.open.Add(1) <= l.limit {
			return &countedConn{Conn: conn, list: l}, nil
		}
		l.open.Add(-1)
		l.refused.Add(1)
		l.turnAway(conn)
	}
}

// turnAway says why in one write that fits a socket buffer; it cannot block for long.
func (l *limitListener) turnAway(conn net.Conn) {
	body := encodeRefusal(fmt.Sprintf("This mock ERP has %d open connections already: try again in a moment.", l.limit), nil)
	answer := fmt.Sprintf("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\n"+
		"Content-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
	if conn.SetDeadline(time.Now().Add(100*time.Millisecond)) == nil {
		_, _ = conn.Write([]byte(answer)) // the sender may be gone; there is nothing left to tell it
	}
	_ = conn.Close()
}

type countedConn struct {
	net.Conn
	list *limitListener
	once sync.Once
}

// SetLinger makes a reset of a Close, for the faults that ask for it.
func (c *countedConn) SetLinger(seconds int) error {
	tcp, ok := c.Conn.(*net.TCPConn)
	if !ok {
		return fmt.Errorf("a %T has no linger", c.Conn)
	}
	return tcp.SetLinger(seconds)
}

// Close gives the place back, once.
func (c *countedConn) Close() error {
	c.once.Do(func() { c.list.open.Add(-1) })
	return c.Conn.Close()
}
