package control

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// concrete are paths that exist for the templates of the document.
var concrete = strings.NewReplacer("{run}", "line-4", "{id}", "1", "{file}", "device.schema.json", "{n}", "1")

const okScript = `version: 1
rules:
  - name: busy once
    when: {kind: device, type: add}
    times: once
    answer: {status: 503, body: {message: "{{ .serial }} has to wait."}}
  - name: no operations
    when: {kind: operation}
    answer: {status: 409}
`

// TestEveryDocumentedAnswer draws every answer of the document from the door: do holds each
// against its schema, and at the end none may be missing.
func TestEveryDocumentedAnswer(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	for key := range m.document.operations {
		method, template, _ := strings.Cut(key, " ")
		path := concrete.Replace(template)
		m.foreign(t, method, path)
		if strings.HasPrefix(path, v1) {
			m.code(t, "unknown-parameter", m.want(t, 400, method, path+"?colour=red", ""))
		}
	}
	m.answersOfScripts(t)
	m.answersOfRules(t)
	m.answersOfActions(t)
	m.answersOfExchanges(t)
	m.answersOfExpectations(t)
	m.answersOfExports(t)
	m.answersOfEvents(t)
	m.answersOfTheRest(t)
	m.answersWithToken(t)
	m.failures(t)
	for key, op := range m.document.operations {
		for status := range op.Responses {
			_, template, _ := strings.Cut(key, " ")
			if !m.document.seen[key+" "+status] && (status != "default" || !cannotFail[template]) {
				t.Errorf("the document announces %s for %s, which was never given", status, key)
			}
		}
	}
}

func (m *mock) code(t *testing.T, wanted string, got map[string]any) {
	t.Helper()
	if got["code"] != wanted {
		t.Errorf("wanted the code %s, got %v", wanted, got)
	}
}

func (m *mock) foreign(t *testing.T, method, path string) {
	t.Helper()
	m.code(t, "foreign-host", m.want(t, 403, method, path, "", "Host", "evil.example:8086"))
}

func (m *mock) answersOfScripts(t *testing.T) {
	for _, path := range []string{v1 + "/script", v1 + "/runs/line-4/script"} {
		m.want(t, 200, "PUT", path, okScript)
		m.want(t, 200, "GET", path, "")
		m.want(t, 200, "PUT", path+"?trap=id-as-number", "")
		m.want(t, 200, "GET", v1+"/traps", "")
		m.want(t, 413, "PUT", path, strings.Repeat("#", maxFile+1))
		m.want(t, 415, "PUT", path, okScript, "Content-Type", "image/png")
		m.want(t, 422, "PUT", path, "rules: [")
		m.want(t, 200, "DELETE", path, "")
		m.want(t, 404, "DELETE", strings.Replace(path, "line-4", "line-5", 1)+query(path, "run=line-5"), "")
		m.want(t, 404, "GET", strings.Replace(path, "line-4", "line-5", 1)+query(path, "run=line-5"), "")
		m.full = true
		m.want(t, 503, "PUT", strings.Replace(path, "line-4", "line-5", 1)+query(path, "run=line-5"), okScript)
		m.full = false
	}
}

// query is for the paths that name the run in the query.
func query(path, text string) string {
	if strings.Contains(path, "/runs/") {
		return ""
	}
	return "?" + text
}

func (m *mock) answersOfExchanges(t *testing.T) {
	m.get(t, 200, v1+"/exchanges")
	m.get(t, 404, v1+"/exchanges?run=line-5")
	m.get(t, 200, v1+"/exchanges/1")
	m.get(t, 404, v1+"/exchanges/99")
	m.get(t, 400, v1+"/exchanges/first")
	m.get(t, 200, v1+"/exchanges/wait")
	m.get(t, 200, v1+"/coverage")
	m.get(t, 404, v1+"/coverage?run=line-5")
	m.waitIsBusy(t)
	for _, path := range []string{"/exchanges", "/books"} {
		m.want(t, 404, "DELETE", v1+path+"?run=line-5", "")
		m.want(t, 200, "DELETE", v1+path, "")
	}
	m.want(t, 404, "POST", v1+"/reset?run=line-5", "")
	m.want(t, 200, "POST", v1+"/reset", "")
}

