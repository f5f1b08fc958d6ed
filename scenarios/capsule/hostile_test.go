package capsule

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func send(t *testing.T, url string, body []byte) {
	t.Helper()
	postAs(t, url, "application/json", body)
}

func postAs(t *testing.T, url, contentType string, body []byte) {
	t.Helper()
	answer, err := http.Post(url, contentType, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
}

// A post that no correct MES would make stays as it was, with the ids that the story makes anew.
func TestWrongPostsStayRaw(t *testing.T) {
	mock := mockerptest.Start(t)
	ids := `"workorderNumber":"WO-1","sku":"S","workorderId":"550e8400-e29b-41d4-a716-446655440000","stockId":"550e8400-e29b-41d4-a716-446655440001","sessionId":"550e8400-e29b-41d4-a716-446655440002","workorderExternalId":null`
	posted := []string{
		`{"type":"add","serial":"SN-7",` + ids + `}`,
		`{"type":"add","serial":"SN-7","oldSerial":"SN-6",` + ids + `}`,
		`{"type":"update","serial":"SN-8","oldSerial":"SN-7","externalId":"ERP-DEV-000001",` + ids + `,"station":"A ${b} {{c}}"}`,
		`{"type":"remove","serial":"SN-7","externalId":"WRONG",` + ids + `}`,
		`{"type":"remove", "serial":"SN-8", "externalId" : "ERP-DEV-000001",` + ids + `}`,
		`{"type":"remove","serial":"SN-8","externalId":"ERP-DEV-000001",` + ids + `}`,
		`not json`, `[1,2]`, "\xff\xfe", ``, `{"type":"add"}`, `{"item":{}}`, `{"type":"add","serial":7,"stockId":"x"}`,
	}
	for i, body := range posted {
		contentType := "application/json"
		if i == 7 {
			contentType = "text/plain; charset=latin1"
		}
		postAs(t, mock.URL()+"/device", contentType, []byte(body))
	}
	posts := mock.Exchanges(t, journal.Filter{})
	made := mustMake(t, posts, Options{})
	sameAnswers(t, posts, replayed(t, made))
	if made.Verbs != 1 { // after the raw update the MES of the story has another serial
		t.Errorf("%d posts became verbs\n%s", made.Verbs, made.Text)
	}
	for _, want := range []string{`"externalId":"${unit.externalId}"`, `"stockId":"${unit.stockId}"`, "bodyBase64: ", "headers: {Content-Type: 'text/plain; charset=latin1'}", "findings: [D3]", `"A $${b} {{c}}"`} {
		if !strings.Contains(string(made.Text), want) {
			t.Errorf("%q is not in\n%s", want, made.Text)
		}
	}
	around := mustMake(t, posts, Options{Around: Around{Clause: "D3"}})
	if !strings.HasPrefix(string(around.Text), "# Reproduces when step 2, device add, breaks D3.\n") {
		t.Errorf("got %s", around.Text[:80])
	}
}

func TestWhatCannotBeReplayedIsSaid(t *testing.T) {
	good := recorded(`{"type":"add"}`, 200, "\xff{}")
	bad := []*traffic.Exchange{
		{Request: traffic.Request{Method: "GET"}}, {Request: traffic.Request{Method: "POST", Truncated: true}},
		{Request: traffic.Request{Method: "POST"}, Decision: traffic.Decision{By: "door"}},
	}
	made := mustMake(t, append(bad, good), Options{Title: "x: \x1b[2J'{", Reference: "NP-1"})
	if len(made.Notes) != 3 || made.Posts != 1 {
		t.Errorf("got %q", made.Notes)
	}
	if _, err := Make(bad, Options{}); err == nil {
		t.Error("a story was made of nothing")
	}
	if _, err := Make(slices.Repeat([]*traffic.Exchange{good}, 1000), Options{}); err == nil || !strings.Contains(err.Error(), "too many") {
		t.Errorf("got %v", err)
	}
}

// Whatever was recorded, the capsule is a valid story that replays it.
func TestHostileRecordings(t *testing.T) {
	posts := recordShift(t, 11, 60, "")
	for n := range 5 {
		mixed := slices.Clone(posts)
		for i := range mixed {
			if (i*7+n)%5 != 0 {
				continue
			}
			x := *mixed[i]
			r := &x
			mixed[i] = r
			switch (i + n) % 8 {
			case 0:
				r.Request.Body = bytes.ToUpper(r.Request.Body)
			case 1:
				r.Request.Body = append([]byte(nil), r.Request.Body[:len(r.Request.Body)/2]...)
			case 2:
				r.Request.Body = bytes.Replace(r.Request.Body, []byte(`"sku":"`), []byte(`"sku":"x`), 1)
			case 3:
				r.Answer.Status, r.Answer.Body = 500, []byte("\u2028\x00\t\n\r\"'\\{{${\u0085\U0001F3B8")
			case 4:
				r.Answer.Lost, r.Answer.Fault = true, "reset-before-headers" // a time-out would take long
			case 5:
				r.Kind = schemas.Operation
			case 6:
				r.Answer.Status, r.Answer.Body = 200, []byte(`{"externalId":"`+strings.Repeat("ä'", 300)+`"}`)
			case 7:
				r.Request.Body, r.Answer.Status, r.Answer.Body = []byte(`{"type":"add","stockId":"`+fmt.Sprint(n)+`"}`), 400, []byte(`{"message":null}`)
			}
		}
		for i := range mixed {
			x := *mixed[i]
			x.Origin = &traffic.Origin{Unknown: traffic.Judgement} // the findings are those of the actual post
			mixed[i] = &x
		}
		sameAnswers(t, mixed, replayed(t, mustMake(t, mixed, Options{})))
		m := NewMasker(fmt.Sprint(n))
		replayed(t, mustMake(t, mixed, Options{Mask: m}))
	}
}

// A story with a lost answer gives the other posts enough time for a slow ERP, or a busy machine.
func TestALostAnswerHurriesNobody(t *testing.T) {
	posts := recordShift(t, 2, 12, "")
	posts[5].Answer.Lost = true
	made := mustMake(t, posts, Options{})
	slow := bytes.Replace(made.Text, []byte("{status: 200, body"), []byte("{delay: 600ms, status: 200, body"), 1)
	if bytes.Equal(slow, made.Text) {
		t.Fatal("no answer was slowed down")
	}
	replayed(t, &Capsule{Text: slow})
}

func TestLoneMembers(t *testing.T) {
	for body, want := range map[string]string{
		`{"externalId":"X"}`: "externalId", `{"message":"<&>"}`: "message", `{"externalId":"X","a":1}`: "", `{ "externalId":"X"}`: "",
		`{"externalId":7}`: "", `{"externalId":"\u00e4"}`: "", `[]`: "", ``: "", `{"message":"a\u003cb"}`: "",
	} {
		if member, _ := lone([]byte(body)); member != want || member != "" && !json.Valid([]byte(body)) {
			t.Errorf("%s: got %q", body, member)
		}
	}
}
