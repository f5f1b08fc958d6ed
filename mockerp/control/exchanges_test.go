package control

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func ids(t *testing.T, page map[string]any) string {
	t.Helper()
	var list []string
	exchanges, ok := page["exchanges"].([]any)
	if !ok {
		t.Fatalf("exchanges is not a list: %v", page)
	}
	for _, one := range exchanges {
		x, _ := one.(map[string]any)
		list = append(list, fmt.Sprint(x["id"]))
	}
	return strings.Join(list, " ")
}

// story puts six exchanges into the journal that differ in what can be filtered by.
func story(t *testing.T) *mock {
	m := start(t)
	m.post(t, nil) // 1
	m.post(t, func(x *traffic.Exchange) {
		x.Type, x.Serial, x.OtherSerials = "update", "SN-8", []string{"SN-7"}
	}) // 2
	m.post(t, func(x *traffic.Exchange) { x.Run, x.WorkOrder = "line-4", "הזמנה 7" }) // 3
	m.post(t, func(x *traffic.Exchange) {
		x.Kind, x.Serial, x.Answer.Status = schemas.Operation, "", 422
		x.Findings = []schemas.Finding{
			{Clause: "O2", Level: schemas.Must, Pointer: "/position", Wanted: "an integer", Got: "none", Message: "There is no position.", Hint: "send it"},
			{Clause: "T8", Level: schemas.Note, Message: "The member colour is not known."},
		}
	}) // 4
	m.post(t, func(x *traffic.Exchange) { x.Kind, x.Answer.Status = schemas.ItemAttach, 409 }) // 5
	m.post(t, func(x *traffic.Exchange) { x.Kind, x.Type, x.Answer.Status = "", "", 404 })     // 6
	return m
}

func TestFilters(t *testing.T) {
	m := story(t)
	for query, wanted := range map[string]string{
		"":                 "1 2 3 4 5 6",
		"run=default":      "1 2 4 5 6",
		"run=line-4":       "3",
		"kind=device":      "1 2 3",
		"kind=item-attach": "5",
		"type=update":      "2",
		"serial=SN-7":      "1 2 3 5 6",
		"workOrder=%D7%94%D7%96%D7%9E%D7%A0%D7%94%207": "3",
		"clause=O2":                       "4",
		"level=NOTE":                      "4",
		"clause=T8&level=MUST":            "",
		"status=409":                      "5",
		"status=4xx":                      "4 5 6",
		"status=400-409":                  "5 6",
		"after=4":                         "5 6",
		"limit=2":                         "1 2",
		"run=default&kind=device&limit=1": "1",
	} {
		if got := ids(t, m.get(t, 200, v1+"/exchanges?"+query)); got != wanted {
			t.Errorf("%s: got the exchanges %q, wanted %q", query, got, wanted)
		}
	}
}

func TestFilterRefusals(t *testing.T) {
	m := story(t)
	for query, wanted := range map[string]string{
		"kind=devise":     "did you mean device?",
		"level=must":      "did you mean MUST?",
		"level=MAY":       "use MUST, SHOULD or NOTE",
		"clause=D33":      "did you mean D3?",
		"status=4x":       "write 409, 4xx or 400-499",
		"status=499-400":  "write 409, 4xx or 400-499",
		"status=99":       "write 409",
		"status=-1":       "write 409",
		"after=-1":        "write the id of an exchange",
		"limit=0":         "from 1 to 1000",
		"limit=1001":      "from 1 to 1000",
		"run=a/b":         "cannot be the name of a run",
		"run=":            "is empty",
		"run=a&run=b":     "more than once",
		"serail=SN-7":     "did you mean serial?",
		"serial=%zz":      "percent-encode",
		"serial=a;type=b": "cannot be read",
	} {
		got := m.get(t, 400, v1+"/exchanges?"+query)
		if message := fmt.Sprint(got["message"]); !strings.Contains(message, wanted) {
			t.Errorf("%s: got %q, wanted %q in it", query, message, wanted)
		}
	}
}

