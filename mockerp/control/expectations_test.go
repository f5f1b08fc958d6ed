package control

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

const okExpectations = `version: 1
expectations:
  - name: SN-7 is registered once
    post: {kind: device, type: add, members: {serial: SN-7}}
    count: 1
`

func (m *mock) answersOfExpectations(t *testing.T) {
	path := v1 + "/expectations"
	m.want(t, 200, "POST", path, okExpectations)
	m.want(t, 400, "POST", path, "")
	m.code(t, "unknown-run", m.want(t, 404, "POST", path+"?run=line-5", okExpectations))
	m.want(t, 413, "POST", path, strings.Repeat("#", maxFile+1))
	m.want(t, 415, "POST", path, okExpectations, "Content-Type", "image/png")
	m.want(t, 422, "POST", path, okScript)
	stopping := start(t)
	stopping.document = m.document
	close(stopping.stop)
	m.code(t, "stopping", stopping.want(t, 503, "POST", path+"?wait=20s", okExpectations))
}

// TestExpectations: of one run, with what is missing and the nearest exchange.
func TestExpectations(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
	report := m.want(t, 200, "POST", v1+"/expectations", okExpectations)
	if report["ok"] != true || report["verdict"] != "holds" || report["run"] != "default" || report["exchanges"] != 1.0 {
		t.Errorf("got %v", report)
	}
	m.post(t, func(x *traffic.Exchange) {
		x.Run, x.Request.Body = "line-5", []byte(`{"type":"add","serial":"SN-8"}`)
	})
	report = m.want(t, 200, "POST", v1+"/expectations?run=line-5", okExpectations)
	items, _ := report["items"].([]any)
	item, _ := items[0].(map[string]any)
	if report["ok"] != false || item["missing"] != "1 more post" || item["line"] != 3.0 ||
		fmt.Sprint(item["nearest"]) != `map[differs:[map[got:"SN-8" member:serial wanted:"SN-7"]] exchange:3]` {
		t.Errorf("got %v", report)
	}
}

// TestExpectationsWait until they hold, and not longer than they are told to.
func TestExpectationsWait(t *testing.T) {
	store := newWaitingStore()
	m := start(t, func(o *Options) { o.Journal = store })
	answered := make(chan map[string]any)
	go func() { answered <- m.want(t, 200, "POST", v1+"/expectations?run=line-4&wait=20s", okExpectations) }()
	if f := <-store.waits; f.Run != "line-4" { // which is not there yet
		t.Errorf("waited with %+v", f)
	}
	m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
	if report := <-answered; report["ok"] != true {
		t.Errorf("got %v", report)
	}
	m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
	if report := m.want(t, 200, "POST", v1+"/expectations?run=line-4&wait=10ms", okExpectations); report["ok"] != false {
		t.Errorf("got %v", report)
	}
	for wait, wanted := range map[string]string{"31s": "from 0s to 30s", "soon": "such as 10s", "-1s": "from 0s"} {
		got := m.want(t, 400, "POST", v1+"/expectations?wait="+wait, okExpectations)
		if message := fmt.Sprint(got["message"]); !strings.Contains(message, wanted) || !strings.Contains(message, "parameter wait") {
			t.Errorf("%s: got %q, wanted %q in it", wait, message, wanted)
		}
	}
}

// TestExpectationsOutliveTheServersDeadlines: these are for short answers.
func TestExpectationsOutliveTheServersDeadlines(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	m.hurry(t)
	report := m.want(t, 200, "POST", v1+"/expectations?wait=300ms", "version: 1\nexpectations: [{post: {}, count: 9}]\n")
	if report["ok"] != false {
		t.Errorf("got %v", report)
	}
}

