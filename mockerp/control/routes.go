package control

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/schemas"
)

// route is one method of one path.
type route struct {
	method, path string
	// what says it in one line: on the index, and as the summary in the OpenAPI document.
	what string
	// query are the parameters that are allowed; anyQuery lets others pass, for probes and scrapers
	// that add their own.
	query    []string
	anyQuery bool
	handle   func(*call) (any, *refusal)
}

const (
	v1       = api.Root
	oneRun   = v1 + "/runs/:run"
	queryRun = "run"
	// queryCheck asks only whether a script is right.
	queryCheck = "check"
)

var (
	filterQuery = []string{"q", "run", "kind", "type", "serial", "workOrder", "clause", "level", "status", "after", "limit"}
	listQuery   = append([]string{"before", "order", "offset", "view"}, filterQuery...)
	waitQuery   = append([]string{"n", "timeout"}, filterQuery...)
	eventsQuery = slices.DeleteFunc(slices.Clone(filterQuery), func(name string) bool { return name == "limit" })
)

// routes is all that this door does.
func (d *door) routes() []route {
	run := []string{queryRun}
	return []route{
		{"GET", "/", "What is where on this door", nil, true, d.index},
		{"GET", enterPath, "Give a browser the cookie that opens this door, by the link that was printed", []string{"key"}, true, d.enter},
		{"GET", "/healthz", "Whether the process serves", nil, true, d.health},
		{"GET", "/readyz", "Whether both doors take requests", nil, true, d.ready},
		{"GET", "/metrics", "Counters in the Prometheus text format", nil, true, d.metrics},

		{"GET", v1 + "/exchanges", "List what was received and answered", listQuery, false, d.listExchanges},
		{"GET", v1 + "/exchanges/wait", "Wait until so many exchanges match", waitQuery, false, d.waitForExchanges},
		{"GET", v1 + "/exchanges/export", "Write exchanges for other tools, as HAR, curl lines, JSON lines or raw HTTP", exportQuery, false, d.exportExchanges},
		{"GET", v1 + "/exchanges/:id", "Show one exchange with all its bytes", nil, false, d.showExchange},
		{"GET", v1 + "/events", "Follow what is received and answered, as server-sent events", eventsQuery, false, d.followExchanges},
		{"DELETE", v1 + "/exchanges", "Empty the journal", run, false, d.deleteExchanges},
		{"DELETE", v1 + "/books", "Empty the books", run, false, d.deleteBooks},
		{"POST", v1 + "/reset", "Take away the scripts, empty the books and the journal", run, false, d.reset},

		{"GET", v1 + "/script", "Show the script and how often each rule was used", run, false, d.showScript},
		{"PUT", v1 + "/script", "Play another script", []string{queryRun, "trap", queryCheck}, false, d.putScript},
		{"DELETE", v1 + "/script", "Take away the script", run, false, d.deleteScript},

		{"PUT", v1 + "/script/rules/:n", "Switch one rule off or on", run, false, d.switchRule},
		{"POST", v1 + "/script/next", "Answer the next post that is like this one differently, once", run, false, d.answerNext},

		{"GET", v1 + "/traps", "List the traps: ready-made scripts for what goes wrong with real ERPs", nil, false, d.listTraps},

		{"POST", v1 + "/actions/shift", "Play a demo shift", nil, false, d.playShift},
		{"POST", v1 + "/actions/send", "Send the post of an exchange again", nil, false, d.sendAgain},
		{"POST", v1 + "/actions/capsule", "Make a story of what was recorded around an exchange", nil, false, d.saveCapsule},

		{"POST", v1 + "/expectations", "Hold what one run received against expectations", expectQuery, false, d.checkExpectations},

		{"GET", v1 + "/coverage", "Count which acts came and how they ended", []string{queryRun, "format"}, false, d.showCoverage},

		{"GET", v1 + "/runs", "List the runs", nil, false, d.listRuns},
		{"GET", oneRun, "Show one run", nil, false, d.showRun},
		{"DELETE", oneRun, "Forget a run with its script, books and exchanges", nil, false, d.dropRun},
		{"GET", oneRun + "/books", "Show what the books of a run hold", thingQuery, false, d.showBooks},
		{"GET", oneRun + "/script", "Show the script of a run and how often each rule was used", nil, false, d.showScript},
		{"PUT", oneRun + "/script", "Play another script in one run", []string{"trap", queryCheck}, false, d.putScript},
		{"DELETE", oneRun + "/script", "Take away the script of one run", nil, false, d.deleteScript},
		{"PUT", oneRun + "/script/rules/:n", "Switch one rule off or on in one run", nil, false, d.switchRule},
		{"POST", oneRun + "/script/next", "Answer the next post of one run that is like this one differently, once", nil, false, d.answerNext},

		{"GET", v1 + "/down", "Whether the ERP door is closed, and until when", nil, false, d.outage},
		{"POST", v1 + "/down", "Close the ERP door for a while", []string{"for"}, false, d.down},
		{"DELETE", v1 + "/down", "Open the ERP door again", nil, false, d.up},
		{"GET", v1 + "/ca.pem", "Give the certificate authority of the TLS door", nil, false, d.authority},

		{"GET", v1 + "/clauses", "List the clauses of the contract", nil, false, d.listClauses},
		{"GET", v1 + "/schemas", "List the JSON Schema files", nil, false, d.listSchemas},
		{"GET", v1 + "/schemas/:file", "Give one JSON Schema file", nil, false, d.showSchema},
		{"GET", v1 + "/erp.openapi.json", "What an ERP receives and may answer, as an OpenAPI 3.1 document", nil, false, d.erpJSON},
		{"GET", v1 + "/erp.openapi.yaml", "What an ERP receives and may answer, as an OpenAPI 3.1 document in YAML", nil, false, d.erpYAML},
		{"GET", v1 + "/info", "Version, addresses and settings", nil, false, d.info},
		{"GET", v1 + "/openapi.json", "This API as an OpenAPI 3.1 document", nil, false, d.openapiJSON},
		{"GET", v1 + "/openapi.yaml", "This API as an OpenAPI 3.1 document in YAML", nil, false, d.openapiYAML},
	}
}

