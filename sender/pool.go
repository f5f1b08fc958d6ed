package sender

import (
	"crypto/tls"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// How many connections are kept, and for how long. A post must not meet an ERP that is just closing an idle
// connection: nobody could tell whether it was read, so it could not be sent again (T7). So a connection is used again
// only at once, or within half the time that the ERP says it keeps it (Keep-Alive: timeout=5).
const (
	maxIdle      = 128
	shortRest    = time.Millisecond
	longestRest  = 2 * time.Second
	longestTrust = 3600 // seconds: what is longer is taken for a mistake
)

// restOf is how long a connection may rest after an answer with these headers.
func restOf(header http.Header) time.Duration {
	for param := range strings.SplitSeq(header.Get("Keep-Alive"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		seconds, err := strconv.Atoi(value)
		if strings.EqualFold(name, "timeout") && err == nil && seconds > 0 && seconds <= longestTrust {
			return min(time.Duration(seconds)*time.Second/2, longestRest)
		}
	}
	return shortRest
}

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
	p.idle = append(p.idle, l)
}

// sweep closes connections that were idle for too long.
func (p *pool) sweep() {
	now := time.Now()
	p.idle = slices.DeleteFunc(p.idle, func(l *line) bool {
		if now.Sub(l.posted) > l.rest {
			l.drop()
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

// drop closes an idle connection without waiting for its last packets, which would keep a port for a minute.
func (l *line) drop() {
	conn := l.Conn
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // it is closed all the same
	}
	conn.Close()
}
