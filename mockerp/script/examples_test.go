package script

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas"
)

// Each example does what its comments say: the posts and, behind them, the answers.
func TestExamples(t *testing.T) {
	device := func(kind, serial string) string {
		return fmt.Sprintf(`{"type":%q,"workorderNumber":"WO-1","sku":"P-1","serial":%q,"workorderExternalId":null}`, kind, serial)
	}
	operation := func(kind, qty string) string {
		return fmt.Sprintf(`{"type":%q,"actCode":"ASSY","validQty":%s,"invalidQty":1}`, kind, qty)
	}
	type step struct {
		kind    schemas.Kind
		payload string
		want    string
	}
	const report = schemas.Operation
	atPost := func(n int, want ...string) (steps []step) {
		for _, answer := range want {
			steps = append(steps, step{report, operation("add", fmt.Sprint(n)), answer})
		}
		return steps
	}
	tests := map[string][]step{
		"blocked-serials.yaml": {
			{schemas.Device, device("add", "SN-7"), `409 {"message":"Serial SN-7 is blocked by quality: ask for a release"} Content-Type=application/json X-Reason=quality-hold`},
			{schemas.Device, device("remove", "SN-7"), "books"},
			{schemas.Device, device("add", "SN-70"), "books"},
			{schemas.Device, device("add", "OLD-12"), `422 {"message":"Serial OLD-12 is of the old line: work order WO-1 needs a new label"} Content-Type=application/json`},
			{schemas.Operation, operation("add", "1"), "books"},
		},
		"down-then-up.yaml": {
			{schemas.Operation, operation("add", "1"), `503 {"message":"The ERP is being updated. Report again in a minute."} Content-Type=application/json Retry-After=30`},
			{schemas.Operation, operation("remove", "1"), "books"},
			{schemas.Operation, operation("add", "1"), `503 {"message":"The ERP is being updated. Report again in a minute."} Content-Type=application/json Retry-After=30`},
			{schemas.Operation, operation("add", "1"), "pass after 2s"},
			{schemas.Operation, operation("add", "1"), "books"},
		},
		"booked-too-late.yaml": {
			{schemas.ItemAttach, `{"type":"add","item":{}}`, "pass after 45s"},
			{schemas.ItemAttach, `{"type":"add","item":{}}`, "books"},
		},
		"ids-of-its-own.yaml": {
			{schemas.Operation, operation("add", "100.0"), "books"},
			{schemas.Operation, operation("add", "100.5"), `400 {"message":"100.5 pieces at once are too many for ASSY: 100 at most"} Content-Type=application/json`},
			{schemas.Device, device("add", "sn-א"), `201 {"externalId":"WO-1/SN-א","bookedAs":"ERP-DEV-000001","parts":["P-1",1,true,null]} Content-Type=application/json`},
			{schemas.Device, device("remove", "SN-1"), "204 "},
			{schemas.ItemAttach, `{"type":"remove","oldSerial":"x","workorderExternalId":null}`, "books"},
		},
		"lost-answers.yaml": {
			{schemas.Device, device("add", "SN-1"), "pass timeout booked"}, {schemas.Device, device("add", "SN-1"), "books"},
			{schemas.ItemAttach, `{"type":"add","item":{}}`, "pass reset-before-headers booked"}, {schemas.ItemAttach, `{"type":"add","item":{}}`, "books"},
			{report, operation("add", "1"), `200 {"externalId":"ERP-DEV-000001"} Content-Type=application/json reset-in-body`},
			{report, operation("add", "1"), "pass drip at 20"}, {report, operation("add", "1"), "books"},
		},
		"flaky.yaml": atPost(1, "pass after 198.683ms", "pass after 187.726ms", "pass after 276.318ms", "pass after 238.186ms",
			`503 {"message":"The ERP is overloaded (ticket fa65a4d8-6376-4e24-bbf6-97314869b69b). Report again in a minute."} Content-Type=application/json Retry-After=2`, "pass after 139.413ms"),
		"proxy-error-page.yaml": {
			{schemas.Device, device("add", "SN-1"), "502 <!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1><p>The server returned an invalid or incomplete response.</p></body></html>\n Content-Type=text/html; charset=utf-8"},
			{schemas.Device, device("add", "SN-1"), "302  Location=https://erp.example.com/login"},
			{schemas.Device, device("add", "SN-1"), "200 {\"externalId\":\"\xff\xff\"} Content-Type=application/octet-stream"},
			{schemas.Device, device("add", "SN-1"), "books"},
		},
		"by-station.yaml": {
			{report, operation("add", "1"), `403 {"message":"Station 4 may not report scrap"} Content-Type=application/json`},
			{schemas.Device, device("add", "SN-1"), `426 {"message":"Version 3 of the MES is no longer supported"} Content-Type=application/json`},
			{report, operation("add", "10"), `422 {"message":"More than the lot of 10: 10 good and 1 bad"} Content-Type=application/json`},
			{report, operation("add", "9"), "books"},
			{schemas.Device, device("add", "SN-1"), `500 {"message":"The test line fails at every third post"} Content-Type=application/json`},
		},
		"tickets.yaml": atPost(1, `201 {"externalId":"2026-00001","bookedAt":"2026-03-01T08:00:00Z"} Content-Type=application/json`, `201 {"externalId":"2026-00002","bookedAt":"2026-03-01T08:00:00Z"} Content-Type=application/json`),
		"restart.yaml": atPost(1, "books", "books", "books", "books", "pass booked down for 30s", "books"),
		"strange-answers.yaml": {
			{schemas.Device, device("add", "a&b"), "302  Location=/login?back=a%26b"},
			{schemas.Device, device("add", "SN-1"), `200 {"message":"Serial is unknown","code":"E0815"} Content-Type=application/json`},
			{schemas.Device, device("add", "SN-1"), "500 <html><body><h1>500 WO-1</h1></body></html> Content-Type=text/html"},
			{schemas.Device, device("add", "SN-1"), `200 {"externalId":4711} Content-Type=application/json`},
			{schemas.Device, device("add", "SN-1"), "302  Location=/login?back=SN-1"},
		},
	}
	files, err := filepath.Glob("examples/*.yaml")
	if err != nil || len(files) != len(tests) {
		t.Fatalf("%d examples and %d tests (%v)", len(files), len(tests), err)
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := Load(filepath.Join("examples", name))
			if err != nil {
				t.Fatal(err)
			}
			clock := func() time.Time { return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC) }
			live := Start(s, withClock(clock))
			for i, step := range steps {
				if got := answered(live.Answer(around(post(t, step.kind, step.payload), name, i))); got != step.want {
					t.Errorf("post %d: got\n%s, want\n%s", i+1, got, step.want)
				}
			}
			for _, use := range live.Uses() {
				if use.Used == 0 {
					t.Errorf("no post of this test uses %q", use.Rule)
				}
			}
		})
	}
}

