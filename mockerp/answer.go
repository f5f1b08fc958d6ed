package mockerp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// play is what step 5 performs.
type play struct {
	traffic.Answer
	fault fault.Fault
	down  time.Duration
	cut   context.Context // ends what is held back or drawn out; nil where nothing is
	left  func()          // is told when the sender left before its answer; may be nil

	unchanged bool // nothing is added to it
}

func (p *posted) play() play {
	a := play{Answer: p.answer, fault: p.fault, down: p.down, cut: p.cut, unchanged: p.unchanged}
	if slow := p.answer.Delay > 0 || p.fault.Kind == fault.Drip; slow && p.booked && !p.answer.Lost {
		a.left = p.lose
	}
	return a
}

// lose lets the books know that the sender hung up while its answer was held back or drawn out, so that pressing
// again is not held against it. The journal has the answer as it was meant: after a restart the books
// take it for heard.
func (p *posted) lose() {
	p.run.mu.Lock()
	defer p.run.mu.Unlock()
	if p.run.cut == p.cut { // otherwise these are the books after a reset
		p.run.books.Lose(p.event)
	}
}

// answer is step 5, the only place that writes to the MES.
func (d *door) answer(c *gin.Context, x *traffic.Exchange, a play) {
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
		d.spoil(c, x, a)
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

// spoil performs a fault instead of the answer. Where the connection cannot be taken over, as in a
// host program with a server of its own, the answer says so: for the MES that is failure as well. The
// fault "down" takes the whole door with it.
func (d *door) spoil(c *gin.Context, x *traffic.Exchange, a play) {
	if a.down > 0 {
		d.outage.begin(x.Run, min(a.down, mostDown))
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
	said := refuseFault(a.Fault)
	clear(header)
	header.Set("Content-Type", "application/json; charset=utf-8")
	c.Writer.WriteHeader(said.status)
	_, err = c.Writer.Write(encodeRefusal(said.message, nil))
	d.metrics.delivered(err)
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

// bodyAllowed: RFC 9110 has no content in these.
func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// moveDeadlines gives the answer time: the server's deadlines count from the start of the post, and
// the one for reading would end the wait for a sender that hangs up.
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

// refuse answers what is no post at all: another method, another path.
func (d *door) refuse(c *gin.Context, said refusal) {
	x := start(c.Request, runName(c))
	defer d.recoverPanic(c, x)
	d.refuseExchange(c, x, said)
}

// refuseExchange records and answers a refusal of the door itself.
func (d *door) refuseExchange(c *gin.Context, x *traffic.Exchange, said refusal) {
	if !traffic.ValidRun(x.Run) {
		x.Run = DefaultRun // a hostile name is not worth a place in the journal
	}
	x.Findings = doorFindings(said, x.Request)
	x.Answer = d.door(x, said)
	x.Decision = traffic.Decision{By: "door", Why: said.message}
	x.Took = time.Since(x.At)
	if err := d.record(x); err != nil {
		d.config.Logger.Error("the journal did not take an exchange", "run", x.Run, "error", err)
	}
	d.answer(c, x, play{Answer: x.Answer})
}

// door turns a refusal into an answer. After a body that was not read to its end the connection is
// of no more use.
func (d *door) door(x *traffic.Exchange, said refusal) traffic.Answer {
	header := jsonHeader()
	switch said.status {
	case http.StatusRequestEntityTooLarge, http.StatusRequestTimeout:
		header.Set("Connection", "close")
	}
	return traffic.Answer{Status: said.status, Header: header, Body: encodeRefusal(said.message, x.Findings)}
}

// doorFindings names the clause where a refusal of the door is the sender's breach of it.
func doorFindings(said refusal, r traffic.Request) []schemas.Finding {
	wanted := map[int]string{
		http.StatusMethodNotAllowed:      "POST",
		http.StatusRequestEntityTooLarge: "a body within the limit",
		http.StatusRequestTimeout:        "the whole body in time",
		http.StatusBadRequest:            "the whole body",
	}[said.status]
	if wanted == "" {
		return nil
	}
	return []schemas.Finding{{Clause: "T1", Level: schemas.Must, Wanted: wanted, Got: gotOf(said, r), Message: said.message}}
}

// gotOf is what was there in place of what was wanted.
func gotOf(said refusal, r traffic.Request) string {
	if said.status == http.StatusMethodNotAllowed {
		return r.Method
	}
	announced := r.Header.Get("Content-Length")
	if announced == "" {
		return fmt.Sprintf("%d bytes so far", len(r.Body))
	}
	return fmt.Sprintf("%d bytes read of %s announced", len(r.Body), shorten(announced))
}

// recoverPanic keeps a defect of ours from taking the connection with it, and puts it in the journal.
func (d *door) recoverPanic(c *gin.Context, x *traffic.Exchange) {
	cause := recover()
	if cause == nil {
		return
	}
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(cause)
	}
	d.config.Logger.Error("panic while handling a post", "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
	if !c.Writer.Written() {
		again := traffic.Exchange{Run: x.Run, At: x.At, Request: x.Request} // x may be in the journal already
		d.refuseExchange(c, &again, refusePanic())
	}
}
