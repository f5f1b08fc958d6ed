package control

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// full is a mock with two runs that have exchanges, things and a script of their own, and a third
// of which only the journal knows.
func full(t *testing.T) *mock {
	m := start(t)
	m.want(t, 200, "PUT", v1+"/script", okScript)
	for i, run := range []string{"line-4", "line-5"} {
		m.want(t, 200, "PUT", v1+"/runs/"+run+"/script", okScript)
		for n := range i + 1 {
			m.post(t, func(x *traffic.Exchange) { x.Run = run })
			m.runs[run].things = append(m.runs[run].things, thing(n))
		}
	}
	m.post(t, func(x *traffic.Exchange) { x.Run = "of-yesterday" })
	return m
}

func thing(n int) books.Thing {
	return books.Thing{Kind: schemas.Device, State: books.Live, SKU: "0007", Serial: fmt.Sprint("SN-", n), WorkOrder: "NXT-915", StockID: "s"}
}

// wantDone compares what a reset says that it did.
func (m *mock) wantDone(t *testing.T, method, path string, run any, exchanges, things, scripts float64) {
	t.Helper()
	got := m.want(t, 200, method, path, "")
	if got["run"] != run || got["exchanges"] != exchanges || got["things"] != things || got["scripts"] != scripts {
		t.Errorf("%s %s did %v, wanted %v %v %v %v", method, path, got, run, exchanges, things, scripts)
	}
}

func TestEachResetByItself(t *testing.T) {
	m := full(t)
	m.wantDone(t, "DELETE", v1+"/exchanges?run=line-5", "line-5", 2, 0, 0)
	m.wantDone(t, "DELETE", v1+"/exchanges?run=of-yesterday", "of-yesterday", 1, 0, 0)
	m.wantDone(t, "DELETE", v1+"/exchanges", nil, 1, 0, 0)
	m.wantDone(t, "DELETE", v1+"/books?run=line-5", "line-5", 0, 2, 0)
	m.wantDone(t, "DELETE", v1+"/books", nil, 0, 1, 0)
	m.wantDone(t, "DELETE", v1+"/script?run=line-5", "line-5", 0, 0, 1)
	m.wantDone(t, "DELETE", v1+"/script?run=line-5", "line-5", 0, 0, 0)
	m.wantDone(t, "DELETE", v1+"/script", nil, 0, 0, 2)
	m.get(t, 404, v1+"/script")
	m.get(t, 404, v1+"/script?run=line-4")
}

func TestResetOfOneRunLeavesTheOthers(t *testing.T) {
	m := full(t)
	m.wantDone(t, "POST", v1+"/reset?run=line-4", "line-4", 1, 1, 1)
	if got := m.get(t, 200, v1+"/runs/line-5"); got["things"] != 2.0 || got["ownScript"] != true {
		t.Errorf("line-5 is %v", got)
	}
	if got := m.get(t, 200, v1+"/runs/line-4"); got["things"] != 0.0 || got["ownScript"] != false || got["hasScript"] != true {
		t.Errorf("line-4 is %v", got)
	}
	if got := ids(t, m.get(t, 200, v1+"/exchanges")); got != "2 3 4" {
		t.Errorf("the journal has %s", got)
	}
}

func TestResetOfAll(t *testing.T) {
	m := full(t)
	m.wantDone(t, "POST", v1+"/reset", nil, 4, 3, 3)
	m.wantDone(t, "POST", v1+"/reset", nil, 0, 0, 0)
}

func TestDroppingARunForgetsAllOfIt(t *testing.T) {
	m := full(t)
	m.wantDone(t, "DELETE", v1+"/runs/line-5", "line-5", 2, 2, 1)
	m.wantDone(t, "DELETE", v1+"/runs/of-yesterday", "of-yesterday", 1, 0, 0)
	m.wantDone(t, "DELETE", v1+"/runs/default", "default", 0, 0, 0)
	var names []string
	runs, _ := m.get(t, 200, v1+"/runs")["runs"].([]any)
	for _, one := range runs {
		run, _ := one.(map[string]any)
		names = append(names, fmt.Sprint(run["name"], " ", run["url"]))
	}
	if got := strings.Join(names, ", "); got != "default http://127.0.0.1:8085/r/default, line-4 http://127.0.0.1:8085/r/line-4" {
		t.Errorf("got the runs %s", got)
	}
}