// TestExpectationsOnTheScript: the rules are those that the run plays.
func TestExpectationsOnTheScript(t *testing.T) {
	m := start(t)
	all := "version: 1\nexpectations: [{scriptRules: allUsed}]\n"
	if report := m.want(t, 200, "POST", v1+"/expectations", all); report["ok"] != false {
		t.Errorf("without a script: %v", report)
	}
	m.want(t, 200, "PUT", v1+"/script", okScript)
	m.play("default").Answer(script.Post{Kind: schemas.Device, Type: "add"})
	if report := m.want(t, 200, "POST", v1+"/expectations", all); report["ok"] != false || !strings.Contains(fmt.Sprint(report), "no operations") {
		t.Errorf("with one rule used: %v", report)
	}
	m.play("default").Answer(script.Post{Kind: schemas.Operation})
	if report := m.want(t, 200, "POST", v1+"/expectations", all); report["ok"] != true {
		t.Errorf("with both rules used: %v", report)
	}
}

// TestExpectationsOnAPart: what was dropped is not vouched for, and not waited for.
func TestExpectationsOnAPart(t *testing.T) {
	m := start(t, func(o *Options) { o.Journal = journal.NewMemory(1, 1<<20) })
	m.post(t, nil)
	m.post(t, nil)
	report := m.want(t, 200, "POST", v1+"/expectations?wait=20s", okExpectations)
	if report["ok"] != false || report["verdict"] != "cannot-tell" || report["dropped"] != 1.0 || !strings.Contains(fmt.Sprint(report["why"]), "--max-exchanges") {
		t.Errorf("got %v", report)
	}
}

// TestWrongExpectations are refused with every place, and an empty list as well.
func TestWrongExpectations(t *testing.T) {
	m := start(t)
	got := m.want(t, 422, "POST", v1+"/expectations", "version: 1\nexpectations:\n  - post: {knd: device}\n    count: none\n")
	m.code(t, "bad-expectations", got)
	if problems, _ := got["problems"].([]any); len(problems) != 2 || !strings.Contains(fmt.Sprint(got["message"]), "2 places") {
		t.Errorf("got %v", got)
	}
	got = m.want(t, 422, "POST", v1+"/expectations", "version: 1\nexpectations: []\n")
	if m.code(t, "bad-expectations", got); !strings.Contains(fmt.Sprint(got["message"]), "nothing would be shown") {
		t.Errorf("got %v", got)
	}
	got = m.want(t, 400, "POST", v1+"/expectations", " \n")
	if !strings.Contains(fmt.Sprint(got["message"]), "@expectations.yaml") {
		t.Errorf("got %v", got)
	}
}

// TestOnlySoManyExpect: those who wait share so many places.
func TestOnlySoManyExpect(t *testing.T) {
	store := newWaitingStore()
	m := start(t, func(o *Options) { o.Journal = store })
	done := make(chan map[string]any)
	for range mostExpected {
		go func() { done <- m.want(t, 200, "POST", v1+"/expectations?wait=20s", okExpectations) }()
		<-store.waits
	}
	if got := m.do(t, "POST", v1+"/expectations", okExpectations); got.status != 503 || got.header.Get("Retry-After") != "1" {
		t.Errorf("got %d %s", got.status, got.body)
	}
	m.post(t, nil)
	for range mostExpected {
		if report := <-done; report["ok"] != true {
			t.Errorf("got %v", report)
		}
	}
	m.want(t, 200, "POST", v1+"/expectations", okExpectations)
}

// TestTheExampleOfExpectations: what the document shows is right.
func TestTheExampleOfExpectations(t *testing.T) {
	var document struct {
		Paths map[string]struct {
			Post struct {
				RequestBody struct {
					Content map[string]struct{ Example string }
				}
			}
		}
	}
	if err := json.Unmarshal(openapiJSON, &document); err != nil {
		t.Fatal(err)
	}
	example := document.Paths[v1+"/expectations"].Post.RequestBody.Content["application/yaml"].Example
	if f, err := expect.Parse("example", []byte(example)); err != nil || f.Len() == 0 {
		t.Errorf("the example is not right: %v", err)
	}
}