// template is the path as people and OpenAPI write it: /runs/{run} for Gin's /runs/:run.
func (r route) template() string {
	parts := strings.Split(r.path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// checkQuery refuses what the route does not know, what is given twice and what is empty: an empty
// run must not mean every run.
func (r route) checkQuery(request *http.Request) (url.Values, *refusal) {
	if r.anyQuery {
		return nil, nil
	}
	query, err := url.ParseQuery(request.URL.RawQuery)
	if err != nil {
		return nil, refuseQuery()
	}
	for _, name := range sortedKeys(query) {
		switch values := query[name]; {
		case !slices.Contains(r.query, name):
			return nil, refuseUnknownQuery(name, r.query)
		case len(values) > 1:
			return nil, refuseParameter(name, "is given more than once: give it once")
		case values[0] == "":
			return nil, refuseParameter(name, "is empty: leave it out if you do not mean it")
		}
	}
	return query, nil
}

// refusePath answers an unknown path. A post of the MES that came to the wrong door is told so.
func (d *door) refusePath(r *http.Request) *refusal {
	path := shorten(r.URL.Path)
	said := &refusal{Status: http.StatusNotFound, Code: "unknown-path"}
	if d.readOnly() && isForERP(path) {
		return refuseReadOnly()
	}
	if isForERP(path) {
		said.Message = "There is nothing at " + path + ": this is the control door. Posts of the MES go to the ERP door, " + d.options.ERPURL() + "."
		return said
	}
	var paths []string
	for _, one := range d.routes() {
		if !slices.Contains(paths, one.template()) {
			paths = append(paths, one.template())
		}
	}
	said.Near = neighbours(path, paths)
	said.Message = "There is nothing at " + path + ": GET / lists what there is."
	if len(said.Near) > 0 {
		said.Message = "There is nothing at " + path + ", but there is " + schemas.List(said.Near, "or") + ". GET / lists all."
	}
	return said
}

func isForERP(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return slices.Contains([]string{"device", "item-attach", "operation", "r"}, first)
}

func (d *door) refuseMethod(c *gin.Context) *refusal {
	allow := allowed(c.Writer.Header())
	said := &refusal{Status: http.StatusMethodNotAllowed, Code: "wrong-method",
		Message: shorten(c.Request.Method) + " is not done at " + shorten(c.Request.URL.Path) + ": use " + allow + "."}
	if c.Request.URL.Path == "/" {
		said.Message += " This is the control door; posts of the MES go to the ERP door, " + d.options.ERPURL() + "."
	}
	return said
}