// TestUnknownRuns: nothing is reset by a misspelt name, and never everything by an empty one.
func TestUnknownRuns(t *testing.T) {
	m := full(t)
	for _, request := range []string{
		"DELETE " + v1 + "/exchanges?run=lin-4", "DELETE " + v1 + "/books?run=lin-4", "DELETE " + v1 + "/script?run=lin-4",
		"POST " + v1 + "/reset?run=lin-4", "GET " + v1 + "/runs/lin-4", "DELETE " + v1 + "/runs/lin-4",
		"GET " + v1 + "/runs/lin-4/books", "GET " + v1 + "/runs/lin-4/script", "DELETE " + v1 + "/runs/lin-4/script",
	} {
		method, path, _ := strings.Cut(request, " ")
		got := m.want(t, 404, method, path, "")
		if !strings.Contains(fmt.Sprint(got["message"]), "did you mean line-4?") {
			t.Errorf("%s: got %v", request, got)
		}
		if before, _, found := strings.Cut(path, "="); found {
			m.code(t, "bad-parameter", m.want(t, 400, method, before+"=", ""))
			m.code(t, "bad-run-name", m.want(t, 400, method, before+"=a%2Fb", ""))
		}
	}
	m.code(t, "bad-run-name", m.get(t, 400, v1+"/runs/a%20b"))
	m.wantDone(t, "POST", v1+"/reset", nil, 4, 3, 3)
}

func TestBooksInPages(t *testing.T) {
	m := start(t)
	for n := range 5 {
		one := thing(n)
		if n == 3 {
			one.State, one.Quantity = books.Removed, "0.10"
		}
		m.runs["default"].things = append(m.runs["default"].things, one)
	}
	for query, wanted := range map[string]string{
		"":                    "SN-0 SN-1 SN-2 SN-3 SN-4 of 5, next <nil>",
		"limit=2":             "SN-0 SN-1 of 5, next 2",
		"limit=2&after=2":     "SN-2 SN-3 of 5, next 4",
		"limit=2&after=4":     "SN-4 of 5, next <nil>",
		"state=removed":       "SN-3 of 1, next <nil>",
		"state=live&limit=3":  "SN-0 SN-1 SN-2 of 4, next 3",
		"serial=SN-2":         "SN-2 of 1, next <nil>",
		"kind=operation":      " of 0, next <nil>",
		"workOrder=NXT-9":     " of 0, next <nil>",
		"after=5":             " of 5, next <nil>",
		"kind=device&limit=1": "SN-0 of 5, next 1",
	} {
		page := m.get(t, 200, v1+"/runs/default/books?"+query)
		var serials []string
		things, _ := page["things"].([]any)
		for _, one := range things {
			serials = append(serials, fmt.Sprint(one.(map[string]any)["serial"]))
		}
		if got := fmt.Sprintf("%s of %v, next %v", strings.Join(serials, " "), page["total"], page["next"]); got != wanted {
			t.Errorf("%s: got %s, wanted %s", query, got, wanted)
		}
	}
	if got := m.do(t, "GET", v1+"/runs/default/books?state=removed", ""); !strings.Contains(string(got.body), `"quantity":0.10`) {
		t.Errorf("the quantity is not as it was: %s", got.body)
	}
	for _, query := range []string{"state=gone", "kind=x", "limit=0", "after=-1"} {
		m.code(t, "bad-parameter", m.get(t, 400, v1+"/runs/default/books?"+query))
	}
}

// slowToReset is a journal that takes longer for a reset than the door gives to short answers.
type slowToReset struct{ *journal.Memory }

func (s slowToReset) Reset(run string) (int, error) {
	time.Sleep(300 * time.Millisecond)
	return s.Memory.Reset(run)
}

func TestAResetMayTakeLongerThanOtherAnswers(t *testing.T) {
	for _, call := range [][2]string{{"POST", "/reset?run=line-4"}, {"DELETE", "/exchanges?run=line-4"}, {"DELETE", "/runs/line-4"}} {
		m := start(t, func(o *Options) { o.Journal = slowToReset{journal.NewMemory(1000, 8<<20)} })
		m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
		m.hurry(t)
		if got := m.want(t, 200, call[0], v1+call[1], ""); got["exchanges"] != 1.0 {
			t.Errorf("%s did %v", call, got)
		}
	}
}
