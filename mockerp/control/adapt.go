package control

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/schemas"
)

// smallAnswer is what every connection may hold; longer answers share mostLarge bytes.
const smallAnswer = 64 << 10

const (
	typeJSON = "application/json; charset=utf-8"
	typeYAML = "application/yaml; charset=utf-8"
)

// call is one request to a route, with its query checked.
type call struct {
	*http.Request
	query  url.Values
	param  func(name string) string
	writer http.ResponseWriter // for the deadlines of a long poll only
}

// raw is an answer that is not to be turned into JSON.
type raw struct {
	contentType string
	body        []byte
}

// accepted is a value whose work goes on after the answer.
type accepted struct{ value any }

// adapt is the only place that writes what a handler returns: a raw, another handler, or a value
// that becomes JSON.
func (d *door) adapt(r route) gin.HandlerFunc {
	if d.readOnly() && r.method != http.MethodGet {
		return func(c *gin.Context) { d.refuse(c, refuseReadOnly()) }
	}
	return func(c *gin.Context) {
		query, said := r.checkQuery(c.Request)
		if said != nil {
			d.refuse(c, said)
			return
		}
		value, said := r.handle(&call{c.Request, query, c.Param, c.Writer})
		if said != nil {
			d.refuse(c, said)
			return
		}
		switch v := value.(type) {
		case http.Handler:
			v.ServeHTTP(c.Writer, c.Request)
		case accepted:
			d.writeJSON(c, http.StatusAccepted, v.value)
		case raw:
			d.write(c, http.StatusOK, v)
		default:
			d.writeJSON(c, http.StatusOK, value)
		}
	}
}

func (d *door) refuse(c *gin.Context, said *refusal) {
	if said.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "1")
	}
	d.writeJSON(c, said.Status, said)
}

func (d *door) writeJSON(c *gin.Context, status int, value any) {
	body, err := encode(value)
	if err != nil {
		d.options.Logger.Error("an answer of the control door could not be encoded", "path", c.FullPath(), "error", err)
		status, body = http.StatusInternalServerError, mustEncode(refuseDefect())
	}
	d.write(c, status, raw{typeJSON, body})
}

// write sends one answer. Long ones share a bound, so that readers who do not read cannot fill the
// memory.
func (d *door) write(c *gin.Context, status int, answer raw) {
	if len(answer.body) > smallAnswer {
		weight := min(int64(len(answer.body)), mostLarge)
		if !d.large.TryAcquire(weight) {
			status, answer = http.StatusServiceUnavailable, raw{typeJSON, mustEncode(refuseBusy())}
			weight = 0
		}
		defer d.large.Release(weight)
	}
	header := c.Writer.Header()
	header.Set("Content-Type", answer.contentType)
	header.Set("Content-Length", strconv.Itoa(len(answer.body)))
	c.Status(status)
	if _, err := c.Writer.Write(answer.body); err != nil {
		d.options.Logger.Debug("the caller of the control door did not stay for its answer", "error", err)
	}
}

// encode ends an answer with a line break. What steers a terminal is escaped, for many look with curl. <, > and & stay as they are: an answer is JSON, which no
// browser may take for a page.
func encode(value any) ([]byte, error) {
	body, err := schemas.JSON(value)
	return append([]byte(schemas.Escape(string(body))), '\n'), err
}

func mustEncode(said *refusal) []byte {
	body, err := encode(said)
	if err != nil { // cannot be: strings only
		return []byte(`{"message":"refused","code":"defect"}`)
	}
	return body
}

// recoverPanic answers a defect of ours with JSON and leaves the connection alone.
func (d *door) recoverPanic(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(cause)
		}
		d.options.Logger.Error("panic in the control door", "path", c.FullPath(), "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
		if !c.Writer.Written() {
			d.refuse(c, refuseDefect())
		}
	}()
	c.Next()
}

// admit refuses what a foreign web page sends, and sets what holds for every answer.
func (d *door) admit(c *gin.Context) {
	header := c.Writer.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
	if said := d.guard.check(c.Request); said != nil {
		d.refuse(c, said)
		c.Abort()
	}
}
