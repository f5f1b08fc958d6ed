package export_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// exchanges are such as formats trip over.
func exchanges() []*traffic.Exchange {
	at := time.Date(2026, 11, 23, 6, 30, 0, 123456000, time.UTC)
	post := func(url string, body, answer string, status int) *traffic.Exchange {
		return &traffic.Exchange{
			ID: 7, Run: "line-4", At: at, Took: 21 * time.Microsecond, Kind: schemas.Device, Type: "add", Serial: "SN-1",
			Request: traffic.Request{
				Method: "POST", URL: url, Proto: "HTTP/1.1", Remote: "127.0.0.1:4711", Body: []byte(body),
				Header: http.Header{"Content-Type": {"application/json"}, "X-Two": {"a", "b"}, "X-Empty": {""}},
			},
			Decision: traffic.Decision{By: "books", Why: "No script rule matched; the books answered."},
			Answer:   traffic.Answer{Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(answer), Delay: time.Second},
		}
	}
	finding := post("/r/line-4/device", `{"type":"add"}`, `{"message":"no"}`, 422)
	finding.Findings = []schemas.Finding{{Clause: "P1", Level: schemas.Must, Pointer: "/sku", Wanted: "a text", Got: "nothing", Message: "The sku is missing."}}
	finding.Answer.Findings = []schemas.Finding{{Clause: "E6", Level: schemas.Should, Message: "The message says too little."}}
	cut := post("/device?delay=2s&token=s3cret", `{"half":`, "", 413)
	cut.Request.Truncated, cut.Answer.Fault, cut.Answer.Lost = true, "reset", true
	return []*traffic.Exchange{
		post("/device", `{"serial":"it's \"שלום\" %s \\ $(id) <b>"}`, `{"externalId":"ERP-DEV-000001"}`, 200),
		post("/", "line\r\nend\x00\x1b[31m\u202e", "\xff\xfe", 302),
		post("/device", "\xff\xfe-%n", "", 204), post("/weird path|\xd7\xa9?q=a b&%zz", "", "", 404), finding, cut,
	}
}

// same compares what came back from a format with the exchange.
func same(t *testing.T, got export.Captured, x *traffic.Exchange) {
	t.Helper()
	if got.Method != x.Request.Method || got.Status != x.Answer.Status || !got.At.Equal(x.At) || got.BodyCut != x.Request.Truncated {
		t.Errorf("%s is %+v, want that of %+v", got.Where, got, x)
	}
	if !bytes.Equal(got.Body, x.Request.Body) || !bytes.Equal(got.AnswerBody, x.Answer.Body) {
		t.Errorf("%s: the bodies are %q and %q, want %q and %q", got.Where, got.Body, got.AnswerBody, x.Request.Body, x.Answer.Body)
	}
	if !reflect.DeepEqual(got.Header, x.Request.Header) || !reflect.DeepEqual(got.AnswerHeader, x.Answer.Header) {
		t.Errorf("%s: the headers are %v and %v, want %v and %v", got.Where, got.Header, got.AnswerHeader, x.Request.Header, x.Answer.Header)
	}
}

