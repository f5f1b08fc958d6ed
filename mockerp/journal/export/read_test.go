package export_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal/export"
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

func TestHAROfOtherTools(t *testing.T) {
	list, err := export.ReadHAR(strings.NewReader(browser), 0)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	first := export.Captured{
		Where: "entry 1", Method: "POST", URL: "https://erp.example/device?x=1",
		Header: http.Header{"Content-Type": {"application/json"}, "X-Two": {"a", "b"}}, Body: []byte(`{"type":"add"}`),
		At: time.Date(2026, 11, 23, 6, 30, 0, 123e6, time.UTC), Status: 200, AnswerHeader: http.Header{}, AnswerBody: []byte("{}"),
	}
	if !reflect.DeepEqual(list[0], first) {
		t.Errorf("the first is %+v, want %+v", list[0], first)
	}
	if one := list[1]; one.Method != "GET" || one.BodyCut || one.Status != 0 || !one.At.IsZero() {
		t.Errorf("the second is %+v", one)
	}
	if one := list[2]; !one.BodyCut || len(one.Body) > 0 || one.Header.Get("Content-Type") != "application/json" || one.At.UTC().Hour() != 6 {
		t.Errorf("the third is %+v; its body was left out by the tool", one)
	}
}

func entry(text string) string {
	return `{"log":{"entries":[{"request":{"method":"POST","url":"/"}},` + text + `]}}`
}

func TestErrorsInHARNameTheEntryAndThePointer(t *testing.T) {
	for text, wants := range map[string][]string{
		``:                                     {"JSON"},
		`[]`:                                   {"must be an object", "a list"},
		`{"entries":[]}`:                       {"/log must be an object", "missing"},
		`{"log":null}`:                         {"/log must be"},
		`{"log":{}}`:                           {"/log/entries must be a list", "missing"},
		`{"log":{"entries":{}}}`:               {"/log/entries must be a list", "an object"},
		`{"log":{"entries":[]}} x`:             {"JSON"},
		`{"log":{"entries":[{`:                 {"entry 1", "JSON"},
		entry(`7`):                             {"entry 2", "/log/entries/1 must be an object", "a number"},
		entry(`{}`):                            {"entry 2", "/log/entries/1/request must be an object", "missing"},
		entry(`{"request":[]}`):                {"entry 2", "/log/entries/1/request must be an object", "a list"},
		entry(`{"request":{}}`):                {"entry 2", "/log/entries/1/request/method must be a text"},
		entry(`{"request":{"method":"POST"}}`): {"entry 2", "/log/entries/1/request/url must be a text", "missing"},
		entry(`{"request":{"url":1}`):          {"entry 2", "/log/entries/1/request/url must be a text", "a number"},
		entry(`{"request":{"method":"POST","url":"/","headers":[{"value":"x"}]}}`):                         {"entry 2", "/log/entries/1/request/headers/0/name", "missing"},
		entry(`{"request":{"method":"POST","url":"/","headers":"x"}}`):                                     {"entry 2", "/log/entries/1/request/headers must be a list", "a text"},
		entry(`{"request":{"method":"POST","url":"/","postData":{"text":"%","encoding":"base64"}}}`):       {"entry 2", "/log/entries/1/request/postData/text must be base64"},
		entry(`{"request":{"method":"POST","url":"/","postData":{"text":"%","_encoding":"rot13"}}}`):       {"entry 2", `postData/_encoding must be "base64"`, "rot13"},
		entry(`{"request":{"method":"POST","url":"/"},"response":{"status":"200"}}`):                       {"entry 2", "/log/entries/1/response/status must be a whole number", "a text"},
		entry(`{"request":{"method":"POST","url":"/"},"response":{"status":1e400}}`):                       {"entry 2", "/log/entries/1/response/status", "1e400"},
		entry(`{"request":{"method":"POST","url":"/"},"startedDateTime":"yesterday"}`):                     {"entry 2", "/log/entries/1/startedDateTime must be a time", "yesterday"},
		entry(`{"request":{"method":"POST","url":"/"},"x":1,"x":2}`):                                       {"entry 2", "x"},
		entry("{\"request\":{\"method\":\"POST\",\"url\":\"\xff\"}}"):                                      {"entry 2", "UTF-8"},
		entry(`{"request":{"method":"POST","url":"/","x":` + strings.Repeat("[", 20_000) + `}}`):           {"entry 2"},
		entry(`{"request":{"method":"POST","url":"/","headers":[` + strings.Repeat(`{"name":"a"},`, 1001)): {"entry 2", "/log/entries/1/request/headers has more than 1000"},
		entry(strings.Repeat(`{"request":{"method":"P","url":"/"}},`, 100_000)):                            {"/log/entries has more than 100000", "split"},
	} {
		list, err := export.ReadHAR(strings.NewReader(text), 0)
		mustSay(t, text, len(list), err, wants)
	}
}