func TestAnExchangeInTheList(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	got := m.do(t, "GET", v1+"/exchanges", "")
	want := `{"exchanges":[{"id":1,"run":"default","at":"2026-11-23T08:30:00.123456Z","tookMicros":1,"kind":"device","type":"add",` +
		`"serial":"SN-7","otherSerials":[],"workOrder":"NXT-915","status":200,"findings":[],` +
		`"decision":{"by":"books","rule":"","why":"No script rule matched; the books answered."},"booked":false,"cut":false,` +
		`"request":{"method":"POST","url":"/device","proto":"HTTP/1.1","remote":"127.0.0.1:5","truncated":false,` +
		`"contentType":"application/json","bytes":39,"payload":{"type":"add","serial":"SN-7","n":1.10}},` +
		`"answer":{"status":200,"externalId":"ERP-DEV-000001","delayMicros":0,"lost":false,"findings":[],` +
		`"contentType":"application/json","bytes":31,"payload":{"externalId":"ERP-DEV-000001"}}}],"next":null,"total":1,"dropped":0}` + "\n"
	if string(got.body) != want {
		t.Errorf("got\n%s\nwanted\n%s", got.body, want)
	}
}

// TestBodiesThatAreNoPlainJSON are shown as text, so that the list itself stays right JSON.
func TestBodiesThatAreNoPlainJSON(t *testing.T) {
	m := start(t)
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	bodies := []string{`{"a":1,"a":2}`, "{\"a\":\"\xff\"}", "serial=7", deep, `{} {}`, `{"a":`, "\x00\x1f<b>"}
	for _, body := range bodies {
		m.post(t, func(x *traffic.Exchange) { x.Request.Body = []byte(body) })
	}
	m.post(t, func(x *traffic.Exchange) { x.Request.Body = nil })
	exchanges, _ := m.get(t, 200, v1+"/exchanges")["exchanges"].([]any)
	for i, one := range exchanges {
		request, _ := one.(map[string]any)["request"].(map[string]any)
		text, isText := request["text"]
		if _, shown := request["payload"]; shown || isText != (i < len(bodies)) {
			t.Fatalf("exchange %d: got %v", i+1, request)
		}
		if isText && text != strings.ToValidUTF8(bodies[i], "\uFFFD") {
			t.Errorf("exchange %d: got the text %q, wanted %q", i+1, text, bodies[i])
		}
	}
}

func TestOneExchangeWithAllItsBytes(t *testing.T) {
	m := start(t, func(o *Options) { o.Mask.Harmless = []string{"x-line", "a"} })
	m.post(t, func(x *traffic.Exchange) {
		x.Request.URL = "/device?token=geheim&a=1"
		x.Request.Header = http.Header{"Authorization": {"Bearer geheim"}, "X-Line": {"4"}, "X-Tenant": {"geheim"}}
		x.Request.Body = []byte("\xff\x00")
		x.Request.Truncated = true
		x.Answer.Status, x.Answer.Body = 503, []byte(`{"message":"Später <bitte>"}`)
		x.Answer.Header = http.Header{"Set-Cookie": {"sid=geheim"}}
	})
	got := m.do(t, "GET", v1+"/exchanges/1", "")
	if strings.Contains(string(got.body), "geheim") {
		t.Errorf("a secret is shown: %s", got.body)
	}
	var x struct {
		Request, Answer struct {
			URL       string
			Headers   map[string][]string
			Text      *string
			Base64    string
			Truncated bool
			Message   string
		}
	}
	if err := json.Unmarshal(got.body, &x); err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(x.Request.Base64)
	if err != nil || string(raw) != "\xff\x00" || x.Request.Text != nil || !x.Request.Truncated {
		t.Errorf("got the request %+v (%v)", x.Request, err)
	}
	if x.Request.URL != "/device?token=***&a=1" || x.Request.Headers["Authorization"][0] != "Bearer ***" || x.Request.Headers["X-Line"][0] != "4" {
		t.Errorf("got the request %+v", x.Request)
	}
	if x.Answer.Message != "Später <bitte>" || *x.Answer.Text != `{"message":"Später <bitte>"}` || x.Answer.Headers["Set-Cookie"][0] != "***" {
		t.Errorf("got the answer %+v", x.Answer)
	}
}

