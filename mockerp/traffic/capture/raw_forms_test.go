package capture_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

const (
	pastedBody   = `{"type": "add", "workorderNumber": "NXT-915", "serial": "שלום"}`
	pastedPretty = "{\n    \"type\": \"add\",\n    \"workorderNumber\": \"NXT-915\",\n    \"serial\": \"שלום\"\n}"
	pastedAnswer = `{"externalId":"E-1"}`
	head         = "Host: erp.example\nContent-Type: application/json\n"
	sized        = head + "Content-Length: 67\n"
)

// pastes are a post to http://erp.example/device and its answer, as people paste them.
var pastes = map[string]string{
	"wire":              "POST /device HTTP/1.1\n" + sized + "\n" + pastedBody + "HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + pastedAnswer + "\n",
	"no length":         "POST /device HTTP/1.1\n" + head + "\n" + pastedBody + "\n\nHTTP/1.1 200\nContent-Type: application/json\n\n" + pastedAnswer + "\n",
	"HTTP/2":            "POST /device HTTP/2\n" + head + "\n" + pastedBody + "\n\nHTTP/2 200\n\n" + pastedAnswer + "\n",
	"carriage returns":  strings.ReplaceAll("POST /device HTTP/1.1\n"+sized+"\n"+pastedBody+"\nHTTP/1.1 200 OK\n\n"+pastedAnswer+"\n", "\n", "\r\n"),
	"HTTPie":            "POST /device HTTP/1.1\n" + sized + "\n" + pastedPretty + "\n\n\nHTTP/1.1 200 OK\nContent-Length: 20\n\n{\n    \"externalId\": \"E-1\"\n}\n\n\n\n",
	"no empty line":     "POST /device HTTP/1.1\n" + head + pastedBody + "\nHTTP/1.1 200 OK\n" + pastedAnswer + "\n",
	"REST client":       "### add\nPOST http://erp.example/device\nContent-Type: application/json\n\n" + pastedPretty + "\n\nHTTP/1.1 200 OK\n\n" + pastedAnswer + "\n\n###\n",
	"too long a length": "POST /device HTTP/1.1\n" + head + "Content-Length: 5000\n\n" + pastedBody + "\n\nHTTP/1.1 200 OK\nContent-Length: 9999\n\n" + pastedAnswer + "\n",
	"curl -v": "$ curl -v -d '" + pastedBody + "' -H content-type:application/json http://erp.example/device\n* Trying 127.0.0.1:80...\n* Connected to erp.example (127.0.0.1) port 80 (#0)\n> POST /device HTTP/1.1\n> " +
		strings.ReplaceAll(strings.TrimSpace(sized), "\n", "\n> ") + "\n>\n* upload completely sent off: 67 bytes\n< HTTP/1.1 200 OK\n< Content-Type: application/json\n<\n" + pastedAnswer + "* Connection #0 to host erp.example left intact\n",
	"curl -v, in a file":  "curl -v -d '" + pastedBody + "' -H content-type:application/json http://erp.example/device\n> POST /device HTTP/1.1\r\n> Host: erp.example\r\n> Content-Type: application/json\r\n> \r\n} [67 bytes data]\n< HTTP/1.1 200 OK\r\n< \r\n{ [20 bytes data]\n" + pastedAnswer + "\n* Closing connection\n",
	"curl -i":             "me@host:~$ curl -i --json '" + pastedBody + "' http://erp.example/device\nHTTP/1.1 200 OK\nContent-Length: 20\n\n" + pastedAnswer + "me@host:~$ ls\n",
	"behind a proxy":      "curl -i --json '" + pastedBody + "' http://erp.example/device\nHTTP/1.1 200 Connection established\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n\n" + pastedAnswer + "\n",
	"curl, several lines": "curl http://erp.example/device \\\n  -H 'Content-Type: application/json' \\\n  -d '" + pastedPretty + "'\nHTTP/1.1 200 OK\n\n" + pastedAnswer + "\n",
	"HTTPie, its command": "$ echo '" + pastedBody + "' | http POST erp.example/device\nHTTP/1.1 200 OK\nContent-Length: 20\n\n" + pastedAnswer + "\n\n",
	"cmd":                 "C:\\>curl -i -H \"Content-Type: application/json\" ^\r\n -d \"" + strings.ReplaceAll(pastedBody, `"`, `\"`) + "\" ^\r\n http://erp.example/device\r\nHTTP/1.1 200 OK\r\n\r\n" + pastedAnswer + "\r\n",
	"PowerShell":          "PS C:\\> curl.exe -i --json '" + strings.ReplaceAll(pastedBody, `"`, `\"`) + "' `\n  http://erp.example/device\nHTTP/1.1 200 OK\n\n" + pastedAnswer + "\n",
	"fetch":               "fetch(\"http://erp.example/device\", {\n  \"headers\": {\n    \"content-type\": \"application/json\"\n  },\n  \"body\": " + fmt.Sprintf("%q", pastedBody) + ",\n  \"method\": \"POST\"\n});\n\nHTTP/1.1 200 OK\n\n" + pastedAnswer + "\n",
	"erpkit send":         "> POST http://erp.example/device\n> Content-Type: application/json\n>\n> " + pastedBody + "\n< HTTP/1.1 200 OK\n< Content-Type: application/json\n<\n< " + pastedAnswer + "\n  took 1.2ms\nRepeat it with:\n",
	"erpkit send, older":  "> POST http://erp.example/device\n> Content-Type: application/json\n>\n" + pastedBody + "\n\n< 200\n< Content-Type: application/json\n<\n" + pastedAnswer + "\n",
	"prefix":              prefixed("2026-11-28T08:00:0%d.123Z ", "POST /device HTTP/1.1\n"+sized+"\n"+pastedPretty+"\nHTTP/1.1 200 OK\n\n"+pastedAnswer),
	"container":           prefixed("mes_1  | ", "POST /device HTTP/1.1\n"+head+"\n"+pastedBody+"\n\nHTTP/1.1 200 OK\n\n"+pastedAnswer),
	"level":               prefixed("[2026-11-28 08:00:0%d,123] DEBUG http.client - ", "> POST /device HTTP/1.1\n> "+strings.ReplaceAll(strings.TrimSpace(head), "\n", "\n> ")+"\n>\n"+pastedBody+"\n< HTTP/1.1 200 OK\n<\n"+pastedAnswer),
	"prefix, only first":  "08:00:01 INFO  POST /device HTTP/1.1\n" + head + "\n" + pastedPretty + "\n08:00:01 DEBUG waiting\n08:00:02 INFO  HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + pastedAnswer + "\n08:00:03 INFO  done\n",
}

