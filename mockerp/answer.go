package mockerp

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// delivery is what step 5 performs.
type delivery struct {
	traffic.Answer
	fault fault.Fault
	down  time.Duration
	cut   context.Context // ends what is held back or drawn out; nil where nothing is
	left  func()          // is told when the sender left before its answer; may be nil

	unchanged bool // nothing is added to it
}

// delivery is how the decision is to be carried out. The caller has the turn.
func (r *run) delivery(p *post, made *decision) delivery {
	out := delivery{Answer: made.answer, fault: made.fault, down: made.down, cut: r.cut, unchanged: made.unchanged}
	if slow := out.Delay > 0 || out.fault.Kind == fault.Drip; slow && made.booked && !out.Lost {
		event, cut := p.event(), r.cut
		out.left = func() { r.lose(event, cut) }
	}
	return out
}

// lose lets the books know that the sender hung up while its answer was held back or drawn out, so that
// pressing again is not held against it. The journal has the answer as it was meant: after a restart the
// books take it for heard. Books that were reset since know nothing of the post.
func (r *run) lose(event books.Event, cut context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cut == cut {
		r.books.Lose(event)
	}
}

// answer is step 5, the only place that writes to the MES.
func (d *door) answer(c *gin.Context, x *traffic.Exchange, a delivery) {
	if a.Delay > 0 || a.fault.Kind != "" {
		d.moveDeadlines(c, a.Delay)
	}
	if a.Delay > 0 && !hold(c, a.Delay, a.cut) && a.left != nil {
		a.left()
	}
	header := c.Writer.Header()
	for name, values := range a.Header {
		header[name] = values
	}
	if a.unchanged {
		leaveUnchanged(header)
	} else if x.ID != 0 {
		header[exchangeHeader] = []string{strconv.FormatUint(x.ID, 10)}
	}
	if a.Fault != "" {
		d.performFault(c, x, a)
		return
	}
	c.Writer.WriteHeader(a.Status)
	if bodyAllowed(a.Status) {
		header["Content-Length"] = []string{strconv.Itoa(len(a.Body))}
		_, err := c.Writer.Write(a.Body)
		d.metrics.delivered(err)
	}
	c.Writer.WriteHeaderNow()
}

// performFault does a fault instead of the answer. Where the connection cannot be taken over, as in a
// host program with a server of its own, the answer says so: for the MES that is failure as well. The
// fault "down" takes the whole door with it.
func (d *door) performFault(c *gin.Context, x *traffic.Exchange, a delivery) {
	if a.down > 0 {
		d.outage.Begin(x.Run, a.down)
	}
	header := c.Writer.Header()
	err := errNoTakeOver
	if canTakeOver(c.Writer) {
		err = fault.Perform(c.Writer, c.Request, a.fault, fault.Answer{Status: a.Status, Header: header, Body: a.Body}, a.cut.Done())
	}
	switch {
	case errors.Is(err, fault.ErrLeft) && a.left != nil:
		a.left()
		return
	case err == nil, errors.Is(err, fault.ErrLeft):
		return
	}
	d.config.Logger.Error("a fault could not be performed", "fault", a.Fault, "error", err)
	clear(header)
	d.answer(c, x, delivery{Answer: refuseFault(a.Fault).answer(nil)})
}

var errNoTakeOver = errors.New("the server of the host program does not give its connections away")

// canTakeOver asks the server's own writer, for Gin's panics where that cannot.
func canTakeOver(w http.ResponseWriter) bool {
	if wrapped, ok := w.(interface{ Unwrap() http.ResponseWriter }); ok {
		w = wrapped.Unwrap()
	}
	_, ok := w.(http.Hijacker)
	return ok
}

// moveDeadlines gives an answer time that may come only after so long: the server's deadlines count from the
// start of the post, and the one for reading would end the wait for a sender that hangs up.
func (d *door) moveDeadlines(c *gin.Context, delay time.Duration) {
	control := http.NewResponseController(c.Writer)
	const writeTime = 10 * time.Second
	err := errors.Join(control.SetReadDeadline(time.Time{}), control.SetWriteDeadline(time.Now().Add(delay+writeTime)))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		d.config.Logger.Warn("the deadlines of an answer could not be moved", "error", err)
	}
}

// hold keeps the answer back until the delay is over, the sender hangs up, the run is reset or
// the mock stops. False means that the sender is gone.
func hold(c *gin.Context, delay time.Duration, cut context.Context) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-cut.Done():
	case <-c.Request.Context().Done():
		return false
	}
	return true
}

// leaveUnchanged keeps net/http from adding headers that the real ERP did not send.
func leaveUnchanged(header http.Header) {
	for _, name := range []string{"Date", "Content-Type"} {
		if _, said := header[name]; !said {
			header[name] = nil
		}
	}
}
