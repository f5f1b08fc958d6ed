package mockerp_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// raw writes bytes to a door and reads the answers to so many requests.
func raw(t *testing.T, addr, text string, answers int) []answered {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(conn)
	all := make([]answered, answers)
	for i := range all {
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatalf("answer %d: %v", i+1, err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(body, &all[i]); err != nil {
			t.Fatalf("answer %d is not JSON: %v: %s", i+1, err, body)
		}
		all[i].status, all[i].header = response.StatusCode, response.Header
	}
	if _, err := reader.ReadByte(); err == nil {
		t.Error("the connection was not closed")
	}
	return all
}

// TestERPDoor_AnswersWhatIsNoHTTP: in JSON with a message, as all else, and the journal has it.
func TestERPDoor_AnswersWhatIsNoHTTP(t *testing.T) {
	tests := map[string]struct {
		text, message, method, url string
		status                     int
		report                     bool // it may be one of the MES
	}{
		"no host":           {"POST /device?token=1 HTTP/1.1\r\n\r\n", "missing required Host header", "POST", "/device?token=1", 400, true},
		"no request":        {"what is this\r\n\r\n", "not an HTTP request that can be read: it is malformed", "", "", 400, true},
		"TLS":               {"\x16\x03\x01\x00\x05hello", "This door speaks plain HTTP, but the connection began with TLS", "", "", 400, false},
		"bad header":        {"POST /device HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "not an HTTP request that can be read", "POST", "/device", 400, true},
		"bad header of GET": {"GET /device HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "not an HTTP request that can be read", "GET", "/device", 400, false},
		"long headers":      {"POST /device HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("x", 40<<10) + "\r\n\r\n", "longer than the 32 KiB", "POST", "/device", 431, true},
		"encoding":          {"POST /device HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "transfer encoding is not known", "POST", "/device", 501, true},
		"expectation":       {"POST /device HTTP/1.1\r\nHost: x\r\nExpect: later\r\nContent-Length: 2\r\n\r\n{}", "header Expect", "POST", "/device", 417, true},
		"version":           {"POST /device HTTP/3.0\r\nHost: x\r\n\r\n", "version of HTTP", "POST", "/device", 505, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			erp := mockerptest.Start(t)
			got := raw(t, strings.TrimPrefix(erp.URL(), "http://"), test.text, 1)[0]
			if got.status != test.status || !strings.Contains(got.Message, test.message) || got.header.Get("Erpkit-Exchange") != "1" {
				t.Errorf("got %d %q %v", got.status, got.Message, got.header)
			}
			if report := len(got.Findings) == 1 && got.Findings[0].Clause == "T1"; report != test.report || !report && len(got.Findings) > 0 {
				t.Errorf("got findings %+v, wanted T1: %v", got.Findings, test.report)
			}
			x := erp.Exchanges(t, journal.Filter{})
			if len(x) != 1 || x[0].Request.Method != test.method || x[0].Request.URL != test.url || x[0].Answer.Status != test.status || x[0].Decision.By != "door" {
				t.Errorf("the journal has %+v", x)
			}
		})
	}
}

// TestERPDoor_TellsRequestsOfOneConnectionApart: what is wrong is the second one, and a right one before it stays right.
func TestERPDoor_TellsRequestsOfOneConnectionApart(t *testing.T) {
	erp := mockerptest.Start(t)
	first := "GET /device HTTP/1.1\r\nHost: x\r\n\r\n"
	got := raw(t, strings.TrimPrefix(erp.URL(), "http://"), first+"POST /device HTTP/1.1\r\n\r\n", 2)
	if got[0].status != 405 || got[1].status != 400 {
		t.Errorf("got %+v", got)
	}
	x := erp.Exchanges(t, journal.Filter{})
	if len(x) != 2 || x[0].Request.Method != "GET" || x[1].Request.Method == "GET" {
		t.Errorf("the journal has %+v", x)
	}
}

func TestTLSDoor_SaysThatItWantsHTTPS(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.TLSAddr = "127.0.0.1:0" }))
	got := raw(t, strings.TrimPrefix(erp.TLSURL(), "https://"), "POST /device HTTP/1.1\r\nHost: x\r\n\r\n", 1)[0]
	if got.status != 400 || !strings.Contains(got.Message, "write https:// in the URL") {
		t.Errorf("got %d %q", got.status, got.Message)
	}
	if x := erp.Exchanges(t, journal.Filter{}); len(x) != 1 || x[0].Request.URL != "/device" {
		t.Errorf("the journal has %+v", x)
	}
}

// TestERPDoor_LeavesAScriptsAnswerAlone: also one that looks like a refusal of the server.
func TestERPDoor_LeavesAScriptsAnswerAlone(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithScript(parsed(t, `version: 1
rules:
  - name: text
    answer: {status: 400, headers: {Content-Type: "text/plain; charset=utf-8"}, body: "400 Bad Request"}
`)))
	got := exchange(t, "POST", erp.URL()+"/device", "application/json", device("add", "SN-1", ""))
	if got.status != 400 || got.Message != "" || got.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("got %+v", got)
	}
}

// A line that is not a request may have secrets in it all the same.
func TestERPDoor_TellsNoSecretsOfWhatIsNoHTTP(t *testing.T) {
	erp := mockerptest.Start(t)
	addr := strings.TrimPrefix(erp.URL(), "http://")
	for _, line := range []string{"POST /device?token=hidden HTTP/1.1 x", "POST http://u:hidden@h/device HTTP/1.1 x"} {
		got := raw(t, addr, line+"\r\nHost: a\r\n\r\n", 1)[0]
		if len(got.Findings) != 1 || strings.Contains(got.Findings[0].Got, "hidden") || !strings.Contains(got.Findings[0].Got, "POST") {
			t.Errorf("%s: got %+v", line, got.Findings)
		}
	}
}