// mustSay checks that the error says all of that, in one line, and that nothing is returned with it.
func mustSay(t *testing.T, text string, n int, err error, wants []string) {
	t.Helper()
	if err == nil || n != 0 {
		t.Errorf("%.150q: %d posts, %v; want an error", text, n, err)
		return
	}
	for _, want := range wants {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%.150q: the error is %q; it must say %q", text, err, want)
		}
	}
	if said := err.Error(); strings.Contains(said, "Go ") || len(said) > 400 {
		t.Errorf("%.150q: the error is not for people: %.600q", text, said)
	}
}

func line(more string) string {
	return "\n" + `{"version":1,"request":{"method":"POST","url":"/"}}` + "\r\n" + `{"version":1` + more + "}"
}

func TestErrorsInJSONLinesNameTheLineAndThePointer(t *testing.T) {
	for text, wants := range map[string][]string{
		`{"version":2}`:                      {"line 1", "/version must be 1", "2"},
		`{}`:                                 {"line 1", "/version must be 1"},
		`7`:                                  {"line 1", "must be an object"},
		"\n\n{":                              {"line 3", "JSON"},
		line(``):                             {"line 3", "/request must be an object", "missing"},
		line(`,"request":{"method":"POST"}`): {"line 3", "/request/url"},
		line(`,"request":{"method":"POST","url":"/","headers":{"a":"b"}}`):                           {"line 3", "/request/headers/a must be a list"},
		line(`,"request":{"method":"POST","url":"/","headers":{"a":[1]}}`):                           {"line 3", "/request/headers/a/0 must be a text"},
		line(`,"request":{"method":"POST","url":"/","headers":{"a":[` + strings.Repeat(`"",`, 1001)): {"line 3", "/request/headers/a has more than 1000"},
		line(`,"request":{"method":"POST","url":"/","base64":"%"}`):                                  {"line 3", "/request/base64 must be base64"},
		line(`,"request":{"method":"POST","url":"/"},"answer":{"base64":"%"}`):                       {"line 3", "/answer/base64 must be base64"},
		line(`,"request":{"method":"POST","url":"/"},"at":"noon"`):                                   {"line 3", "/at must be a time", "noon"},
		line(`,"request":{"method":"POST","url":"/"},"cut":"yes"`):                                   {"line 3", "/cut must be true or false"},
		strings.Repeat(`{"version":1,"request":{"method":"P","url":"/"}}`+"\n", 100_001):             {"more than 100000"},
	} {
		list, err := export.ReadJSONLines(strings.NewReader(text), 0)
		mustSay(t, text, len(list), err, wants)
	}
	if list, err := export.ReadJSONLines(strings.NewReader("\n \n"), 0); err != nil || len(list) != 0 {
		t.Errorf("an empty file: %v, %v", list, err)
	}
}

func TestReadersRefuseWhatIsTooLongOrCannotBeRead(t *testing.T) {
	for name, read := range map[string]func(io.Reader, int64) ([]export.Captured, error){
		"HAR": export.ReadHAR, "JSON lines": export.ReadJSONLines, "raw": export.ReadRaw,
	} {
		endless := strings.NewReader(strings.Repeat(" ", 2000))
		if _, err := read(endless, 1000); err == nil || !strings.Contains(err.Error(), "longer than 1000 bytes") || endless.Len() < 900 {
			t.Errorf("%s, too long: %v, and %d bytes were left", name, err, endless.Len())
		}
		broken := errors.New("the cable is out")
		if _, err := read(iotest.ErrReader(broken), 0); !errors.Is(err, broken) {
			t.Errorf("%s, broken: %v", name, err)
		}
	}
}

const wire = "POST /r/line-4/device?x=1 HTTP/1.1\r\nHost: erp.example:8085\r\ncontent-type: application/json\r\nContent-Length: 14\r\n\r\n" +
	`{"type":"add"}` +
	"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n{\"ext\r\nE\r\nernalId\":\"E1\"}\r\n0\r\nX-Sum: 1\r\n\r\n" +
	"\r\nPOST /device HTTP/1.0\n\n{\"type\":\n\n\"add\"}\nHTTP/1.0 204 No Content\nServer: x\n\n" +
	"POST http://erp.example/operation HTTP/2\nX-Last: yes\n\nno JSON\n"

