package capture_test

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

// browser is an archive as browsers and proxies write it: more than HAR asks for, less than we know.
const browser = "\xef\xbb\xbf" + `{"log":{"version":"1.2","creator":{"name":"WebInspector"},"pages":[{"id":"p"}],"entries":[
{"_initiator":{"type":"script","stack":{"parent":{"parent":{"parent":[[[1]]]}}}},"startedDateTime":"2026-11-23T06:30:00.123Z",
 "request":{"method":"POST","url":"https://erp.example/device?x=1","httpVersion":"h2",
  "headers":[{"name":":method","value":"POST"},{"name":"content-type","value":"application/json"},{"name":"x-two","value":"a"},{"name":"X-Two","value":"b"}],
  "bodySize":14,"postData":{"mimeType":"application/json","text":"{\"type\":\"add\"}"}},
 "response":{"status":200,"headers":[],"content":{"size":2,"mimeType":"application/json","text":"e30=","encoding":"base64"}},"time":12.5},
{"request":{"method":"GET","url":"/favicon.ico"}},
{"startedDateTime":"2026-11-23T08:30:00+02:00","request":{"method":"POST","url":"/device","headers":null,"bodySize":70000,"postData":{"mimeType":"application/json"}},"response":{"status":0}}
]}}`

// TestHAR_OfOtherTools: what the archive does not say is unknown, not none.
func TestHAR_OfOtherTools(t *testing.T) {
	list, err := readBack(browser, traffic.HAR)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	first := &traffic.Exchange{
		Origin: &traffic.Origin{Format: traffic.HAR, Place: "entry 1", Unknown: traffic.Booking | traffic.Judgement},
		At:     time.Date(2026, 11, 23, 6, 30, 0, 123e6, time.UTC),
		Request: traffic.Request{
			Method: "POST", URL: "https://erp.example/device?x=1", Header: http.Header{"Content-Type": {"application/json"}, "X-Two": {"a", "b"}},
			Body: []byte(`{"type":"add"}`),
		},
		Answer: traffic.Answer{Status: 200, Header: http.Header{}, Body: []byte("{}"), Delay: 12500 * time.Microsecond},
	}
	if !reflect.DeepEqual(list[0], first) {
		t.Errorf("the first is %+v of %+v, want %+v of %+v", list[0], list[0].Origin, first, first.Origin)
	}
	if x := list[1]; x.Request.Method != "GET" || x.Request.Truncated || x.Knows(traffic.Answered) || x.Knows(traffic.Time) || x.Knows(traffic.Order) || x.Knows(traffic.Headers) {
		t.Errorf("the second is %+v of %+v", x, x.Origin)
	}
	if x := list[2]; !x.Request.Truncated || len(x.Request.Body) > 0 || x.Request.Header.Get("Content-Type") != "application/json" || x.At.UTC().Hour() != 6 ||
		!x.Answer.Lost || !x.Knows(traffic.Answered) {
		t.Errorf("the third is %+v of %+v; its body was left out by the tool, and there was no answer", x, x.Origin)
	}
}

// TestHAR_AnswersThatWereNotCaptured are told from answers without a body.
func TestHAR_AnswersThatWereNotCaptured(t *testing.T) {
	for response, known := range map[string]bool{
		`{"status":200,"content":{"size":20}}`: false, `{"status":200,"content":{"size":-1}}`: false, `{"status":200,"content":{"size":20,"text":""}}`: false,
		`{"status":200,"headers":[{"name":"content-length","value":"20"}]}`: false,
		`{"status":200,"content":{"size":0}}`:                               true, `{"status":200}`: true, `{"status":204,"content":{"size":0,"text":""}}`: true,
		`{"status":200.0,"content":{"size":2,"text":"{}"}}`: true,
	} {
		list, err := readBack(entry(`{"request":{"method":"POST","url":"/"},"response":`+response+`}`), traffic.HAR)
		if err != nil || len(list) != 2 || !list[1].Knows(traffic.Answered) || list[1].Knows(traffic.AnswerBody) != known {
			t.Errorf("%s: %v, %+v", response, err, list)
		}
	}
}

