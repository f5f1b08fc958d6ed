package offline

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
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

// to is a captured post to a URL that was answered; status 0 is an answer that the MES did not hear.
func to(url string, body []byte, status int, answer string) *traffic.Exchange {
	return &traffic.Exchange{
		Origin:  &traffic.Origin{Unknown: traffic.Headers | traffic.Booking | traffic.Judgement},
		Request: traffic.Request{Method: "POST", URL: url, Body: body},
		Answer:  traffic.Answer{Status: status, Body: []byte(answer), Lost: status == 0},
	}
}

// unanswered is a captured post of which no answer was captured.
func unanswered(method, url string, body []byte) *traffic.Exchange {
	x := to(url, body, 0, "")
	x.Request.Method, x.Answer.Lost = method, false
	x.Origin.Unknown |= traffic.Answered | traffic.AnswerBody
	return x
}

// see lets the contract tell what it is, and the judge see it.
func see(j *Judge, x *traffic.Exchange) Entry {
	traffic.NewContract("").Tell(x)
	return j.See(x)
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
	j := NewJudge()
	for i, one := range []struct {
		post *traffic.Exchange
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
		{to(erp+"/device", []byte(`{"type": `), 400, `{"message": "No."}`), "device; MUST T1 /type; no flow: the body is not a JSON object; answered 400 No."},
		{to(erp+"/device", deviceOn("f", "SN-9", "add"), 0, ``), "device; answered 0 "},
		{to(erp+"/device", deviceOn("f", "SN-9", "remove"), 404, `{"message": "No."}`), "device; MUST F2 /serial; answered 404 No."},
	} {
		one.post.Origin.Place = fmt.Sprint("entry ", i+1)
		if got := said(see(j, one.post)); got != one.want {
			t.Errorf("entry %d: got  %s\nwant %s", i+1, got, one.want)
		}
	}
	r := j.report
	if r.OK || r.Judged != 10 || r.Skipped != 0 || r.Answers != 9 || r.Flows != 8 || r.Broken != 7 || len(r.Entries) != 0 {
		t.Errorf("got %+v", r)
	}
}

// TestSkipped: what is not a post of the contract is counted by its reason, and does no harm.
func TestSkipped(t *testing.T) {
	j := NewJudge()
	for _, one := range []struct {
		post *traffic.Exchange
		want string
	}{
		{unanswered("GET", erp+"/device", nil), "skipped: GET is not how the MES reports"},
		{to(erp+"/login", []byte(`{"user": "x", "type": "web"}`), 200, ``), "skipped: neither its path nor its body is that of a post of the contract"},
		{to(erp+"/login", []byte(`a=b`), 200, ``), "skipped: neither its path nor its body is that of a post of the contract"},
		{inPieces(to(erp+"/device", nil, 200, "")), "skipped: its body was captured in part"},
	} {
		if got := said(see(j, one.post)); got != one.want {
			t.Errorf("got  %s\nwant %s", got, one.want)
		}
	}
	r := j.report
	if r.OK || r.Judged != 0 || r.Skipped != 4 || r.SkippedWhy["its body was captured in part"] != 1 || len(r.SkippedWhy) != 3 || len(r.Targets) != 0 {
		t.Errorf("got %+v", r)
	}
}

func inPieces(x *traffic.Exchange) *traffic.Exchange {
	x.Request.Truncated = true
	return x
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
		x := unanswered("POST", one.url, attach("d", "SN-7"))
		traffic.NewContract(one.given).Tell(x)
		got := NewJudge().See(x)
		if string(got.Kind) != one.want || got.FlowSkipped == "" {
			t.Errorf("%s at %q: got %s, wanted %s", one.given, one.url, got.Kind, one.want)
		}
	}
}

