package mockerp_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// dial opens a raw connection that the test closes.
func dial(t *testing.T, erp *mockerptest.Mock) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(erp.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// readStatus is the status of the answer on a raw connection.
func readStatus(t *testing.T, conn net.Conn) int {
	t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode
}

// hurried is a mock that gives a sender little time, so that the tests need not wait.
func hurried(c *mockerp.Config) { c.ReadTimeout = 300 * time.Millisecond }

func TestHostile_SlowSendersByTheHundredDoNotHoldUpGoodPosts(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithConfig(hurried))
	var slow []net.Conn
	for range 300 {
		conn := dial(t, erp)
		fmt.Fprint(conn, "POST /device HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")
		slow = append(slow, conn)
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != 200 {
		t.Errorf("the good post got %d %s", got.status, got.Message)
	}
	for _, conn := range slow {
		if got := readStatus(t, conn); got != http.StatusRequestTimeout {
			t.Fatalf("a slow sender got %d, wanted 408", got)
		}
	}
}

func TestHostile_SlowHeadersAreCutOff(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithConfig(hurried))
	conn := dial(t, erp)
	fmt.Fprint(conn, "POST /device HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	if _, err := io.ReadAll(conn); err != nil {
		t.Errorf("the connection was not closed in time: %v", err)
	}
}

func TestHostile_BodiesWithoutEndAreRefused(t *testing.T) {
	erp := mockerptest.Start(t)
	conn := dial(t, erp)
	fmt.Fprint(conn, "POST /device HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
	go func() { // until the mock closes the connection
		chunk := fmt.Sprintf("%x\r\n%s\r\n", 4096, strings.Repeat("[", 4096))
		for {
			if _, err := io.WriteString(conn, chunk); err != nil {
				return
			}
		}
	}()
	if got := readStatus(t, conn); got != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d, wanted 413", got)
	}
}

func TestHostile_MalformedHTTPIsRefused(t *testing.T) {
	erp := mockerptest.Start(t)
	for _, raw := range []string{
		"hello\r\n\r\n",
		"POST /device HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"POST /device HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
		"POST /device HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"POST /device HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("y", 64<<10) + "\r\n\r\n",
		"POST /device HTTP/9.9\r\nHost: x\r\n\r\n",
	} {
		conn := dial(t, erp)
		fmt.Fprint(conn, raw)
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if errors.Is(err, syscall.ECONNRESET) {
			continue // refused before all of it was read
		}
		if err != nil || response.StatusCode < 400 {
			t.Errorf("%.40q got %v %v", raw, response, err)
		}
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != 200 {
		t.Errorf("the good post after them got %d %s", got.status, got.Message)
	}
}

func TestHostile_OneConnectionTooManyIsTurnedAwayWithASentence(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxConns = 2 }))
	first, second := dial(t, erp), dial(t, erp)
	for _, conn := range []net.Conn{first, second} { // both are accepted once they are answered
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		readStatus(t, conn)
	}
	third, err := io.ReadAll(dial(t, erp))
	if !strings.HasPrefix(string(third), "HTTP/1.1 503 ") || !strings.Contains(string(third), "\r\nRetry-After: 1\r\n") || !strings.Contains(string(third), "2 open connections already") {
		t.Errorf("the third connection got %q, %v", third, err)
	}
	first.Close()
	second.Close()
	waitUntil(t, "a place is free again", func() bool {
		conn := dial(t, erp)
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		return readStatus(t, conn) == http.StatusMethodNotAllowed
	})
}

func TestHostile_DeepAndWideBodiesAreRefused(t *testing.T) {
	erp := mockerptest.Start(t)
	for name, body := range map[string]string{
		"deep":       strings.Repeat("[", 500_000),
		"deep right": strings.Repeat(`{"item":`, 100_000) + "1" + strings.Repeat("}", 100_000),
		"number":     `{"type":"add","actCode":"A","validQty":1e1000001}`,
		"wide":       `{` + strings.Repeat(`"a":1,`, 100_000) + `"b":2}`,
	} {
		got := post(t, erp.URL()+"/", body)
		if got.status != 400 && got.status != 422 {
			t.Errorf("%s: got %d", name, got.status)
		}
		if len(got.Findings) == 0 || len(got.Findings) > 200 {
			t.Errorf("%s: got %d findings, wanted some, but a bounded number", name, len(got.Findings))
		}
	}
}

func TestHostile_RunsByTheTenThousandAreRefusedAndTheOthersGoOn(t *testing.T) {
	erp := mockerptest.Start(t)
	refused := 0
	client := &http.Client{}
	defer client.CloseIdleConnections()
	for i := range 10_000 {
		response, err := client.Post(fmt.Sprintf("%s/r/run-%d/device", erp.URL(), i), "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode == http.StatusServiceUnavailable {
			refused++
		}
	}
	if refused != 10_000-999 {
		t.Errorf("%d runs were refused, wanted all but 999", refused)
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != 200 {
		t.Errorf("the default run got %d %s", got.status, got.Message)
	}
}

// waitUntil polls a condition that no event announces.
func waitUntil(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
