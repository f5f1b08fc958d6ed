package mockerp

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/engine"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/network"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// exchangeHeader carries the number of the exchange in the journal on every answer of this door.
const exchangeHeader = "Erpkit-Exchange"

// door is the ERP door: it takes a post through the five steps receive, judge, decide, record, answer.
type door struct {
	config   Config
	runs     *runs
	receiver *receiver
	origins  *http.CrossOriginProtection // tells what web pages send
	turned   turnedAway
	metrics  *metrics
	outage   *network.Outage
	deferred journal.Deferred // nil when the journal takes an exchange at once
	working  context.Context  // ends when posts under way are no longer waited for
}

// handler has the four paths of the ERP and the same below /r/<run>, each with and without a trailing
// slash. It never redirects by itself: the MES would take that for success (T2).
func (d *door) handler() http.Handler {
	router := engine.New()
	router.NoMethod(func(c *gin.Context) { d.refuse(c, refuseMethod(c.Request.Method)) })
	router.NoRoute(func(c *gin.Context) { d.refuse(c, refusePath(c.Request.URL.Path)) })
	paths := map[string]schemas.Kind{"": ""}
	for _, kind := range schemas.Kinds() {
		paths["/"+string(kind)] = kind
	}
	for path, kind := range paths {
		post := func(c *gin.Context) {
			if hasEscapedSlash(c.Request.URL) {
				d.refuse(c, refusePath(c.Request.URL.EscapedPath()))
				return
			}
			d.post(c, kind)
		}
		if path != "" {
			router.POST(path, post)
		}
		router.POST(path+"/", post)
		router.POST("/r/:run"+path, post)
		router.POST("/r/:run"+path+"/", post)
	}
	return router
}

// hasEscapedSlash tells whether a slash of the path is data (RFC 3986, section 2.2): /device%2F is not
// /device/ to an ERP, and so it is not here, although the router goes by the path without escapes.
func hasEscapedSlash(u *url.URL) bool {
	return strings.Contains(strings.ToLower(u.RawPath), "%2f")
}

// run finds or makes the run that the path names.
func (d *door) run(name string) (*run, *refusal) {
	if !traffic.ValidRun(name) {
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