// TestTargets: each has books of its own, so that one serial may be on two of them.
func TestTargets(t *testing.T) {
	j := NewJudge()
	for _, url := range []string{"/r/line-4/device", "http://127.0.0.1:8085/r/line-5/device", "http://127.0.0.1:8085/device", "http://127.0.0.1:8085/", "", "/r/line-6/"} {
		see(j, to(url, device("add"), 200, ""))
	}
	var got []string
	for _, target := range j.report.Targets {
		got = append(got, fmt.Sprintf("%s: %d", target.Name, target.Posts))
	}
	if want := "one ERP run line-4: 1, 127.0.0.1:8085 run line-5: 1, 127.0.0.1:8085: 2, one ERP: 1, one ERP run line-6: 1"; strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	var last Entry
	for i := range mostTargets + 5 {
		last = see(j, to(fmt.Sprintf("http://h%d/device", i), device("add"), 200, ""))
	}
	if len(j.flows.targets) != mostTargets || len(j.report.Targets) != mostTargets || last.FlowSkipped == "" {
		t.Errorf("%d books and %d targets", len(j.flows.targets), len(j.report.Targets))
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
			p.Answer.Body = nil
		}
		e := see(NewJudge(), p)
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
		p.Request.Header = http.Header{"Content-Type": {contentType}}
		p.Origin.Unknown &^= traffic.Headers
		if got := said(see(NewJudge(), p)); strings.Contains(got, "MUST T1") != wrong {
			t.Errorf("%q: got %s", contentType, got)
		}
	}
}

// TestWhatIsNotKnownIsNotHeldAgainstAnybody: an answer, or its body, that was not captured may have held
// what a later post of the same stock names.
func TestWhatIsNotKnownIsNotHeldAgainstAnybody(t *testing.T) {
	bodiless := to("/device", device("add"), 200, "")
	bodiless.Origin.Unknown |= traffic.AnswerBody
	refused := to("/device", device("add"), 409, "")
	refused.Origin.Unknown |= traffic.AnswerBody
	unread := to("/device", nil, 200, "{}")
	unread.Origin.Unreadable = "it is not JSON"
	const doubt = "NOTE F1 /externalId"
	for name, one := range map[string]struct {
		first       *traffic.Exchange
		said, later string
	}{
		"body":       {bodiless, "device; answered 200 ; not judged: its body was not captured", doubt},
		"answer":     {unanswered("POST", "/device", device("add")), "device; no flow: no answer was captured, so nobody knows what the ERP booked", "NOTE F2 /externalId"},
		"refusal":    {refused, "device; answered 409 ; not judged: its body was not captured", "NOTE F2 /externalId"},
		"whole post": {inPieces(to("/device", nil, 200, "")), "skipped: its body was captured in part", "NOTE F2 /externalId"},
		"unreadable": {unread, "device", "NOTE F2 /externalId"},
		"nothing":    {to("/device", device("add"), 200, "{}"), "device; answered 200 ", "MUST F1 /externalId"},
	} {
		j := NewJudge()
		if got := said(see(j, one.first)); got != one.said {
			t.Errorf("%s: got %s, wanted %s", name, got, one.said)
		}
		if got := said(see(j, to("/device", device("remove", `"externalId": "E-1"`), 200, "{}"))); !strings.Contains(got, one.later) {
			t.Errorf("%s: the next post: got %s, wanted %s", name, got, one.later)
		}
		if (j.report.Unreadable == 1) != (name == "unreadable") || j.report.OK != (name != "unreadable" && name != "nothing") {
			t.Errorf("%s: got %+v", name, j.report)
		}
	}
}

// TestTheWordOfAMockStands: it saw all of the run, and a file may be a part of it. What the mock was
// told to answer is nobody's answer; what an ERP behind it answered is judged.
func TestTheWordOfAMockStands(t *testing.T) {
	own := func(by string, findings ...schemas.Finding) *traffic.Exchange {
		x := to("/device", device("remove", `"externalId": "E-1"`), 404, "")
		x.Origin.Own, x.Origin.Unknown = true, traffic.Headers
		x.Findings, x.Decision.By, x.Booked = findings, by, true
		return x
	}
	known := schemas.Finding{Clause: "F3", Level: schemas.Must, Pointer: "/oldSerial"}
	odd := schemas.Finding{Clause: "ACME", Level: schemas.Must}
	for want, x := range map[string]*traffic.Exchange{
		"device; answered 404 ; not judged: the mock was told to give this answer":                      own("caller"),
		"device; MUST F3 /oldSerial; answered 404 ; not judged: the mock was told to give this answer":  own("script", known, odd),
		"device; answered 404 ; SHOULD E6 ":                                                             own("upstream"),
		"skipped: the door of the mock refused it before it was read as a post":                         own("door"),
		"device; MUST F3 /oldSerial; no flow: its body was captured in part; answered 404 ; SHOULD E6 ": inPieces(own("door", known)),
	} {
		if got := said(see(NewJudge(), x)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
