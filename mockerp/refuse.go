package mockerp

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// refuse answers what is not a post at all: another method, another path.
func (d *door) refuse(c *gin.Context, said refusal) {
	x := start(c.Request, runName(c))
	defer d.recoverPanic(c, x)
	d.refuseExchange(c, x, said)
}

// refuseExchange records and answers a refusal of the door itself.
func (d *door) refuseExchange(c *gin.Context, x *traffic.Exchange, said refusal) {
	d.recordRefusal(x, said, findingsOnBody(said, x.Request))
	d.answer(c, x, delivery{Answer: x.Answer})
}

// recordRefusal makes the exchange of a refusal of the door itself, and puts it into the journal. It is
// answered all the same when the journal does not take it.
func (d *door) recordRefusal(x *traffic.Exchange, said refusal, findings []schemas.Finding) {
	d.turned.note(said)
	if !traffic.ValidRun(x.Run) {
		x.Run = DefaultRun // a hostile name is not worth a place in the journal
	}
	x.Findings = findings
	x.Answer = said.answer(findings)
	x.Decision = traffic.Decision{By: "door", Why: said.message}
	x.Took = time.Since(x.At)
	if err := d.config.Journal.Append(x); err != nil {
		d.config.Logger.Error("the journal did not take an exchange", "run", x.Run, "error", err)
		return
	}
	d.recorded(x)
}

// findingsOnBody names the clause where a refusal of the door is the sender's breach of it: the body is not
// there, or not all of it. A request that is not a POST is no report, and breaks none (T1).
func findingsOnBody(said refusal, r traffic.Request) []schemas.Finding {
	wanted := map[int]string{
		http.StatusRequestEntityTooLarge: "a body within the limit",
		http.StatusRequestTimeout:        "the whole body in time",
		http.StatusBadRequest:            "the whole body",
	}[said.status]
	if wanted == "" {
		return nil
	}
	got := fmt.Sprintf("%d bytes so far", len(r.Body))
	if announced := r.Header.Get("Content-Length"); announced != "" {
		got = fmt.Sprintf("%d bytes read of %s announced", len(r.Body), shorten(announced))
	}
	return []schemas.Finding{{Clause: "T1", Level: schemas.Must, Wanted: wanted, Got: got, Message: said.message}}
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