// around gives a post what the example is about beside the payload.
func around(p Post, example string, number int) Post {
	if example != "by-station.yaml" {
		return p
	}
	p.BooksSize, p.Run = 1, "test-1"
	switch number {
	case 0:
		p.Query = url.Values{"station": {"4"}}
	case 1:
		p.Header = http.Header{"User-Agent": {"Next Plus/3.9"}}
	}
	return p
}

// answered writes an answer as one line.
func answered(a Answer, ok bool) string {
	line := fmt.Sprintf("%d %s", a.Status, a.Body)
	switch {
	case !ok:
		return "books"
	case a.Pass:
		line = "pass"
	}
	if a.Delay > 0 {
		line += " after " + a.Delay.String()
	}
	for _, name := range []string{"Content-Type", "Location", "Retry-After", "X-Reason"} {
		if value := a.Header.Get(name); value != "" {
			line += " " + name + "=" + value
		}
	}
	if a.Fault.Kind != "" {
		line += " " + string(a.Fault.Kind)
	}
	if a.Fault.BytesPerSecond > 0 {
		line += fmt.Sprintf(" at %d", a.Fault.BytesPerSecond)
	}
	if a.Commit {
		line += " booked"
	}
	if a.Down > 0 {
		line += " down for " + a.Down.String()
	}
	return line
}

func TestLoadSaysWhichFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.yaml")
	if _, err := Load(path); err == nil || err.Error() != path+": there is no such file: check the path" {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(path, []byte("version: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.HasPrefix(err.Error(), path+`:1:1: "rules" is missing in the file`) {
		t.Errorf("got %v", err)
	}
}

// The body and the headers of one answer must not be shared with the next one's in a way
// that a caller can see, and headers in the rule win over the content type by default.
func TestAnswersAreFresh(t *testing.T) {
	live := Start(rulesOf(t, "- answer: {headers: {content-type: text/x, X-Id: ' {{ .serial }} '}, body: {a: [1, {b: \"<&ב\\u2028\"}]}}"))
	p := post(t, schemas.Device, `{"serial":"SN-7"}`)
	first, _ := live.Answer(p)
	first.Header.Set("X-Id", "changed")
	second, _ := live.Answer(p)
	if second.Header.Get("X-Id") != "SN-7" || second.Header.Get("Content-Type") != "text/x" {
		t.Errorf("the headers are %v", second.Header)
	}
	if want := `{"a":[1,{"b":"<&ב\u2028"}]}`; string(second.Body) != want {
		t.Errorf("the body is %s, want %s", second.Body, want)
	}
	p.Payload["serial"] = "a\r\nX-Evil: 1"
	if third, _ := live.Answer(p); third.Status != 500 || !strings.Contains(string(third.Body), "header X-Id: the value must be one line") {
		t.Errorf("got %d %s %v", third.Status, third.Body, third.Header)
	}
}
