package fault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Fault is one fault with its setting.
type Fault struct {
	Kind Kind
	// BytesPerSecond is the speed of a drip; 0 means 10.
	BytesPerSecond int
}

// Answer is what would have been answered without the fault.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// writeTime bounds every write to a sender that does not read.
const writeTime = 10 * time.Second

// ErrLeft says that the sender hung up before the fault was over and so did not hear all of it.
var ErrLeft = errors.New("the sender hung up before the end")

// Perform does the fault instead of the answer and returns when it is over: at the latest when the
// sender hangs up or stop is closed. No goroutine and no connection outlives it. The error is ErrLeft, or
// says that the wire could not be taken over.
func Perform(w http.ResponseWriter, r *http.Request, f Fault, a Answer, stop <-chan struct{}) error {
	switch f.Kind {
	case Timeout:
		wait(r, stop)
		return onWire(w, func(net.Conn) error { return nil })
	case TruncatedJSON:
		a.Body = a.Body[:len(a.Body)/2]
		return onWire(w, func(c net.Conn) error { return writeAll(c, head(a, len(a.Body)), a.Body) })
	case Drip:
		return drip(w, r, f, a, stop)
	default:
		return onWire(w, func(c net.Conn) error { return breakWire(c, f.Kind, a) })
	}
}

// wait holds the connection until the sender hangs up or the mock is told to stop.
func wait(r *http.Request, stop <-chan struct{}) {
	select {
	case <-r.Context().Done():
	case <-stop:
	}
}

// onWire takes the connection from net/http, lets write do what it likes with it, and closes it.
func onWire(w http.ResponseWriter, write func(net.Conn) error) error {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return fmt.Errorf("the connection cannot be taken over for a fault: %w", err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(writeTime)); err != nil {
		return ErrLeft
	}
	err = write(conn)
	if err != nil && gone(err) {
		return ErrLeft
	}
	return err
}

// gone: what a write says when the other side has left or does not read.
func gone(err error) bool {
	var netErr net.Error
	return errors.As(err, &netErr) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, net.ErrClosed)
}

func breakWire(c net.Conn, kind Kind, a Answer) error {
	whole := head(a, len(a.Body))
	switch kind {
	case Empty:
		return nil
	case ResetBefore:
		return reset(c)
	case ResetHeaders:
		return errors.Join(writeAll(c, whole[:len(whole)/2]), reset(c))
	case ResetAfter:
		return errors.Join(writeAll(c, whole), reset(c))
	case ResetBody:
		return errors.Join(writeAll(c, whole, a.Body[:len(a.Body)/2]), reset(c))
	case CutShort:
		return writeAll(c, head(a, len(a.Body)+1000), a.Body)
	case Garbage:
		return writeAll(c, garbage())
	}
	return fmt.Errorf("there is no fault %q", kind)
}

// reset closes the connection with RST instead of FIN. TLS is passed by, for it would say good-bye.
func reset(c net.Conn) error {
	if tls, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = tls.NetConn()
	}
	lingering, ok := c.(interface{ SetLinger(sec int) error })
	if !ok {
		return fmt.Errorf("a %T cannot be reset", c)
	}
	return errors.Join(lingering.SetLinger(0), c.Close())
}

// head is status line and headers of an answer over HTTP/1.1.
func head(a Answer, length int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.Status, http.StatusText(a.Status))
	header := a.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Length", strconv.Itoa(length))
	header.Set("Connection", "close")
	_ = header.Write(&b) // a buffer takes all
	b.WriteString("\r\n")
	return b.Bytes()
}

func writeAll(c net.Conn, parts ...[]byte) error {
	for _, part := range parts {
		if _, err := c.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// garbage returns bytes that resemble no known format, the same every time so that a failure repeats.
func garbage() []byte {
	b := make([]byte, 64)
	for i := range b {
		b[i] = byte(i*37 + 11)
	}
	return b
}

// drip writes the whole answer byte by byte at the set speed.
func drip(w http.ResponseWriter, r *http.Request, f Fault, a Answer, stop <-chan struct{}) error {
	perSecond := f.BytesPerSecond
	if perSecond <= 0 {
		perSecond = 10
	}
	gap := time.NewTicker(max(time.Second/time.Duration(perSecond), time.Microsecond))
	defer gap.Stop()
	whole := append(head(a, len(a.Body)), a.Body...)
	return onWire(w, func(c net.Conn) error {
		for i := range whole {
			select {
			case <-gap.C:
			case <-stop:
				return nil
			case <-r.Context().Done():
				return ErrLeft
			}
			if err := c.SetDeadline(time.Now().Add(writeTime)); err != nil {
				return err
			}
			if err := writeAll(c, whole[i:i+1]); err != nil {
				return err
			}
		}
		return nil
	})
}
