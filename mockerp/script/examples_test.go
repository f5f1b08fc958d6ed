package script

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// Each example does what its comments say: the posts and, behind them, the answers.
func TestExamples(t *testing.T) {
	device := func(kind, serial string) string {
		return fmt.Sprintf(`{"type":%q,"workorderNumber":"WO-1","sku":"P-1","serial":%q,"workorderExternalId":null}`, kind, serial)
	}
	operation := func(kind, qty string) string {
		return fmt.Sprintf(`{"type":%q,"actCode":"ASSY","validQty":%s}`, kind, qty)
	}
	type step struct {
		kind    schemas.Kind
		payload string
		want    string
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
			play := NewPlay(s)
			for i, step := range steps {
				if got := answered(play.Answer(post(t, step.kind, step.payload))); got != step.want {
					t.Errorf("post %d: got\n%s, want\n%s", i+1, got, step.want)
				}
			}
			for _, use := range play.Uses() {
				if use.Used == 0 {
					t.Errorf("no post of this test uses %q", use.Rule)
				}
			}
		})
	}
}

// answered writes an answer as one line.
func answered(a Answer, ok bool) string {
	switch {
	case !ok:
		return "books"
	case a.Pass:
		return "pass after " + a.Delay.String()
	}
	line := fmt.Sprintf("%d %s", a.Status, a.Body)
	for _, name := range []string{"Content-Type", "Location", "Retry-After", "X-Reason"} {
		if value := a.Header.Get(name); value != "" {
			line += " " + name + "=" + value
		}
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
	play := NewPlay(rulesOf(t, "- answer: {headers: {content-type: text/x, X-Id: ' {{ .serial }} '}, body: {a: [1, {b: \"<&ב\\u2028\"}]}}"))
	p := post(t, schemas.Device, `{"serial":"SN-7"}`)
	first, _ := play.Answer(p)
	first.Header.Set("X-Id", "changed")
	second, _ := play.Answer(p)
	if second.Header.Get("X-Id") != "SN-7" || second.Header.Get("Content-Type") != "text/x" {
		t.Errorf("the headers are %v", second.Header)
	}
	if want := `{"a":[1,{"b":"<&ב\u2028"}]}`; string(second.Body) != want {
		t.Errorf("the body is %s, want %s", second.Body, want)
	}
	p.Payload["serial"] = "a\r\nX-Evil: 1"
	if third, _ := play.Answer(p); third.Status != 500 || !strings.Contains(string(third.Body), "header X-Id: the value must be one line") {
		t.Errorf("got %d %s %v", third.Status, third.Body, third.Header)
	}
}
