package offline

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// device is a right device post of SN-7 on one stock; more are members such as `"externalId": "E-1"`.
func device(typ string, more ...string) []byte { return deviceOn("d", "SN-7", typ, more...) }

func deviceOn(stock, serial, typ string, more ...string) []byte {
	members := append([]string{
		`"type": "` + typ + `"`, `"workorderNumber": "NXT-915"`, `"sku": "0007"`, `"serial": "` + serial + `"`,
		`"workorderId": "8be4d280-0978-11f0-85c4-17a4d49812dc"`, `"stockId": "8be4d280-0978-11f0-85c4-17a4d49812d` + stock + `"`,
		`"sessionId": "3e8c75d1-3b7b-4416-a525-a4441056e9bf"`, `"workorderExternalId": null`,
	}, more...)
	return []byte("{" + strings.Join(members, ", ") + "}")
}

func attach(stock, serial string) []byte {
	return deviceOn(stock, serial, "add", `"item": {"sku": "0002", "quantity": 1}`)
}

// to is a post to a URL that was answered.
func to(url string, body []byte, status int, answer string) Post {
	return Post{Method: "POST", URL: url, Body: body, Answered: true, Status: status, Answer: []byte(answer)}
}

// said is an entry in one line.
func said(e Entry) string {
	if e.Skipped != "" {
		return "skipped: " + e.Skipped
	}
	words := []string{string(e.Kind)}
	for _, f := range e.Findings {
		words = append(words, fmt.Sprintf("%s %s %s", f.Level, f.Clause, f.Pointer))
	}
	if e.FlowSkipped != "" {
		words = append(words, "no flow: "+e.FlowSkipped)
	}
	if e.Answer != nil {
		words = append(words, fmt.Sprintf("answered %d %s%s", e.Answer.Status, e.Answer.ExternalID, e.Answer.Message))
		for _, f := range e.Answer.Findings {
			words = append(words, fmt.Sprintf("%s %s %s", f.Level, f.Clause, f.Pointer))
		}
		if e.Answer.Skipped != "" {
			words = append(words, "not judged: "+e.Answer.Skipped)
		}
	}
	return strings.Join(words, "; ")
}

const erp = "https://erp.example/next-plus"

// TestPostsAnswersAndFlow are judged together, and the books follow what was answered.
func TestPostsAnswersAndFlow(t *testing.T) {
	j := NewJudge("")
	for i, one := range []struct {
		post Post
		want string
	}{
		{to(erp+"/device", device("add"), 200, `{"externalId": "E-1"}`), "device; answered 200 E-1"},
		{to(erp+"/device/", device("remove"), 200, ``), "device; MUST F1 /externalId; answered 200 "},
		{to(erp+"/device", device("remove", `"externalId": "E-1"`), 200, `{}`), "device; MUST F2 /externalId; answered 200 "},
		{to(erp+"/device", device("add", `"oldSerial": "x"`), 422, `{"message": "No."}`),
			"device; MUST D3 /oldSerial; no flow: the post itself breaks the contract; answered 422 No."},
		{to(erp+"/device", deviceOn("e", "SN-8", "add"), 200, `{"externalId": 7}`), "device; answered 200 ; MUST E3 /externalId"},
		{to(erp+"/device", deviceOn("e", "SN-8", "remove", `"externalId": "7"`), 409, ``),
			"device; MUST F1 /externalId; answered 409 ; SHOULD E6 "},
		{to(erp+"/all?key=1", attach("e", "SN-8"), 302, `<html>`), "item-attach; answered 302 ; NOTE T2 "},
		{to(erp+"/device", []byte(`{"type": `), 400, `{"message": "No."}`), "device; MUST T1 /type; no flow: the body is no JSON object; answered 400 No."},
		{to(erp+"/device", deviceOn("f", "SN-9", "add"), 0, ``), "device; answered 0 "},
		{to(erp+"/device", deviceOn("f", "SN-9", "remove"), 404, `{"message": "No."}`), "device; MUST F2 /serial; answered 404 No."},
	} {
		one.post.Place = fmt.Sprint("entry ", i+1)
		if got := said(j.See(one.post)); got != one.want {
			t.Errorf("entry %d: got  %s\nwant %s", i+1, got, one.want)
		}
	}
	r := j.Report()
	if r.OK || r.Judged != 10 || r.Skipped != 0 || r.Answers != 9 || r.Flows != 8 || r.Broken != 7 || len(r.Entries) != 10 || r.Entries[9].Place != "entry 10" {
		t.Errorf("got %+v", r)
	}
}

