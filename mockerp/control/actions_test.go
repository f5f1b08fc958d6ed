package control

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// performed is what a host program was asked to do.
type performed struct {
	shifts chan string // as long as one plays, nothing else is taken from it
	sent   uint64
	story  api.CapsuleOrder
	fails  error
}

func (p *performed) actions() Actions {
	return Actions{
		Shift: func(ctx context.Context, erp string, events int) error {
			select {
			case p.shifts <- fmt.Sprintf("%d at %s", events, erp):
			case <-ctx.Done():
			}
			return ctx.Err()
		},
		Send: func(_ context.Context, door string, x *traffic.Exchange) (api.Sent, error) {
			p.sent = x.ID
			return api.Sent{Exchange: 7, Status: 409, Words: door, Understood: &api.Understood{Message: "no"}}, p.fails
		},
		Capsule: func(_ context.Context, _ journal.Store, order api.CapsuleOrder) (api.Capsule, error) {
			p.story = order
			return api.Capsule{File: "story.yaml", Text: "version: 1\n", Notes: []string{}}, p.fails
		},
	}
}

// performing is a door with a host program that offers all actions.
func performing(t *testing.T) (*mock, *performed) {
	p := &performed{shifts: make(chan string)}
	return start(t, func(o *Options) { o.Actions = p.actions() }), p
}

// answersOfActions draws what the document says of the actions.
func (m *mock) answersOfActions(t *testing.T) {
	with, p := performing(t)
	with.document = m.document
	with.post(t, nil)
	for path, body := range map[string]string{"/shift": `{}`, "/send": `{"exchange":1}`, "/capsule": `{"exchange":1}`} {
		path = v1 + "/actions" + path
		wanted := 200
		if strings.HasSuffix(path, "shift") {
			wanted = 202
		}
		with.want(t, wanted, "POST", path, body)
		m.code(t, "no-action", m.want(t, 404, "POST", path, body))
		m.code(t, "empty-body", with.want(t, 400, "POST", path, ""))
		m.code(t, "too-long", with.want(t, 413, "POST", path, strings.Repeat(" ", maxFile+1)))
		m.code(t, "bad-content-type", with.want(t, 415, "POST", path, body, "Content-Type", "image/png"))
		m.code(t, "bad-body", with.want(t, 422, "POST", path, `{"colour":"red"}`))
	}
	m.code(t, "shift-plays", with.want(t, 409, "POST", v1+"/actions/shift", `{}`))
	<-p.shifts
}

func TestActions_AreOfferedAsHandedIn(t *testing.T) {
	if got := start(t).get(t, 200, v1+"/info")["actions"]; fmt.Sprint(got) != "[]" {
		t.Errorf("without any, %v are offered", got)
	}
	m, _ := performing(t)
	if got := m.get(t, 200, v1+"/info")["actions"]; fmt.Sprint(got) != "[shift send capsule]" {
		t.Errorf("got %v", got)
	}
}

func TestActions_OneShiftPlaysAtATime(t *testing.T) {
	m, p := performing(t)
	m.places(t)
	for body, wanted := range map[string]string{`{}`: "60 at http://127.0.0.1:8085", `{"events":5,"run":"line-4"}`: "5 at http://127.0.0.1:8085/r/line-4"} {
		m.want(t, 202, "POST", v1+"/actions/shift", body)
		m.code(t, "shift-plays", m.want(t, 409, "POST", v1+"/actions/shift", body))
		if got := <-p.shifts; got != wanted {
			t.Errorf("%s: played was %s, wanted %s", body, got, wanted)
		}
		m.shiftEnds(t)
	}
	for _, wrong := range []string{`{"events":-1}`, `{"events":2001}`, `{"events":1.5}`, `{"events":"all"}`} {
		m.code(t, "bad-body", m.want(t, 422, "POST", v1+"/actions/shift", wrong))
	}
	m.code(t, "bad-run-name", m.want(t, 400, "POST", v1+"/actions/shift", `{"run":"a/b"}`))
	m.want(t, 202, "POST", v1+"/actions/shift", `{}`)
	close(m.stop) // nobody takes this shift: it ends with the mock
	m.shiftEnds(t)
}

// shiftEnds waits until the next one could play.
func (m *mock) shiftEnds(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if len(m.places(t).shifting) == 0 {
			return
		}
	}
	t.Fatal("the shift does not end")
}

func TestActions_SendAgainWhatWasKeptWhole(t *testing.T) {
	m, p := performing(t)
	m.post(t, nil)
	m.post(t, func(x *traffic.Exchange) { x.Kind = "" })
	m.post(t, func(x *traffic.Exchange) { x.Request.Truncated = true })
	got := m.want(t, 200, "POST", v1+"/actions/send", `{"exchange":1}`)
	if p.sent != 1 || got["exchange"] != 7.0 || got["words"] != "http://127.0.0.1:8085" {
		t.Errorf("sent was %d, and the answer is %v", p.sent, got)
	}
	for _, id := range []int{2, 3} {
		m.code(t, "no-post", m.want(t, 422, "POST", v1+"/actions/send", fmt.Sprintf(`{"exchange":%d}`, id)))
	}
	m.code(t, "no-exchange", m.want(t, 404, "POST", v1+"/actions/send", `{"exchange":4}`))
	p.fails = errors.New("the header is wrong")
	if got := m.want(t, 422, "POST", v1+"/actions/send", `{"exchange":1}`); got["message"] != "It was not sent again: the header is wrong." {
		t.Errorf("got %v", got)
	}
}

func TestActions_ACapsuleIsAboutASerialOrAWorkOrder(t *testing.T) {
	m, p := performing(t)
	m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
	m.post(t, func(x *traffic.Exchange) { x.Serial = "" })
	m.post(t, func(x *traffic.Exchange) { x.Serial, x.WorkOrder = "", "" })
	for body, wanted := range map[string]api.CapsuleOrder{
		`{"exchange":1,"mask":true}`:      {Exchange: 1, Run: "line-4", Serial: "SN-7", Mask: true},
		`{"exchange":2}`:                  {Exchange: 2, Run: "default", WorkOrder: "NXT-915"},
		`{"run":"line-4","serial":"S-1"}`: {Run: "line-4", Serial: "S-1"},
	} {
		if got := m.want(t, 200, "POST", v1+"/actions/capsule", body); p.story != wanted || got["file"] != "story.yaml" {
			t.Errorf("%s: asked for was %+v, and the answer is %v", body, p.story, got)
		}
	}
	for _, nothing := range []string{`{}`, `{"exchange":3}`, `{"run":"line-4"}`} {
		m.code(t, "bad-body", m.want(t, 422, "POST", v1+"/actions/capsule", nothing))
	}
	p.fails = errors.New("nothing was recorded")
	m.code(t, "no-story", m.want(t, 422, "POST", v1+"/actions/capsule", `{"exchange":1}`))
}

// A page of another origin cannot make the mock do any of it.
func TestActions_RefuseOtherOrigins(t *testing.T) {
	m, p := performing(t)
	m.post(t, nil)
	for _, path := range []string{"shift", "send", "capsule"} {
		m.code(t, "cross-site", m.want(t, 403, "POST", v1+"/actions/"+path, `{"exchange":1}`, "Sec-Fetch-Site", "cross-site"))
		m.code(t, "cross-site", m.want(t, 403, "POST", v1+"/actions/"+path, `{"exchange":1}`, "Origin", "https://evil.example"))
	}
	if p.sent != 0 || p.story.Exchange != 0 {
		t.Error("it was done")
	}
}