func entry(text string) string {
	return `{"log":{"entries":[{"request":{"method":"POST","url":"/"}},` + text + `]}}`
}

// TestHAR_WhatCannotBeRead: an odd entry is named with the reason, and the others are read; what is not JSON
// ends the archive.
func TestHAR_WhatCannotBeRead(t *testing.T) {
	for text, wants := range map[string][]string{
		``:                                     {"JSON"},
		`[]`:                                   {"must be an object", "a list"},
		`{"entries":[]}`:                       {"/log must be an object", "missing"},
		`{"log":null}`:                         {"/log must be"},
		`{"log":{}}`:                           {"/log/entries must be a list", "missing"},
		`{"log":{"entries":{}}}`:               {"/log/entries must be a list", "an object"},
		`{"log":{"entries":[]}} x`:             {"follows the end"},
		`{"log":{"entries":[{`:                 {"entry 1", "JSON"},
		entry(`7`):                             {"entry 2", "the whole must be an object", "a number"},
		entry(`{}`):                            {"entry 2", "/request must be an object", "missing"},
		entry(`{"request":[]}`):                {"entry 2", "/request must be an object", "a list"},
		entry(`{"request":{}}`):                {"entry 2", "/request/method must be a text"},
		entry(`{"request":{"method":"POST"}}`): {"entry 2", "/request/url must be a text", "missing"},
		entry(`{"request":{"url":1}}`):         {"entry 2", "/request/url must be a text", "a number"},
		entry(`{"request":{"method":"POST","url":"/","headers":[{"value":"x"}]}}`):                                             {"entry 2", "/request/headers/0/name", "missing"},
		entry(`{"request":{"method":"POST","url":"/","headers":"x"}}`):                                                         {"entry 2", "/request/headers must be a list", "a text"},
		entry(`{"request":{"method":"POST","url":"/","postData":{"text":"%","encoding":"base64"}}}`):                           {"entry 2", "/request/postData/text must be base64"},
		entry(`{"request":{"method":"POST","url":"/","postData":{"text":"%","_encoding":"rot13"}}}`):                           {"entry 2", `postData/_encoding must be "base64"`, "rot13"},
		entry(`{"request":{"method":"POST","url":"/"},"response":{"status":"200"}}`):                                           {"entry 2", "/response/status must be a number", "a text"},
		entry(`{"request":{"method":"POST","url":"/"},"response":{"status":1e400}}`):                                           {"entry 2", "/response/status", "1e400"},
		entry(`{"request":{"method":"POST","url":"/"},"startedDateTime":"yesterday"}`):                                         {"entry 2", "/startedDateTime must be a time", "yesterday"},
		entry(`{"request":{"method":"POST"`):                                                                                   {"entry 2", "not JSON"},
		"\xff\xfe{\x00":                                                                                                        {"this is UTF-16 text: save it as UTF-8"},
		"{\x00\"\x00l\x00o\x00":                                                                                                {"this is UTF-16 text: save it as UTF-8"},
		entry("{\"request\":{\"method\":\"POST\",\"url\":\"\xff\"}}"):                                                          {"entry 2", "UTF-8"},
		entry(`{"request":{"method":"POST","url":"/","x":` + strings.Repeat("[", 20_000) + `}}`):                               {"entry 2"},
		entry(`{"request":{"method":"POST","url":"/","headers":[` + strings.Repeat(`{"name":"a"},`, 1001) + `{"name":"a"}]}}`): {"entry 2", "/request/headers has more than 1000"},
	} {
		mustSay(t, text, trouble(text, traffic.HAR), wants)
	}
}

