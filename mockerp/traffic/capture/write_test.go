package capture_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
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

// written is what a format makes of exchanges.
func written(t testing.TB, format traffic.Format, list []*traffic.Exchange, o capture.Options) string {
	t.Helper()
	var b strings.Builder
	to, err := capture.NewWriter(format, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if err := to.Write(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// readBack reads a capture to its end.
func readBack(text string, format traffic.Format) (list []*traffic.Exchange, err error) {
	for x, err := range capture.Read(strings.NewReader(text), format) {
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, nil
}

// TestWriter_NothingIsLost: what goes out as HAR or as JSON lines comes in again with everything that
// the mock knew; the URL is whole then, times are kept to the microsecond, and a header is text.
func TestWriter_NothingIsLost(t *testing.T) {
	open := capture.Options{Base: "http://erp.example:1/", Reveal: true}
	packed := exchanges()[0]
	packed.Answer.Header, packed.Answer.Body = http.Header{"Content-Encoding": {"gzip"}}, gzipped(`{"externalId":"E-1"}`)
	full := journaltest.Full(7)
	full.ID, full.Kind, full.Took, full.Answer.Delay = 9, schemas.Operation, time.Second, time.Minute
	full.Request.Header, full.Answer.Header = http.Header{"X-A": {"b"}}, http.Header{"X-C": {"d"}}
	full.Decision, full.Findings, full.Answer.Findings = traffic.Decision{By: "script", Rule: "r"}, nil, nil
	full.OtherSerials = []string{"a", "b"}
	for _, text := range []*string{&full.Request.Method, &full.Request.Proto, &full.Request.Remote, &full.Type, &full.Serial, &full.WorkOrder, &full.Answer.Fault} {
		*text = "fine"
	}
	list := append(exchanges(), packed, full)
	for _, format := range []traffic.Format{traffic.HAR, traffic.JSONLines} {
		got, err := readBack(written(t, format, list, open), format)
		if err != nil || len(got) != len(list) {
			t.Fatalf("%s: %d exchanges, %v", format, len(got), err)
		}
		for i, x := range got {
			want := *list[i]
			place := map[traffic.Format]string{traffic.HAR: "entry ", traffic.JSONLines: "line "}[format] + fmt.Sprint(i+1)
			if origin := (traffic.Origin{Format: format, Place: place, Own: true}); *x.Origin != origin {
				t.Errorf("%s: the origin is %+v, want %+v", format, *x.Origin, origin)
			}
			if !strings.HasPrefix(x.Request.URL, "http://erp.example:1/") {
				t.Errorf("%s: the URL is %q", format, x.Request.URL)
			}
			x.Origin, x.Request.URL = nil, want.Request.URL
			if said := journaltest.Same(x, &want); said != "" {
				t.Errorf("%s, %s: %.3000s", format, place, said)
			}
		}
	}
	got, _ := readBack(written(t, traffic.HAR, exchanges(), open), traffic.HAR)
	if got, want := got[3].Request.URL, "http://erp.example:1/weird%20path%7C%D7%A9?q=a%20b&%25zz"; got != want {
		t.Errorf("the URL is %q, want %q", got, want)
	}
}

func gzipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.Bytes()
}

// TestHAR_ShowsWhatTheMESHeard: nothing of an answer that was lost, and the text of one that was packed.
func TestHAR_ShowsWhatTheMESHeard(t *testing.T) {
	lost, packed := exchanges()[0], exchanges()[1]
	lost.Answer.Lost = true
	packed.Answer.Header, packed.Answer.Body = http.Header{"Content-Encoding": {"gzip"}}, gzipped(`{"externalId":"E-1"}`)
	var file struct {
		Log struct {
			Entries []struct {
				Response struct {
					Status  int
					Content struct{ Text string }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(written(t, traffic.HAR, []*traffic.Exchange{lost, packed}, capture.Options{})), &file); err != nil {
		t.Fatal(err)
	}
	if r := file.Log.Entries[0].Response; r.Status != 0 || r.Content.Text != "" {
		t.Errorf("of a lost answer there is %+v", r)
	}
	if r := file.Log.Entries[1].Response; r.Status != 302 || r.Content.Text != `{"externalId":"E-1"}` {
		t.Errorf("of a packed answer there is %+v", r)
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
		if v.Field(i).Kind() == reflect.Pointer {
			continue // Origin: an exchange of the mock has none
		}
		if !v.Field(i).CanSet() {
			continue // it can be told from the rest
		}
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
	text := written(t, traffic.JSONLines, []*traffic.Exchange{x}, capture.Options{Reveal: true})
	if n := strings.Count(text, "\n"); n != 1 {
		t.Fatalf("one exchange is %d lines", n)
	}
	return text
}

// TestHalvesOfALetter: values that are text only together are no text.
func TestHalvesOfALetter(t *testing.T) {
	list := exchanges()[:1]
	list[0].Request.Header = http.Header{"X-Half": {"\xc3", "\xa9"}}
	text := written(t, traffic.JSONLines, list, capture.Options{Mask: traffic.Mask{Recorded: show.Recorded{Harmless: []string{"X-Half"}}}})
	if !strings.Contains(text, `"X-Half":["Ã","©"]`) {
		t.Errorf("got %s", text)
	}
}

// TestOneMockIsNotNumberedAnew: what one mock recorded says nothing of several.
func TestOneMockIsNotNumberedAnew(t *testing.T) {
	for _, format := range []traffic.Format{traffic.JSONLines, traffic.HAR} {
		if text := written(t, format, exchanges(), capture.Options{}); strings.Contains(text, `"mock`) {
			t.Errorf("%s says of which mock it is: %s", format, text)
		}
	}
}

func TestHARSaysWhatTheMockThought(t *testing.T) {
	har := written(t, traffic.HAR, exchanges()[4:], capture.Options{Version: "1.2.3"})
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
	if err := json.Unmarshal([]byte(har), &file); err != nil {
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
	x.Request.URL = "http://user:" + secret + "@erp.example/device?token=" + secret + ";api_key=" + secret + "&x=" + secret + "&y=1#access_token=" + secret
	for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "X-Auth-Token", "X-Session", "X-Password", "X-Tenant"} {
		x.Request.Header[name] = []string{"Bearer " + secret, secret}
	}
	x.Request.Header["Referer"] = []string{"https://erp.example/?code=" + secret}
	x.Answer.Header = http.Header{"Set-Cookie": {"sid=" + secret}, "Location": {"/login?password=" + secret}}
	for _, reveal := range []bool{false, true} {
		o := capture.Options{Reveal: reveal, Mask: traffic.Mask{Recorded: show.Recorded{Harmless: []string{"y"}}}}
		for _, format := range []traffic.Format{traffic.HAR, traffic.JSONLines, traffic.Raw, traffic.Curl} {
			text := written(t, format, []*traffic.Exchange{x}, o)
			if strings.Contains(text, secret) != reveal {
				t.Errorf("%s with Reveal %v: %s", format, reveal, text)
			}
			if !strings.Contains(text, "y=1") || !reveal && !strings.Contains(text, "Bearer ***") {
				t.Errorf("%s hides too much: %s", format, text)
			}
		}
	}
	if x.Request.Header["Cookie"][1] != secret {
		t.Error("the exchange itself was changed")
	}
}