// TestAnExchangeThatIsNotThere: never there and not there any more are two things.
func TestAnExchangeThatIsNotThere(t *testing.T) {
	m := start(t, func(o *Options) { o.Journal = journal.NewMemory(1, 1<<20) })
	m.post(t, nil)
	m.post(t, nil)
	m.get(t, 200, v1+"/exchanges/2")
	for path, wanted := range map[string]string{"/exchanges/1": "not there any more", "/exchanges/3": "There never was"} {
		if got := m.get(t, 404, v1+path); !strings.Contains(fmt.Sprint(got["message"]), wanted) {
			t.Errorf("%s: got %v, wanted %q", path, got, wanted)
		}
	}
	if page := m.get(t, 200, v1+"/exchanges"); page["dropped"] != 1.0 || ids(t, page) != "2" {
		t.Errorf("got %v", page)
	}
}

// TestAMisspeltRunIsNoGoodNews: an empty list of a run that does not exist would look like one.
func TestAMisspeltRunIsNoGoodNews(t *testing.T) {
	m := story(t)
	m.runs["line-44"] = &fakeRun{}
	if got := ids(t, m.get(t, 200, v1+"/exchanges?run=line-44")); got != "" {
		t.Errorf("got %s", got)
	}
	got := m.get(t, 404, v1+"/exchanges?run=lin-44")
	if !strings.Contains(fmt.Sprint(got["message"]), "did you mean line-44?") {
		t.Errorf("got %v", got)
	}
}

// The rules that did not answer are shown with the decision, in lists too.
func TestMissedRulesAreShown(t *testing.T) {
	m := start(t)
	m.post(t, func(x *traffic.Exchange) {
		x.Decision.Missed = []traffic.Miss{{Rule: "busy once", Line: 3, Reason: "serial is \"SN-7\", wanted: \"SN-8\"",
			Differing: []traffic.Difference{{Member: "serial", Wanted: `"SN-8"`, Got: `"SN-7"`}}}, {Rule: "used", Line: 4, Reason: "it is used up"}}
	})
	const wanted = `"missed":[{"rule":"busy once","line":3,"reason":"serial is \"SN-7\", wanted: \"SN-8\"",` +
		`"differing":[{"member":"serial","wanted":"\"SN-8\"","got":"\"SN-7\""}]},{"rule":"used","line":4,"reason":"it is used up"}]`
	for _, path := range []string{"/exchanges", "/exchanges/1", "/exchanges/export?format=jsonl"} {
		if got := m.do(t, "GET", v1+path, ""); !strings.Contains(string(got.body), wanted) {
			t.Errorf("%s: %s", path, got.body)
		}
	}
}

// TestPackedAnswersAreShownUnpacked, as the MES that asked for them reads them; the very bytes stay.
func TestPackedAnswersAreShownUnpacked(t *testing.T) {
	m := start(t)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(`{"externalId":"E-1"}`)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	m.post(t, func(x *traffic.Exchange) {
		x.Decision.By = "upstream"
		x.Answer.Header, x.Answer.Body = http.Header{"Content-Encoding": {"gzip"}}, packed.Bytes()
	})
	got := string(m.do(t, "GET", v1+"/exchanges/1", "").body)
	for _, want := range []string{`"externalId":"E-1"`, `"payload":{"externalId":"E-1"}`, base64.StdEncoding.EncodeToString(packed.Bytes()), fmt.Sprintf(`"bytes":%d`, packed.Len())} {
		if !strings.Contains(strings.ReplaceAll(got, `": `, `":`), want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}