// prefixed writes a prefix before each line; the last blank is left out before an empty one.
func prefixed(prefix, text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		before := prefix
		if strings.Contains(prefix, "%d") {
			before = fmt.Sprintf(prefix, i%10)
		}
		b.WriteString(strings.TrimRight(before+line, " ") + "\n")
	}
	return b.String()
}

// TestRaw_AsPeoplePasteIt reads each form alone, twice, and among all others.
func TestRaw_AsPeoplePasteIt(t *testing.T) {
	all := ""
	for name, text := range pastes {
		all += text + "\n"
		for n, paste := range []string{text, text + "\n" + text} {
			list, err := readBack(paste, traffic.Raw)
			if err != nil || len(list) != n+1 {
				t.Errorf("%s: %d posts, %v", name, len(list), err)
				continue
			}
			for _, x := range list {
				checkPasted(t, name, x)
			}
		}
	}
	list, err := readBack(all, traffic.Raw)
	if err != nil || len(list) != len(pastes) {
		t.Fatalf("%d posts in all, %v", len(list), err)
	}
	for _, x := range list {
		checkPasted(t, "in all", x)
	}
}

func checkPasted(t *testing.T, name string, x *traffic.Exchange) {
	t.Helper()
	if trouble := x.Origin.Unreadable; trouble != "" {
		t.Errorf("%s: %s cannot be read: %s", name, x.Place(), trouble)
		return
	}
	if body := string(x.Request.Body); x.Request.Method != "POST" || x.Request.URL != "http://erp.example/device" && x.Request.URL != "/device" || body != pastedBody && body != pastedPretty {
		t.Errorf("%s: %s is %s %s %q", name, x.Place(), x.Request.Method, x.Request.URL, x.Request.Body)
	}
	if kind := x.Request.Header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("%s: %s is %q", name, x.Place(), kind)
	}
	if id := strings.Join(strings.Fields(string(x.Answer.Body)), ""); x.Answer.Status != 200 || id != pastedAnswer {
		t.Errorf("%s: the answer to %s is %d %q %q", name, x.Place(), x.Answer.Status, x.Answer.Body, x.Origin.Doubt)
	}
}

// TestRaw_ReadsTheCurlLinesOfAnExport: whatever stands in a post, it comes back.
func TestRaw_ReadsTheCurlLinesOfAnExport(t *testing.T) {
	list := exchanges()
	got, err := readBack(written(t, traffic.Curl, list, capture.Options{Reveal: true}), traffic.Raw)
	if err != nil || len(got) != len(list) {
		t.Fatalf("%d posts, %v", len(got), err)
	}
	for i, x := range got {
		if x.Request.Method != list[i].Request.Method || string(x.Request.Body) != string(list[i].Request.Body) || x.Origin.Unreadable != "" {
			t.Errorf("%s is %q %q of %q, and not %q", x.Place(), x.Request.Body, x.Origin.Unreadable, x.Request.URL, list[i].Request.Body)
		}
	}
}

// TestRaw_WhatIsNotCertain is said: where a body ends nobody knows without its length.
func TestRaw_WhatIsNotCertain(t *testing.T) {
	for text, want := range map[string]string{
		"POST /device HTTP/1.1\n\n" + pastedBody + "\nsaved.\n":                                              `"saved." follows the JSON of the body`,
		"POST /device HTTP/1.1\nContent-Length: 67\n\n" + pastedBody + "\n-- \nsaved.\n":                     `saved." follows the JSON of the body`,
		"POST /device HTTP/1.1\nContent-Length: 900\n\nabc\nPOST /device HTTP/1.1\n\n" + pastedBody:          "another message begins in line 5",
		"POST /device HTTP/1.1\nContent-Length: 2\n\nabcdef\n":                                               "but 6 bytes stand there",
		"POST /device HTTP/1.1\n\n" + pastedBody + "\nHTTP/1.1 200 OK\n\n" + pastedAnswer + "bye\n":          "",
		"POST /device HTTP/1.1\nContent-Length: 64\n\n{\"a\":\n\"b\"\n}\nHTTP/1.1 200 OK\n\n" + pastedAnswer: "",
	} {
		list, err := readBack(text, traffic.Raw)
		if err != nil || !strings.Contains(list[0].Origin.Doubt, want) || (want == "") != (list[0].Origin.Doubt == "") {
			t.Errorf("%q: %v, %q, want %q", text, err, list[0].Origin.Doubt, want)
		}
	}
}