// trouble is what is wrong with a capture: its error, or why an entry cannot be read.
func trouble(text string, format traffic.Format) string {
	list, err := readBack(text, format)
	if err != nil {
		return err.Error()
	}
	for _, x := range list {
		if trouble := x.Origin.Unreadable + x.Origin.Doubt; trouble != "" {
			return x.Place() + ": " + trouble
		}
	}
	return ""
}

// mustSay checks that the trouble says all of that, in one line.
func mustSay(t *testing.T, text, said string, wants []string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(said, want) {
			t.Errorf("%.150q: the trouble is %q; it must say %q", text, said, want)
		}
	}
	if strings.Contains(said, "Go ") || len(said) > 400 {
		t.Errorf("%.150q: the error is not for people: %.600q", text, said)
	}
}

func line(more string) string {
	return "\n" + `{"version":1,"request":{"method":"POST","url":"/"}}` + "\r\n" + `{"version":1` + more + "}"
}

func TestJSONLines_WhatCannotBeRead(t *testing.T) {
	for text, wants := range map[string][]string{
		`{"version":2}`:                    {"line 1", "/version must be 1", "2"},
		`{}`:                               {"line 1", "no line of erpkit export", "in the whole file"},
		`7`:                                {"line 1", "no line of erpkit export"},
		"\n\n{":                            {"line 3", "no line of erpkit export"},
		`{"version":1,"id":3,"kind":"devi`: {"line 1", "not JSON"},
		`{"version":1,"request":{"method":"POST","url":"/"}}` + "\n{\"level\":30}": {"line 2", "not a line of erpkit export, which begins with its version"},
		line(``):                             {"line 3", "/request must be an object", "missing"},
		line(`,"request":{"method":"POST"}`): {"line 3", "/request/url"},
		line(`,"request":{"method":"POST","url":"/","headers":{"a":"b"}}`):                                     {"line 3", "/request/headers/a must be a list"},
		line(`,"request":{"method":"POST","url":"/","headers":{"a":[1]}}`):                                     {"line 3", "/request/headers/a/0 must be a text"},
		line(`,"request":{"method":"POST","url":"/","headers":{"a":[` + strings.Repeat(`"",`, 1001) + `""]}}`): {"line 3", "/request/headers has more than 1000"},
		line(`,"request":{"method":"POST","url":"/","base64":"%"}`):                                            {"line 3", "/request/base64 must be base64"},
		line(`,"request":{"method":"POST","url":"/"},"answer":{"base64":"%"}`):                                 {"line 3", "/answer/base64 must be base64"},
		line(`,"request":{"method":"POST","url":"/"},"at":"noon"`):                                             {"line 3", "/at must be a time", "noon"},
		line(`,"request":{"method":"POST","url":"/"},"cut":"yes"`):                                             {"line 3", "/cut must be true or false"},
	} {
		mustSay(t, text, trouble(text, traffic.JSONLines), wants)
	}
	if list, err := readBack("\n \n", traffic.JSONLines); err != nil || len(list) != 0 {
		t.Errorf("an empty file: %v, %v", list, err)
	}
}

// TestRead_BoundsAndFailures: what is longer than an entry may be is passed over and named, and the next is read;
// a reader that fails says why.
func TestRead_BoundsAndFailures(t *testing.T) {
	const most = 64 << 20
	right := written(t, traffic.JSONLines, exchanges()[:1], capture.Options{})
	har := written(t, traffic.HAR, exchanges()[:1], capture.Options{})
	har = har[strings.Index(har, "[")+1:]
	for format, one := range map[traffic.Format][2]string{
		traffic.JSONLines: {`{"version":1,"request":{"method":"POST","url":"/device","text":"`, "\"}}\n" + right},
		traffic.HAR:       {`{"log":{"entries":[{"request":{"method":"POST","url":"/device"},"a":"`, `"},` + har},
		traffic.Raw:       {"POST /device HTTP/1.1\n\n", "\nPOST /device HTTP/1.1\n\n{}"},
	} {
		var got []string
		long := io.MultiReader(strings.NewReader(one[0]), io.LimitReader(endlessly('x'), most), strings.NewReader(one[1]))
		for x, err := range capture.Read(long, format) {
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			got = append(got, x.Place()+" "+x.Request.Method+" "+x.Request.URL+": "+x.Origin.Unreadable)
		}
		if len(got) != 2 || !strings.HasSuffix(got[0], "1 POST /device: it is longer than 64 MiB") || !strings.HasSuffix(got[1], "/device: ") {
			t.Errorf("%s, too long: %q", format, got)
		}
		broken, said := errors.New("the cable is out"), error(nil)
		for _, said = range capture.Read(iotest.ErrReader(broken), format) {
		}
		if !errors.Is(said, broken) {
			t.Errorf("%s, broken: %v", format, said)
		}
	}
}

