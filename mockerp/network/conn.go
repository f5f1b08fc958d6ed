package network

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// conn is one connection of a door.
type conn struct {
	net.Conn
	door *listener
	once sync.Once
	came beginning
	// begun is true from the beginning of a handler to the end of its answer. What is written else is net/http's own.
	begun atomic.Bool
	told  atomic.Bool // what never came to a handler was answered: what net/http writes after that is no news
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
	if reason, detail, own := c.readOwn(p); own {
		if said := c.door.ask(Unread{reason, detail, c.RemoteAddr().String(), c.came.line()}); said != nil {
			c.told.Store(true)
			_, err := c.Conn.Write(said)
			return len(p), err
		}
	}
	c.came.answered()
	return c.Conn.Write(p)
}

// readOwn tells net/http's own answer from one of a handler. Below TLS it is in the clear in one case only.
func (c *conn) readOwn(answer []byte) (reason Reason, detail string, own bool) {
	switch {
	case c.door.encrypted:
		return PlainHTTP, "", c.came.isPlainHTTP()
	case c.begun.Load():
		return "", "", false
	}
	reason, detail = readReply(answer)
	return reason, detail, true
}

// connKey is where the connection of a request stands in its context.
type connKey struct{}

// connOf is the connection beneath TLS, where there is TLS.
func connOf(of net.Conn) *conn {
	if encrypted, ok := of.(*tls.Conn); ok {
		of = encrypted.NetConn()
	}
	c, _ := of.(*conn)
	return c
}

// begins lets each handler say that it has begun.
func begins(requests http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(connKey{}).(*conn); ok && c != nil {
			c.begun.Store(true)
		}
		requests.ServeHTTP(w, r)
	})
}

// changed hears when the answer to a request is all written.
func changed(of net.Conn, state http.ConnState) {
	if c := connOf(of); c != nil && state == http.StateIdle {
		c.begun.Store(false)
	}
}

// SetLinger turns Close into a reset, for the faults that need one.
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

// Close closes the connection and frees its place, once.
func (c *conn) Close() error {
	c.once.Do(func() {
		c.door.open.Add(-1)
		c.door.mu.Lock()
		delete(c.door.conns, c)
		c.door.mu.Unlock()
	})
	return c.Conn.Close()
}