func TestRawHTTP(t *testing.T) {
	list, err := export.ReadRaw(strings.NewReader(wire), 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []export.Captured{
		{
			Where: "post 1", Method: "POST", URL: "http://erp.example:8085/r/line-4/device?x=1",
			Header: http.Header{"Host": {"erp.example:8085"}, "Content-Type": {"application/json"}, "Content-Length": {"14"}},
			Body:   []byte(`{"type":"add"}`), Status: 201, AnswerHeader: http.Header{"Transfer-Encoding": {"chunked"}},
			AnswerBody: []byte(`{"externalId":"E1"}`),
		},
		{
			Where: "post 2", Method: "POST", URL: "/device", Header: http.Header{}, Body: []byte("{\"type\":\n\n\"add\"}"),
			Status: 204, AnswerHeader: http.Header{"Server": {"x"}},
		},
		{
			Where: "post 3", Method: "POST", URL: "http://erp.example/operation", Header: http.Header{"X-Last": {"yes"}}, Body: []byte("no JSON"),
		},
	}
	if len(list) != len(want) {
		t.Fatalf("%d posts, want %d: %+v", len(list), len(want), list)
	}
	for i := range want {
		if fmt.Sprintf("%q", fmt.Sprint(list[i])) != fmt.Sprintf("%q", fmt.Sprint(want[i])) {
			t.Errorf("post %d is\n%+v, want\n%+v", i+1, list[i], want[i])
		}
	}
	// headers without a body and without an end of line
	if list, err := export.ReadRaw(strings.NewReader("POST /device HTTP/1.1\nX-A: b"), 0); err != nil || list[0].Header.Get("X-A") != "b" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestErrorsInRawHTTPNameThePost(t *testing.T) {
	const first = "POST /device HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}\r\n"
	for text, wants := range map[string][]string{
		"":                                      {"empty", "POST /device HTTP/1.1"},
		"{\"type\":\"add\"}":                    {"post 1", "not a request line"},
		"HTTP/1.1 200 OK\r\n\r\n":               {"post 1", "not a request line"},
		first + "POST /device\r\n\r\n":          {"post 2", "not a request line"},
		first + "P(ST /device HTTP/1.1\n\n":     {"post 2", "not a request line"},
		first + "POST / HTTP/1.1\nno colon\n\n": {"post 2", "headers"},
		first + "POST / HTTP/1.1\nContent-Length: ten\n\n":                {"post 2", "Content-Length", "not a number"},
		first + "POST / HTTP/1.1\nContent-Length: -1\n\n":                 {"post 2", "not a number"},
		first + "POST / HTTP/1.1\nContent-Length: 10\n\n{}":               {"post 2", "10", "only 2 bytes", "take that header out"},
		first + "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n{}":       {"post 2", "not the length"},
		first + "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n9\n{}":    {"post 2", "only 2 are there"},
		first + "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\n{}":    {"post 2", "goes on with"},
		first + "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n-1\n{}":   {"post 2", "not the length"},
		first + "HTTP/1.1 OK\n\n":                                         {"the answer to post 1", "not a status line"},
		first + "HTTP/1.1 200 OK\nContent-Length: 5\n\n":                  {"the answer to post 1", "only 0 bytes"},
		first + "POST / HTTP/1.1\n" + strings.Repeat("A: b\n", 1002):      {"post 2", "more than 1000 headers"},
		strings.Repeat("P / HTTP/1.1\nContent-Length: 0\n\n", 100_001):    {"more than 100000 posts"},
		"POST / HTTP/1.1\n\n\nHTTP/1.1 1e2 x\n\n":                         {"status line"},
		"POST / HTTP/1.1\nContent-Length: 99999999999999999999999\n\nabc": {"not a number"},
	} {
		list, err := export.ReadRaw(strings.NewReader(text), 0)
		mustSay(t, text, len(list), err, wants)
	}
	endless := "POST / HTTP/1.1\nContent-Length: 0\n\n" + strings.Repeat("HTTP/1.1 100 Continue\n\n", 100_000)
	if list, err := export.ReadRaw(strings.NewReader(endless), 0); err != nil || len(list) != 1 || list[0].Status != 0 {
		t.Errorf("an answer that never comes: %d, %v", len(list), err)
	}
}