// endlessly is a text of one letter.
type endlessly byte

func (e endlessly) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

const wire = "POST /r/line-4/device?x=1 HTTP/1.1\r\nHost: erp.example:8085\r\ncontent-type: application/json\r\nContent-Length: 14\r\n\r\n" +
	`{"type":"add"}` +
	"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n{\"ext\r\nE\r\nernalId\":\"E1\"}\r\n0\r\nX-Sum: 1\r\n\r\n" +
	"\r\nPOST /device HTTP/1.0\n\n{\"type\":\n\n\"add\"}\nHTTP/1.0 204 No Content\nServer: x\n\n" +
	"POST http://erp.example/operation HTTP/2\nX-Last: yes\n\nno JSON\n"

// TestFile_Order: entries come in the order in which they were: by the numbers of a mock, else by their
// times, and of the same time by their places; what has no time, or cannot be read, stays where it is.
func TestFile_Order(t *testing.T) {
	entry := func(second, url string) string {
		return `{"startedDateTime":"2026-11-28T08:00:0` + second + `Z","request":{"method":"POST","url":"` + url + `"}}`
	}
	timeless := `{"request":{"method":"POST","url":"n"}}`
	line := func(id, second, url string) string {
		return `{"version":1,"id":` + id + `,"at":"2026-11-28T08:00:0` + second + `Z","request":{"method":"POST","url":"` + url + `"}}`
	}
	har := func(entries ...string) string {
		return "\xef\xbb\xbf" + `{"log":{"entries":[` + strings.Join(entries, ",\n") + `]}}`
	}
	for name, one := range map[string]struct {
		format traffic.Format
		text   string
		want   string
	}{
		"in order":                     {traffic.HAR, har(entry("1", "a"), entry("1", "b"), entry("2", "c")), "a1 b2 c3"},
		"newest first":                 {traffic.HAR, har(entry("3", "a"), timeless, entry("1", "b"), entry("1", "c"), `7`), "b3 c4 5 a1 n2"},
		"by number":                    {traffic.JSONLines, line("2", "1", "a") + "\n\n" + line("1", "2", "b") + "\n" + `{"version":1,"id":9,` + "\n", "b3 4 a1"},
		"numbers ascend, times do not": {traffic.JSONLines, line("1", "2", "a") + "\n" + line("2", "1", "b"), "a1 b2"},
		"of two mocks":                 {traffic.JSONLines, line("1", "3", "a") + "\n" + line("2", "4", "b") + "\n" + line("1", "1", "c") + "\n" + line("2", "2", "d"), "c3 d4 a1 b2"},
	} {
		file, err := capture.Open(name, strings.NewReader(one.text), int64(len(one.text)), one.format, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for x, err := range file.Exchanges() {
			if err != nil {
				t.Fatal(err)
			}
			_, place, _ := strings.Cut(x.Place(), " ")
			got = append(got, x.Request.URL+place)
		}
		if strings.Join(got, " ") != one.want {
			t.Errorf("%s: got %v, want %s", name, got, one.want)
		}
	}
}
