package network

import (
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// conn is one connection of a door.
type conn struct {
	net.Conn
	door *listener
	once sync.Once
	came beginning
	told atomic.Bool // a hello was answered: what net/http makes of its first bytes is no news
}

// Read keeps the beginning of each request. A TLS hello at a door without TLS is answered here, at once:
// net/http would wait for the end of a line that never comes.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.came.read(p[:n]) && !c.door.encrypted {
		if said := c.door.ask(Unread{Reason: TLSHello, Remote: c.RemoteAddr().String()}); said != nil {
			c.told.Store(true)
			_, _ = c.Conn.Write(said) // it is closed next, whether that was heard or not
			return 0, io.EOF
		}
	}
	return n, err
}

// Write gives another answer in place of net/http's own to what it could not read.
func (c *conn) Write(p []byte) (int, error) {
	if c.told.Load() {
		return len(p), nil
	}
	if reason, detail, ok := readReply(p); ok {
		if said := c.door.ask(Unread{reason, detail, c.RemoteAddr().String(), c.came.line()}); said != nil {
			_, err := c.Conn.Write(said)
			return len(p), err
		}
	}
	c.came.answered()
	return c.Conn.Write(p)
}

// SetLinger makes a reset of a Close, for the faults that ask for it.
func (c *conn) SetLinger(seconds int) error {
	tcp, ok := c.Conn.(*net.TCPConn)
	if !ok {
		return fmt.Errorf("a %T has no linger", c.Conn)
	}
	return tcp.SetLinger(seconds)
}

// reset closes the connection so that the sender sees a reset.
func (c *conn) reset() {
	_ = c.SetLinger(0) // where that cannot be it is closed all the same
	_ = c.Close()
}

// Close gives the place back, once.
func (c *conn) Close() error {
	c.once.Do(func() {
		c.door.open.Add(-1)
		c.door.mu.Lock()
		delete(c.door.conns, c)
		c.door.mu.Unlock()
	})
	return c.Conn.Close()
}
