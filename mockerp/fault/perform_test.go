package fault_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/mockerp/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const body = `{"externalId":"ERP-DEV-000001"}`

// play starts a server whose only answer has the fault.
func play(t *testing.T, f fault.Fault, stop <-chan struct{}) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			t.Error(err)
		}
		answer := fault.Answer{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}
		if err := fault.Perform(w, r, f, answer, stop); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// heard is what a sender gets on the wire, to the end.
func heard(t *testing.T, addr string) (string, error) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "POST /device HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
	raw, err := io.ReadAll(bufio.NewReader(conn))
	return string(raw), err
}

func TestPerform(t *testing.T) {
	tests := map[fault.Kind]struct {
		reset           bool
		starts, lacks   string
		headers, inBody bool
	}{
		fault.ResetBefore:   {reset: true, lacks: "HTTP"},
		fault.ResetHeaders:  {reset: true, starts: "HTTP/1.1 200 OK", lacks: "\r\n\r\n"},
		fault.ResetAfter:    {reset: true, starts: "HTTP/1.1 200 OK", headers: true, lacks: "{"},
		fault.ResetBody:     {reset: true, starts: "HTTP/1.1 200 OK", headers: true, inBody: true, lacks: "}"},
		fault.Empty:         {lacks: "H"},
		fault.TruncatedJSON: {starts: "HTTP/1.1 200 OK", headers: true, inBody: true, lacks: "}"},
		fault.CutShort:      {starts: "HTTP/1.1 200 OK", headers: true, inBody: true},
		fault.Garbage:       {lacks: "HTTP"},
		fault.Drip:          {starts: "HTTP/1.1 200 OK", headers: true, inBody: true},
	}
	for kind, test := range tests {
		t.Run(string(kind), func(t *testing.T) {
			got, err := heard(t, play(t, fault.Fault{Kind: kind, BytesPerSecond: 2000}, nil))
			if errors.Is(err, syscall.ECONNRESET) != test.reset {
				t.Errorf("ended with %v, wanted a reset: %v", err, test.reset)
			}
			if !strings.HasPrefix(got, test.starts) || (test.lacks != "" && strings.Contains(got, test.lacks)) {
				t.Errorf("got %q, wanted it to start with %q and to lack %q", got, test.starts, test.lacks)
			}
			if strings.Contains(got, "\r\n\r\n") != test.headers || strings.Contains(got, `{"ext`) != test.inBody {
				t.Errorf("got %q, wanted whole headers %v and some body %v", got, test.headers, test.inBody)
			}
		})
	}
	if len(tests)+1 != len(fault.Kinds()) { // the time-out has its own test
		t.Errorf("%d of %d faults are tested", len(tests)+1, len(fault.Kinds()))
	}
}

func TestPerform_TruncatedJSONIsRightHTTP(t *testing.T) {
	response, err := http.Post("http://"+play(t, fault.Fault{Kind: fault.TruncatedJSON}, nil), "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil || string(got) != body[:len(body)/2] {
		t.Errorf("got %q %v", got, err)
	}
}

func TestPerform_TimeoutEndsWithStop(t *testing.T) {
	stop := make(chan struct{})
	addr := play(t, fault.Fault{Kind: fault.Timeout}, stop)
	ended := make(chan string)
	go func() {
		got, err := heard(t, addr)
		ended <- fmt.Sprint(got, err)
	}()
	select {
	case got := <-ended:
		t.Fatalf("the time-out was answered: %s", got)
	case <-time.After(50 * time.Millisecond):
	}
	close(stop)
	if got := <-ended; strings.Contains(got, "HTTP") {
		t.Errorf("got %s", got)
	}
}

func TestPerform_TimeoutEndsWithTheSender(t *testing.T) {
	addr := play(t, fault.Fault{Kind: fault.Timeout}, nil)
	client := &http.Client{Timeout: 50 * time.Millisecond}
	defer client.CloseIdleConnections()
	if _, err := client.Post("http://"+addr, "application/json", strings.NewReader("{}")); err == nil {
		t.Error("the time-out was answered")
	} // goleak sees a server that still waits
}

func TestPerform_DripIsSlow(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	got, _ := heard(t, play(t, fault.Fault{Kind: fault.Drip, BytesPerSecond: 1}, stop))
	if len(got) > 1 {
		t.Errorf("a drip of one byte a second sent %q although it was stopped at once", got)
	}
}

func TestParse_ListsTheNames(t *testing.T) {
	for _, known := range fault.Kinds() {
		if got, err := fault.Parse(string(known.Kind)); err != nil || got != known.Kind {
			t.Errorf("%s: got %q %v", known.Kind, got, err)
		}
	}
	if _, err := fault.Parse("explode"); err == nil || !strings.Contains(err.Error(), "timeout, ") {
		t.Errorf("got %v, wanted the names", err)
	}
}

func ExampleParse() {
	_, err := fault.Parse("reset")
	fmt.Println(err)
	// Output:
	// "reset" is not a fault: use one of timeout, reset-before-headers, reset-in-headers, reset-after-headers, reset-in-body, empty, truncated-json, wrong-length, garbage, drip
}
