package sender

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"time"
)

// maxHead bounds the headers of an answer, including 1xx answers before it.
const maxHead = 64 << 10

var errHead = errors.New("the headers of the answer are longer than 64 KiB")

// line is one connection to an ERP. net/http reads and writes the messages; the connection is ours,
// because a sender of single posts must know what happens on it: net/http's own client repeats posts
// with some headers, mixes up answers when an ERP sends more bytes than its Content-Length says, and
// writes to the program's log.
type line struct {
	net.Conn
	key    string // where the connection leads
	proxy  bool   // a proxy passes the posts on
	in     *bufio.Reader
	meter  *meter
	posted time.Time     // when the last post began to leave: the ERP cannot be idle for longer
	rest   time.Duration // how long it may be
}

func newLine(conn net.Conn, key string) *line {
	m := &meter{in: conn}
	return &line{Conn: conn, key: key, meter: m, in: bufio.NewReader(m)}
}

// answer is what came back. whole tells whether the connection can be used again, surplus whether
// bytes followed the answer.
type answer struct {
	*http.Response
	body           []byte
	whole, surplus bool
}

// exchange writes one post and reads its answer, with at most limit+1 bytes of the body. If the
// body breaks off, it returns the answer so far and the error. The line ends with ctx.
func (l *line) exchange(ctx context.Context, req *http.Request, body []byte, limit int64, p *progress) (a answer, err error) {
	release := l.until(ctx)
	defer func() {
		if !release() && err != nil {
			err = errors.Join(ctx.Err(), err)
		}
		a.whole = a.whole && ctx.Err() == nil
	}()
	p.reach(StageSend)
	l.posted = time.Now()
	written := l.send(req, body, p)
	if a.Response, err = l.readHead(req, p); err != nil { //nolint:bodyclose // the caller gets the whole answer
		return a, err
	}
	if a.StatusCode == http.StatusSwitchingProtocols {
		return a, nil // what follows is no body
	}
	if a.body, err = io.ReadAll(io.LimitReader(a.Body, limit+1)); err != nil {
		return a, err
	}
	a.surplus = int64(len(a.body)) <= limit && l.in.Buffered() > 0
	select {
	case writeErr := <-written:
		a.whole = writeErr == nil && !a.Close && !a.surplus && int64(len(a.body)) <= limit
	default: // answered before the post was written: nobody knows how much of it is still read
	}
	return a, nil
}

// until makes every read and write fail as soon as ctx ends. release undoes that; it returns
// false if ctx ended first.
func (l *line) until(ctx context.Context) (release func() bool) {
	return context.AfterFunc(ctx, func() { _ = l.SetDeadline(time.Unix(1, 0)) })
}

// send writes the post. A short one, which the system is sure to buffer, is written at once; a longer one
// while reading, because an ERP may refuse it before it has read all. Why a write failed does not matter:
// the answer, or its absence, says more.
func (l *line) send(req *http.Request, body []byte, p *progress) <-chan error {
	const short = 16 << 10
	written := make(chan error, 1)
	write := func(to io.Writer, flush func() error) {
		err := l.format(req, to)
		if err == nil {
			err = flush()
		}
		if err == nil {
			p.reach(StageWait)
		}
		written <- err
	}
	if len(body) > short {
		go write(l.Conn, func() error { return nil })
		return written
	}
	var message bytes.Buffer
	write(&message, func() error { _, err := l.Write(message.Bytes()); return err })
	return written
}

func (l *line) format(req *http.Request, to io.Writer) error {
	if l.proxy {
		return req.WriteProxy(to)
	}
	return req.Write(to)
}

// readHead reads up to the body of the final answer and skips 1xx answers before it.
func (l *line) readHead(req *http.Request, p *progress) (*http.Response, error) {
	l.meter.left = maxHead
	defer func() { l.meter.left = math.MaxInt64 }()
	if _, err := l.in.Peek(1); err != nil {
		return nil, err
	}
	p.reach(StageAnswer)
	for {
		res, err := http.ReadResponse(l.in, req)
		if err != nil || res.StatusCode < 100 || res.StatusCode > 199 || res.StatusCode == http.StatusSwitchingProtocols {
			return res, err
		}
	}
}

// meter bounds what is read.
type meter struct {
	in   io.Reader
	left int64
}

func (m *meter) Read(to []byte) (int, error) {
	if m.left <= 0 {
		return 0, errHead
	}
	n, err := m.in.Read(to[:min(int64(len(to)), m.left)])
	m.left -= int64(n)
	return n, err
}
