package mockerp

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/schemas"
)

// answer is step 5, the only place that writes to the MES.
func (d *door) answer(c *gin.Context, x *journal.Exchange, a journal.Answer, cut <-chan struct{}) {
	if a.Delay > 0 {
		d.hold(c, a.Delay, cut)
	}
	header := c.Writer.Header()
	for name, values := range a.Header {
		header[name] = values
	}
	if x.ID != 0 {
		header[exchangeHeader] = []string{strconv.FormatUint(x.ID, 10)}
	}
	c.Writer.WriteHeader(a.Status)
	if bodyAllowed(a.Status) {
		header["Content-Length"] = []string{strconv.Itoa(len(a.Body))}
		_, err := c.Writer.Write(a.Body)
		d.metrics.delivered(err)
	}
	c.Writer.WriteHeaderNow()
}

// bodyAllowed: RFC 9110 has no content in these.
func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// hold keeps the answer back until the delay is over, the sender hangs up, the run is reset or
// the mock stops. The server's deadlines are moved, for they count from the start of the post.
func (d *door) hold(c *gin.Context, delay time.Duration, cut <-chan struct{}) {
	control := http.NewResponseController(c.Writer)
	const writeTime = 10 * time.Second
	if err := errors.Join(control.SetReadDeadline(time.Time{}),
		control.SetWriteDeadline(time.Now().Add(delay+writeTime))); err != nil {
		d.config.Logger.Warn("the deadlines of a delayed answer could not be moved", "error", err)
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-cut:
	case <-d.stopping:
	case <-c.Request.Context().Done():
	}
}

// refuse answers what is no post at all: another method, another path.
func (d *door) refuse(c *gin.Context, said refusal) {
	x := start(c.Request, runName(c))
	defer d.recoverPanic(c, x)
	d.refuseExchange(c, x, said)
}

// refuseExchange records and answers a refusal of the door itself.
func (d *door) refuseExchange(c *gin.Context, x *journal.Exchange, said refusal) {
	if !validRunName(x.Run) {
		x.Run = DefaultRun // a hostile name is not worth a place in the journal
	}
	x.Findings = doorFindings(said)
	x.Answer = d.door(x, said)
	x.Decision = journal.Decision{By: "door", Why: said.message}
	x.Took = time.Since(x.At)
	if err := d.record(x); err != nil {
		d.config.Logger.Error("the journal did not take an exchange", "run", x.Run, "error", err)
	}
	d.answer(c, x, x.Answer, nil)
}

// door turns a refusal into an answer. After a body that was not read to its end the connection is
// of no more use.
func (d *door) door(x *journal.Exchange, said refusal) journal.Answer {
	header := jsonHeader()
	switch said.status {
	case http.StatusRequestEntityTooLarge, http.StatusRequestTimeout:
		header.Set("Connection", "close")
	}
	return journal.Answer{Status: said.status, Header: header, Body: encodeRefusal(said.message, x.Findings)}
}

// doorFindings names the clause where a refusal of the door is the sender's breach of it.
func doorFindings(said refusal) []schemas.Finding {
	wanted := map[int]string{
		http.StatusMethodNotAllowed:      "POST",
		http.StatusRequestEntityTooLarge: "a body within the limit",
		http.StatusRequestTimeout:        "the whole body in time",
		http.StatusBadRequest:            "the whole body",
	}[said.status]
	if wanted == "" {
		return nil
	}
	return []schemas.Finding{{Clause: "T1", Level: schemas.Must, Wanted: wanted, Got: http.StatusText(said.status), Message: said.message}}
}

// recoverPanic keeps a defect of ours from taking the connection with it, and puts it in the journal.
func (d *door) recoverPanic(c *gin.Context, x *journal.Exchange) {
	cause := recover()
	if cause == nil {
		return
	}
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(cause)
	}
	d.config.Logger.Error("panic while handling a post", "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
	if !c.Writer.Written() {
		again := journal.Exchange{Run: x.Run, At: x.At, Request: x.Request} // x may be in the journal already
		d.refuseExchange(c, &again, refusePanic())
	}
}
