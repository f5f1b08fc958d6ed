package mockerp

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/schemas"
)

// exchangeHeader carries the number of the exchange in the journal on every answer of this door.
const exchangeHeader = "Erpkit-Exchange"

// door is the ERP door: it takes a post through the five steps receive, judge, decide, record, answer.
type door struct {
	config   Config
	runs     *runs
	receiver *receiver
	metrics  *metrics
	stopping chan struct{}
}

// handler has the four paths of the ERP and the same below /r/<run>, each with and without a trailing
// slash. It never redirects by itself: the MES would take that for success (T2).
func (d *door) handler() http.Handler {
	engine := newEngine()
	engine.HandleMethodNotAllowed = true
	engine.NoMethod(func(c *gin.Context) { d.refuse(c, refuseMethod(c.Request.Method)) })
	engine.NoRoute(func(c *gin.Context) { d.refuse(c, refusePath(c.Request.URL.Path)) })
	paths := map[string]schemas.Kind{"": ""}
	for _, kind := range schemas.Kinds() {
		paths["/"+string(kind)] = kind
	}
	for path, kind := range paths {
		post := func(c *gin.Context) { d.post(c, kind) }
		if path != "" {
			engine.POST(path, post)
		}
		engine.POST(path+"/", post)
		engine.POST("/r/:run"+path, post)
		engine.POST("/r/:run"+path+"/", post)
	}
	return engine
}

// newEngine is a Gin engine that neither prints nor redirects. Gin's mode is one for the whole process
// and cannot be put back while others make engines, so it stays at release.
func newEngine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.RedirectTrailingSlash = false
	engine.RedirectFixedPath = false
	engine.ForwardedByClientIP = false
	return engine
}

// post takes one post through the five steps.
func (d *door) post(c *gin.Context, kind schemas.Kind) {
	name := runName(c)
	x := start(c.Request, name)
	defer d.recoverPanic(c, x)
	one, refused := d.run(name)
	if refused == nil {
		refused = d.receiver.body(c.Request, x)
	}
	if refused != nil {
		d.refuseExchange(c, x, *refused)
		return
	}
	j := judge(kind, c.Request.Header, x.Request.Body)
	cut, err := d.settle(one, x, &j, c.Request)
	if err != nil {
		d.config.Logger.Error("the journal did not take an exchange", "run", name, "error", err)
		d.answer(c, x, d.door(x, refuseStorage()), nil)
		return
	}
	d.answer(c, x, x.Answer, cut)
}

// settle decides, records and lets the books follow, as one step for the run.
func (d *door) settle(one *run, x *journal.Exchange, j *judged, r *http.Request) (<-chan struct{}, error) {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.posts++
	one.last = x.At
	chosen := decide(one, d.config.Mode, j, r.Header, r.URL.Query())
	x.Kind, x.Findings, x.Answer, x.Decision = j.kind, j.findings, chosen.answer, chosen.decision
	index(x, j.payload)
	x.Took = time.Since(x.At)
	if err := d.record(x); err != nil {
		return nil, err
	}
	if chosen.apply {
		one.books.Apply(chosen.event, chosen.reply)
	}
	return one.cut, nil
}

// record is step 4: the exchange is in the journal before its answer leaves.
func (d *door) record(x *journal.Exchange) error {
	if err := d.config.Journal.Append(x); err != nil {
		return err
	}
	d.metrics.count(x)
	if d.config.OnExchange != nil {
		d.config.OnExchange(x)
	}
	return nil
}

// run finds or makes the run that the path names.
func (d *door) run(name string) (*run, *refusal) {
	if !validRunName(name) {
		return nil, ptr(refuseRunName(name))
	}
	one, ok := d.runs.use(name)
	if !ok {
		return nil, ptr(refuseRuns(d.runs.limit))
	}
	return one, nil
}

func runName(c *gin.Context) string {
	if name, ok := c.Params.Get("run"); ok {
		return name
	}
	return DefaultRun
}

// index copies what the journal is searched by out of the payload.
func index(x *journal.Exchange, payload map[string]any) {
	x.Type = text(payload, "type")
	x.WorkOrder = text(payload, "workorderNumber")
	x.Serial = text(payload, "serial")
	if old := text(payload, "oldSerial"); old != "" {
		x.OtherSerials = append(x.OtherSerials, old)
	}
	if item, ok := payload["item"].(map[string]any); ok {
		if serial := text(item, "serial"); serial != "" {
			x.OtherSerials = append(x.OtherSerials, serial)
		}
	}
}
