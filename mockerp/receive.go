package mockerp

import (
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

const (
	// smallBody is what every connection may hold; a longer body needs one of largeBodies places,
	// so that memory is bounded whatever arrives at once.
	smallBody   = 64 << 10
	largeBodies = 64
)

// receiver is step 1: it turns what arrives into a Request and never judges it.
type receiver struct {
	maxBody int64
	large   chan struct{}
}

func newReceiver(maxBody int64) *receiver {
	return &receiver{maxBody: maxBody, large: make(chan struct{}, largeBodies)}
}

// receive is step 1 as a whole: where the post comes from, whose it is, and its body. What a web page of
// another origin sends makes not even a run: no page may post into the ERP behind the mock, or use up the runs.
func (d *door) receive(r *http.Request, x *traffic.Exchange) (*run, *refusal) {
	if d.origins.Check(r) != nil {
		return nil, ptr(refuseOrigin(r.Header.Get("Origin")))
	}
	one, refused := d.run(x.Run)
	if refused == nil {
		refused = d.receiver.body(r, x)
	}
	return one, refused
}

// start is an exchange with everything that is known before the body has been read.
func start(r *http.Request, runName string) *traffic.Exchange {
	return &traffic.Exchange{
		Run: runName,
		At:  time.Now(),
		Request: traffic.Request{
			Method: r.Method, URL: r.URL.RequestURI(), Proto: r.Proto, Remote: r.RemoteAddr, Header: r.Header,
		},
	}
}

// body reads the whole body into x, or as much as is allowed; the refusal says what went wrong.
func (v *receiver) body(r *http.Request, x *traffic.Exchange) *refusal {
	if r.ContentLength > v.maxBody {
		x.Request.Truncated = true
		return ptr(refuseLength(v.maxBody))
	}
	if r.ContentLength >= 0 && r.ContentLength <= smallBody {
		buffer := make([]byte, r.ContentLength)
		n, err := io.ReadFull(r.Body, buffer)
		x.Request.Body = buffer[:n]
		return readRefusal(err)
	}
	return v.longBody(r.Body, x)
}

// longBody reads a body that is long or of unknown length.
func (v *receiver) longBody(from io.Reader, x *traffic.Exchange) *refusal {
	head, err := io.ReadAll(io.LimitReader(from, smallBody))
	x.Request.Body = head
	if err != nil || len(head) < smallBody {
		return readRefusal(err)
	}
	select {
	case v.large <- struct{}{}:
		defer func() { <-v.large }()
	default:
		x.Request.Truncated = true
		return ptr(refuseBusy())
	}
	rest, err := io.ReadAll(io.LimitReader(from, v.maxBody-smallBody+1))
	if int64(len(head)+len(rest)) > v.maxBody {
		x.Request.Truncated = true
		return ptr(refuseLength(v.maxBody))
	}
	x.Request.Body = append(head, rest...)
	return readRefusal(err)
}

func readRefusal(err error) *refusal {
	var netErr net.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &netErr) && netErr.Timeout():
		return ptr(refuseSlow())
	default:
		return ptr(refuseCutShort())
	}
}

func ptr[T any](v T) *T { return &v }