// TestSkipped: what is no post of the contract is counted by its reason, and does no harm.
func TestSkipped(t *testing.T) {
	j := NewJudge("")
	for _, one := range []struct {
		post Post
		want string
	}{
		{Post{Method: "GET", URL: erp + "/device"}, "skipped: GET is not how the MES reports"},
		{to(erp+"/login", []byte(`{"user": "x", "type": "web"}`), 200, ``), "skipped: neither its path nor its body is that of a post of the contract"},
		{to(erp+"/login", []byte(`a=b`), 200, ``), "skipped: neither its path nor its body is that of a post of the contract"},
		{Post{Method: "POST", URL: erp + "/device", Partial: "the body was not captured"}, "skipped: the body was not captured"},
	} {
		if got := said(j.See(one.post)); got != one.want {
			t.Errorf("got  %s\nwant %s", got, one.want)
		}
	}
	j.Skip("line 9", "this is no JSON")
	r := j.Report()
	if r.OK || r.Judged != 0 || r.Skipped != 5 || r.SkippedWhy["the body was not captured"] != 1 || len(r.SkippedWhy) != 4 || len(r.Targets) != 0 {
		t.Errorf("got %+v", r)
	}
}

// TestKinds: a kind that is given wins, then the path, then the shape.
func TestKinds(t *testing.T) {
	for _, one := range []struct {
		given schemas.Kind
		url   string
		want  string
	}{
		{"", erp + "/x", "item-attach"}, {"", "", "item-attach"}, {"", "/r/a/item-attach/", "item-attach"},
		{"", erp + "/device?x=/operation", "device"}, {"operation", erp + "/device", "operation"}, {"device", "", "device"},
	} {
		got := NewJudge(one.given).See(Post{URL: one.url, Body: attach("d", "SN-7")})
		if string(got.Kind) != one.want || got.FlowSkipped == "" {
			t.Errorf("%s at %q: got %s, wanted %s", one.given, one.url, got.Kind, one.want)
		}
	}
}

// TestTargets: each has books of its own, so that one serial may be on two of them.
func TestTargets(t *testing.T) {
	j := NewJudge("")
	for _, p := range []Post{
		{Run: "line-4", URL: "/r/line-4/device"}, {URL: "http://127.0.0.1:8085/r/line-5/device"}, {URL: "http://127.0.0.1:8085/device"},
		{URL: "http://127.0.0.1:8085/"}, {URL: ""}, {URL: "/r/line-6/"},
	} {
		p.Body, p.Answered, p.Status = device("add"), true, 200
		j.See(p)
	}
	var got []string
	for _, target := range j.Report().Targets {
		got = append(got, fmt.Sprintf("%s: %d", target.Name, target.Posts))
	}
	if want := "run line-4: 1, 127.0.0.1:8085 run line-5: 1, 127.0.0.1:8085: 2, one ERP: 1, one ERP run line-6: 1"; strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	for range mostTargets + 5 {
		p := to(fmt.Sprintf("http://h%d/device", len(j.report.Entries)), device("add"), 200, "")
		j.See(p)
	}
	if len(j.books) != mostTargets || len(j.Report().Targets) != mostTargets || j.Report().Entries[mostTargets+5].FlowSkipped == "" {
		t.Errorf("%d books and %d targets", len(j.books), len(j.Report().Targets))
	}
}

// TestACaptureMayBeginInTheMiddle: what the ERP accepted was there before; what it refused was not.
func TestACaptureMayBeginInTheMiddle(t *testing.T) {
	for _, one := range []struct {
		body   []byte
		status int
		want   string
	}{
		{device("update", `"oldSerial": "SN-6"`, `"externalId": "E-1"`), 200, "NOTE F2 /externalId"},
		{device("update", `"oldSerial": "SN-6"`, `"externalId": "E-1"`), 404, "MUST F2 /externalId"},
		{device("remove"), 204, "NOTE F2 /serial"},
		{deviceOn("d", "SN-7", "add", `"externalId": "E-1"`, `"item": {"sku": "0002", "quantity": 1}`), 200, "NOTE F1 /externalId"},
	} {
		p := to("", one.body, one.status, `{"message": "No."}`)
		if one.status < 400 {
			p.Answer = nil
		}
		e := NewJudge("").See(p)
		if got := said(e); !strings.Contains(got, one.want) || strings.Count(got, " F") != 1 || e.OK != (one.status < 400) {
			t.Errorf("got %s, wanted %s", got, one.want)
		}
	}
}

// TestContentType is judged where headers were captured.
func TestContentType(t *testing.T) {
	for contentType, wrong := range map[string]bool{
		"application/json": false, "application/json; charset=utf-8": false, "application/vnd.mes+json": false,
		"text/plain": true, "": true, "application/json;;": true,
	} {
		p := to("/device", device("add"), 200, "")
		p.Header = http.Header{"Content-Type": {contentType}}
		if got := said(NewJudge("").See(p)); strings.Contains(got, "MUST T1") != wrong {
			t.Errorf("%q: got %s", contentType, got)
		}
	}
}

// TestAnswersInPart are not judged, and the flow behind them is not guessed.
func TestAnswersInPart(t *testing.T) {
	p := to("/device", device("add"), 200, `{"externalId":`)
	p.AnswerPartial = "the body was not captured"
	j := NewJudge("")
	want := "device; no flow: the answer was captured in part, so nobody knows its id; answered 200 ; not judged: the body was not captured"
	if got := said(j.See(p)); got != want || j.Report().Answers != 0 || !j.Report().OK {
		t.Errorf("got %s", got)
	}
}