// waitIsBusy closes the mock for those who wait.
func (m *mock) waitIsBusy(t *testing.T) {
	stopping := start(t)
	stopping.document = m.document
	close(stopping.stop)
	m.code(t, "stopping", stopping.get(t, 503, v1+"/exchanges/wait"))
	m.code(t, "stopping", stopping.get(t, 503, v1+"/coverage"))
}

func (m *mock) answersOfTheRest(t *testing.T) {
	for _, path := range []string{"/runs", "/runs/line-4", "/runs/line-4/books", "/clauses", "/schemas", "/schemas/device.schema.json", "/info", "/openapi.json", "/erp.openapi.json"} {
		m.get(t, 200, v1+path)
	}
	m.do(t, "GET", v1+"/openapi.yaml", "")
	m.do(t, "GET", v1+"/erp.openapi.yaml", "")
	m.do(t, "GET", "/", "")
	m.get(t, 404, v1+"/schemas/devices.schema.json")
	m.get(t, 404, v1+"/runs/line-5/books")
	m.want(t, 200, "POST", v1+"/down?for=5s", "")
	m.want(t, 200, "GET", v1+"/down", "")
	m.want(t, 200, "DELETE", v1+"/down", "")
	m.code(t, "no-tls", m.get(t, 404, v1+"/ca.pem"))
	behindTLS := start(t, func(o *Options) { o.Authority = []byte("-----BEGIN CERTIFICATE-----\n") })
	behindTLS.document = m.document
	behindTLS.do(t, "GET", v1+"/ca.pem", "")
	m.get(t, 404, v1+"/runs/line-5")
	m.want(t, 404, "DELETE", v1+"/runs/line-5", "")
	m.want(t, 200, "DELETE", v1+"/runs/line-4", "")
	m.get(t, 200, "/healthz")
	m.get(t, 200, "/readyz")
	m.notReady = errors.New("the ERP door does not serve")
	m.get(t, 503, "/readyz")
	m.do(t, "GET", "/metrics", "")
}

// failures breaks what is behind the door, so that every path answers with its default.
func (m *mock) failures(t *testing.T) {
	broken := start(t, func(o *Options) {
		o.Journal, o.Actions = brokenJournal{o.Journal}, (&performed{}).actions()
		o.Ready = func() error { panic("a defect") }
		o.ERPURL = func() string { panic("a defect") }
		o.Metrics = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a defect") })
	})
	broken.document = m.document
	broken.panics = true
	for key := range m.document.operations {
		method, template, _ := strings.Cut(key, " ")
		if !cannotFail[template] {
			broken.want(t, 500, method, concrete.Replace(template)+formats(template), bodies(template))
		}
	}
}

func formats(template string) string {
	if template == v1+"/exchanges/export" {
		return "?format=har"
	}
	return ""
}

func bodies(template string) string {
	switch {
	case template == v1+"/expectations":
		return okExpectations
	case strings.HasSuffix(template, "/rules/{n}"):
		return okSwitch
	case strings.HasSuffix(template, "/script/next"):
		return okNext
	case template == v1+"/actions/shift":
		return `{}`
	case strings.HasPrefix(template, v1+"/actions/"):
		return `{"exchange":1}`
	}
	return okScript
}

// cannotFail are the paths with nothing behind them that a test could break; the document still
// says what a defect would look like.
var cannotFail = map[string]bool{
	"/healthz": true, "/enter": true, v1 + "/traps": true, v1 + "/clauses": true, v1 + "/schemas": true, v1 + "/schemas/{file}": true,
	v1 + "/openapi.json": true, v1 + "/openapi.yaml": true, v1 + "/erp.openapi.json": true, v1 + "/erp.openapi.yaml": true, v1 + "/ca.pem": true,
}

// brokenJournal is a disk that is full and a file that is gone.
type brokenJournal struct{ journal.Store }

func (brokenJournal) Get(uint64) (*traffic.Exchange, bool, error) { return nil, false, errDisk }
func (brokenJournal) List(context.Context, journal.Filter) (journal.Page, error) {
	return journal.Page{}, errDisk
}
func (brokenJournal) Wait(context.Context, journal.Filter, int) (journal.Page, error) {
	return journal.Page{}, errDisk
}
func (brokenJournal) Reset(string) (int, error) { return 0, errDisk }

var errDisk = errors.New("no space left on device")
