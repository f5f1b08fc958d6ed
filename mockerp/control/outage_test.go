package control

import (
	"errors"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func TestDown(t *testing.T) {
	m := start(t)
	for query, wanted := range map[string]time.Duration{"": 30 * time.Second, "?for=2m": 2 * time.Minute, "?for=5": 5 * time.Second, "?for=0s": 0} {
		got := m.want(t, 200, "POST", v1+"/down"+query, "")
		if m.down != wanted || got["down"] != (wanted > 0) || (got["until"] == nil) != (wanted == 0) {
			t.Errorf("%q closed the door for %s: %v", query, m.down, got)
		}
	}
	m.want(t, 200, "POST", v1+"/down?for=2m", "")
	if got := m.get(t, 200, v1+"/down"); got["down"] != true || got["until"] == nil {
		t.Errorf("the closed door is shown as %v", got)
	}
	if got := m.want(t, 200, "DELETE", v1+"/down", ""); m.down != 0 || got["down"] != false || got["until"] != nil {
		t.Errorf("the door stays closed for %s: %v", m.down, got)
	}
	for _, wrong := range []string{"61m", "-1s", "soon", "99999999999"} {
		m.code(t, "bad-parameter", m.want(t, 400, "POST", v1+"/down?for="+wrong, ""))
	}
}

// A reset that a durable journal cannot note is not done, and says so.
func TestAResetThatCannotBeNotedIsAnError(t *testing.T) {
	m := full(t)
	m.unmarked = errors.New("no space left on device")
	for method, path := range map[string]string{"DELETE": "/books?run=line-5", "POST": "/reset?run=line-5"} {
		m.code(t, "journal", m.want(t, 500, method, v1+path, ""))
	}
	m.code(t, "journal", m.want(t, 500, "DELETE", v1+"/runs/line-5", ""))
	if got := m.get(t, 200, v1+"/runs/line-5"); got["things"] != 2.0 {
		t.Errorf("line-5 is %v", got)
	}
	if got := m.get(t, 200, v1+"/exchanges?run=line-5"); got["total"] == 0.0 {
		t.Error("the exchanges are gone although the books are not")
	}
}

func TestExchangeShowsWhatBecameOfTheAnswer(t *testing.T) {
	m := start(t)
	m.post(t, func(x *traffic.Exchange) {
		x.Booked, x.Answer.Fault, x.Answer.Lost, x.Decision.By = true, "reset-in-body", true, "upstream"
		x.Answer.Findings = []schemas.Finding{{Clause: "E6", Level: schemas.Should, Message: "The refusal has no message."}}
	})
	got := m.get(t, 200, v1+"/exchanges/1")
	answer, _ := got["answer"].(map[string]any)
	findings, _ := answer["findings"].([]any)
	if got["booked"] != true || answer["fault"] != "reset-in-body" || answer["lost"] != true || len(findings) != 1 {
		t.Errorf("got %v", got)
	}
}
