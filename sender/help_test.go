package sender_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newClient makes a client that is closed with the test.
func newClient(t testing.TB, opts sender.Options) *sender.Client {
	t.Helper()
	c, err := sender.NewClient(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// fixedERP answers every post the same way.
func fixedERP(t testing.TB, status int, header map[string]string, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// rawERP is an ERP below HTTP: handle gets each connection after one whole request was read
// from it. It returns the URL and a count of the requests that arrived.
func rawERP(t testing.TB, handle func(conn *net.TCPConn)) (url string, requests func() int) {
	t.Helper()
	var mu sync.Mutex
	count := 0
	listener := listen(t, func(conn *net.TCPConn) {
		req, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil || !drain(req) {
			return
		}
		mu.Lock()
		count++
		mu.Unlock()
		handle(conn)
	})
	return "http://" + listener, func() int { mu.Lock(); defer mu.Unlock(); return count }
}

func drain(req *http.Request) bool {
	buffer := make([]byte, req.ContentLength)
	for n := 0; n < len(buffer); {
		m, err := req.Body.Read(buffer[n:])
		n += m
		if err != nil && n < len(buffer) {
			return false
		}
	}
	return true
}

// listen serves raw connections until the test ends, then waits for their handlers.
func listen(t testing.TB, handle func(conn *net.TCPConn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				handle(conn.(*net.TCPConn))
			})
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return l.Addr().String()
}

// untilClosed blocks until the other side has closed the connection.
func untilClosed(conn net.Conn) {
	buffer := make([]byte, 64)
	for {
		if _, err := conn.Read(buffer); err != nil {
			return
		}
	}
}

// sample is a right device post.
func sample() schemas.DevicePayload {
	return schemas.DevicePayload{
		Type: "add", WorkorderNumber: "NXT-915", SKU: "0007", Serial: "SerialNumber123",
		WorkorderID: "8be4d280-0978-11f0-85c4-17a4d49812dc",
		StockID:     "3e8c75d1-3b7b-4416-a525-a4441056e9bf",
		SessionID:   "3e8c75d1-3b7b-4416-a525-a4441056e9c0",
	}
}

func ctxOf(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}
