package control

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

const (
	okSwitch = `{"off":true}`
	okNext   = `{"like":1,"answer":{"status":409}}`
)

// answersOfRules draws what the document says of switching a rule and of answering the next post.
func (m *mock) answersOfRules(t *testing.T) {
	for _, path := range []string{v1 + "/script", v1 + "/runs/line-4/script"} {
		m.want(t, 200, "PUT", path, okScript)
		m.want(t, 200, "PUT", path+"/rules/1", okSwitch)
		m.want(t, 200, "POST", path+"/next", okNext)
		m.code(t, "no-rule", m.want(t, 404, "PUT", path+"/rules/3", okSwitch))
		m.code(t, "no-exchange", m.want(t, 404, "POST", path+"/next", `{"like":99,"answer":{}}`))
		for _, part := range []string{"/rules/1", "/next"} {
			method := map[string]string{"/rules/1": "PUT", "/next": "POST"}[part]
			m.code(t, "empty-body", m.want(t, 400, method, path+part, ""))
			m.code(t, "too-long", m.want(t, 413, method, path+part, strings.Repeat(" ", maxFile+1)))
			m.code(t, "bad-content-type", m.want(t, 415, method, path+part, okSwitch, "Content-Type", "image/png"))
			m.code(t, "bad-body", m.want(t, 422, method, path+part, `{"colour":"red"}`))
		}
		full := strings.Replace(path, "line-4", "line-5", 1) + "/next" + query(path, "run=line-5")
		m.full = true
		m.want(t, 503, "POST", full, okNext)
		m.full = false
		m.runs["line-5"] = &fakeRun{next: make([]*script.Script, mostNext)}
		m.code(t, "too-many-waiting", m.want(t, 409, "POST", full, okNext))
		delete(m.runs, "line-5")
		m.want(t, 200, "DELETE", path, "")
	}
}

func TestRules_AreSwitchedOffAndOn(t *testing.T) {
	m := start(t)
	m.want(t, 200, "PUT", v1+"/script", okScript)
	for _, off := range []bool{true, false} {
		got := m.want(t, 200, "PUT", v1+"/script/rules/2", fmt.Sprintf(`{"off":%t}`, off))
		rules, _ := got["rules"].([]any)
		first, _ := rules[0].(map[string]any)
		second, _ := rules[1].(map[string]any)
		if first["off"] != false || second["off"] != off {
			t.Errorf("off should be %t: %v", off, rules)
		}
	}
	for _, wrong := range []string{`{}`, `{"off":null}`, `{"off":"yes"}`, `[]`, `{"off":true} 7`, `{"off":`, `{"off":true,"rule":1}`} {
		m.code(t, "bad-body", m.want(t, 422, "PUT", v1+"/script/rules/1", wrong))
	}
	for _, number := range []string{"0", "-1", "3", "one", "99999999999999999999"} {
		m.code(t, "no-rule", m.want(t, 404, "PUT", v1+"/script/rules/"+number, okSwitch))
	}
	m.code(t, "unknown-run", m.want(t, 404, "PUT", v1+"/script/rules/1?run=line-9", okSwitch))
	m.want(t, 200, "DELETE", v1+"/script", "")
	m.code(t, "no-script", m.want(t, 404, "PUT", v1+"/script/rules/1", okSwitch))
}

func TestNext_IsARuleForOnePostLikeTheExchange(t *testing.T) {
	m := start(t)
	m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
	got := m.want(t, 200, "POST", v1+"/script/next", `{"like":1,"answer":{"status":409,"body":{"message":"Closed."}}}`)
	if got["run"] != "line-4" || got["rule"] != "the next like exchange 1" {
		t.Errorf("got %v", got)
	}
	shown := m.get(t, 200, v1+"/runs/line-4/script")
	next, _ := shown["next"].([]any)
	if len(next) != 1 || fmt.Sprint(shown["rules"]) != "[]" {
		t.Fatalf("what waits is %v", shown)
	}
	s := m.runs["line-4"].next[0]
	live := script.Start(s)
	for i, wanted := range []struct {
		kind   schemas.Kind
		typ    string
		serial string
		ok     bool
	}{{"operation", "add", "SN-7", false}, {"device", "remove", "SN-7", false}, {"device", "add", "SN-8", false}, {"device", "add", "SN-7", true}, {"device", "add", "SN-7", false}} {
		answer, ok := live.Answer(script.Post{Kind: wanted.kind, Type: wanted.typ, Payload: map[string]any{"serial": wanted.serial}})
		if ok != wanted.ok || ok && answer.Status != 409 {
			t.Errorf("post %d: %v and %v, wanted %+v", i, ok, answer, wanted)
		}
	}
}

func TestNext_GoesByTheWorkOrderWithoutASerial(t *testing.T) {
	m := start(t)
	m.post(t, func(x *traffic.Exchange) { x.Serial, x.Type, x.WorkOrder = "", "replace", "A /b/ {{ .serial }}" })
	m.want(t, 200, "POST", v1+"/runs/line-7/script/next", okNext)
	live := script.Start(m.runs["line-7"].next[0])
	if _, ok := live.Answer(script.Post{Kind: "device", Type: "add", Payload: map[string]any{"workorderNumber": "A"}}); ok {
		t.Error("it answers a post of another work order")
	}
	if _, ok := live.Answer(script.Post{Kind: "device", Type: "add", Payload: map[string]any{"workorderNumber": "A /b/ {{ .serial }}"}}); !ok {
		t.Error("it does not answer the post of this work order")
	}
}

func TestNext_RefusesWhatIsNoAnswer(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	m.post(t, func(x *traffic.Exchange) { x.Kind = "" })
	for body, code := range map[string]string{
		`{"like":1}`: "bad-script", `{"like":1,"answer":null}`: "bad-script", `{"like":1,"answer":{"status":99}}`: "bad-script",
		`{"like":1,"answer":{"colour":"red"}}`: "bad-script", `{"like":1,"answer":{"file":"/etc/passwd"}}`: "bad-script",
		`{"like":2,"answer":{"status":409}}`: "no-post", `{"like":"one","answer":{}}`: "bad-body", `{"like":-1,"answer":{}}`: "bad-body",
	} {
		got := m.want(t, 422, "POST", v1+"/script/next", body)
		if got["code"] != code {
			t.Errorf("%s: got %v, wanted %s", body, got, code)
		}
	}
	m.code(t, "no-exchange", m.want(t, 404, "POST", v1+"/script/next", `{"like":18446744073709551615,"answer":{}}`))
	m.code(t, "no-exchange", m.want(t, 404, "POST", v1+"/script/next", `{"answer":{}}`))
	m.code(t, "no-script", m.get(t, 404, v1+"/script"))
}