func TestRoundTrips(t *testing.T) {
	open := export.Options{Base: "http://erp.example:1/", Reveal: true}
	har, err := export.HAR(exchanges(), open)
	if err != nil {
		t.Fatal(err)
	}
	fromHAR, err := export.ReadHAR(bytes.NewReader(har), 0)
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	for _, x := range exchanges() { // page by page
		if err := export.JSONLines(&lines, []*traffic.Exchange{x}, open); err != nil {
			t.Fatal(err)
		}
	}
	fromLines, err := export.ReadJSONLines(&lines, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(fromHAR) != 6 || len(fromLines) != 6 {
		t.Fatalf("%d and %d came back, want 6", len(fromHAR), len(fromLines))
	}
	for i, x := range exchanges() {
		same(t, fromHAR[i], x)
		same(t, fromLines[i], x)
		if fromHAR[i].URL != fromLines[i].URL || fromHAR[i].Where != fmt.Sprintf("entry %d", i+1) || fromLines[i].Where != fmt.Sprintf("line %d", i+1) {
			t.Errorf("%q at %s, %q at %s", fromHAR[i].URL, fromHAR[i].Where, fromLines[i].URL, fromLines[i].Where)
		}
	}
	if got, want := fromHAR[3].URL, "http://erp.example:1/weird%20path%7C%D7%A9?q=a%20b&%25zz"; got != want {
		t.Errorf("the URL is %q, want %q", got, want)
	}
}

// Every field of an exchange, also one that is added later, must show in a JSON line.
func TestJSONLinesHaveEveryField(t *testing.T) {
	x := journaltest.Full(3)
	full := lineWith(t, x)
	change(reflect.ValueOf(x).Elem(), "", func(field string, set func(reflect.Value)) {
		y := journaltest.Full(3)
		value := reflect.ValueOf(y).Elem()
		for _, name := range strings.Split(field, ".") {
			value = value.FieldByName(name)
		}
		set(value)
		if lineWith(t, y) == full {
			t.Errorf("%s makes no difference to the line", field)
		}
	})
}

// change calls one for every field, with a function that empties it.
func change(v reflect.Value, prefix string, one func(field string, set func(reflect.Value))) {
	for i := range v.NumField() {
		name := prefix + v.Type().Field(i).Name
		if v.Field(i).Kind() == reflect.Struct && v.Field(i).Type() != reflect.TypeFor[time.Time]() {
			change(v.Field(i), name+".", one)
			continue
		}
		one(name, func(value reflect.Value) {
			if value.Kind() == reflect.Uint64 {
				value.SetUint(99)
				return
			}
			if value.Kind() == reflect.Int64 {
				value.SetInt(int64(time.Hour))
				return
			}
			value.SetZero()
		})
	}
}

func lineWith(t *testing.T, x *traffic.Exchange) string {
	t.Helper()
	var b bytes.Buffer
	if err := export.JSONLines(&b, []*traffic.Exchange{x}, export.Options{Reveal: true}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n != 1 {
		t.Fatalf("one exchange is %d lines", n)
	}
	return b.String()
}

func TestHARSaysWhatTheMockThought(t *testing.T) {
	har, err := export.HAR(exchanges()[4:], export.Options{Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Log struct {
			Version string
			Creator struct{ Name, Version string }
			Entries []struct {
				Comment string
				Time    float64
				Own     struct {
					ID             uint64
					Run            string
					Findings       []schemas.Finding
					AnswerFindings []schemas.Finding
					Decision       struct{ By string }
					Fault          string
					Lost           bool
				} `json:"_erpkit"`
			}
		}
	}
	if err := json.Unmarshal(har, &file); err != nil {
		t.Fatal(err)
	}
	if log := file.Log; log.Version != "1.2" || log.Creator.Name != "erpkit" || log.Creator.Version != "1.2.3" || len(log.Entries) != 2 {
		t.Fatalf("the log is %+v", log)
	}
	first, second := file.Log.Entries[0], file.Log.Entries[1]
	if first.Comment != "P1 MUST /sku: The sku is missing." || first.Time != 1000.021 || first.Own.ID != 7 || first.Own.Run != "line-4" ||
		first.Own.Decision.By != "books" || first.Own.Findings[0].Clause != "P1" || first.Own.AnswerFindings[0].Clause != "E6" {
		t.Errorf("the first entry is %+v", first)
	}
	if second.Own.Fault != "reset" || !second.Own.Lost || len(second.Own.Findings) != 0 {
		t.Errorf("the second entry is %+v", second)
	}
}

func TestSecretsStayInTheHouse(t *testing.T) {
	const secret = "s3cret"
	x := exchanges()[0]
	x.Request.URL = "http://user:" + secret + "@erp.example/device?token=" + secret + ";api_key=" + secret + "&x=1#access_token=" + secret
	for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "X-Auth-Token", "X-Session", "X-Password"} {
		x.Request.Header[name] = []string{"Bearer " + secret, secret}
	}
	x.Request.Header["Referer"] = []string{"https://erp.example/?code=" + secret}
	x.Answer.Header = http.Header{"Set-Cookie": {"sid=" + secret}, "Location": {"/login?password=" + secret}}
	for _, reveal := range []bool{false, true} {
		o := export.Options{Reveal: reveal}
		har, err := export.HAR([]*traffic.Exchange{x}, o)
		if err != nil {
			t.Fatal(err)
		}
		var lines bytes.Buffer
		if err := export.JSONLines(&lines, []*traffic.Exchange{x}, o); err != nil {
			t.Fatal(err)
		}
		for format, text := range map[string]string{"curl": export.Curl(x, o), "HAR": string(har), "JSON lines": lines.String()} {
			if strings.Contains(text, secret) != reveal {
				t.Errorf("%s with Reveal %v: %s", format, reveal, text)
			}
			if !strings.Contains(text, "x=1") || !reveal && !strings.Contains(text, "Bearer ***") {
				t.Errorf("%s hides too much: %s", format, text)
			}
		}
	}
	if x.Request.Header["Cookie"][1] != secret {
		t.Error("the exchange itself was changed")
	}
}
