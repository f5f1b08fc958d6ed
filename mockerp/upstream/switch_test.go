package upstream_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/upstream"
)

// lasting is an ERP whose connections do as talk says, and stay open until the test ends or the other side leaves.
func lasting(t *testing.T, talk func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { listener.Close(); <-done })
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			talk(conn)
			_, _ = io.Copy(io.Discard, conn) // until the mock hangs up: a leak hangs here
			conn.Close()
		}
	}()
	return listener.Addr().String()
}

// says reads a request and writes the text, a piece at a time.
func says(pieces ...string) func(net.Conn) {
	return func(conn net.Conn) {
		if request, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			_, _ = io.Copy(io.Discard, request.Body)
		}
		for _, piece := range pieces {
			if _, err := io.WriteString(conn, piece); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// openFiles is how many file descriptors the process has open.
func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("the system does not tell which files are open")
	}
	return len(entries)
}

// TestAsk_EndsInTimeAndLeavesNothing: whatever the ERP does instead of answering, from the first byte to the last.
func TestAsk_EndsInTimeAndLeavesNothing(t *testing.T) {
	const switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
	slowly := strings.Split(strings.Repeat("x|", 1000), "|")
	for name, test := range map[string]struct {
		scheme string
		talk   func(net.Conn)
		status int
		words  string
	}{
		"another protocol":             {"http://", says(switching), 502, "another protocol (101)"},
		"another protocol with bytes":  {"http://", says(switching, "\x81\x05hello"), 502, "another protocol (101)"},
		"another protocol, unnamed":    {"http://", says("HTTP/1.1 101 \r\n\r\n"), 502, "another protocol (101)"},
		"HTTP/2 out of nothing":        {"http://", says("\x00\x00\x00\x04\x00\x00\x00\x00\x00"), 504, "did not answer within"},
		"a status that there is not":   {"http://", says("HTTP/1.1 000 Hm\r\nContent-Length: 0\r\n\r\n"), 502, "no status 000"},
		"another protocol by name":     {"http://", says("RTSP/1.0 200 OK\r\n\r\n"), 502, "could not be asked"},
		"silence":                      {"http://", says(), 504, "did not answer within"},
		"silence before TLS":           {"https://", says(), 504, "The ERP at"},
		"headers drop by drop":         {"http://", says(append([]string{"HTTP/1.1 200 OK\r\nX: "}, slowly...)...), 504, "did not answer within"},
		"a body drop by drop":          {"http://", says(append([]string{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"}, slowly...)...), 504, "did not answer within"},
		"a body without end":           {"http://", says(append([]string{"HTTP/1.1 200 OK\r\n\r\n"}, slowly...)...), 504, "did not answer within"},
		"news that are not the answer": {"http://", says("HTTP/1.1 103 Early Hints\r\n\r\n"), 504, "did not answer within"},
	} {
		t.Run(name, func(t *testing.T) {
			addr := lasting(t, test.talk)
			u := upstreamOf(t, upstream.Options{URL: test.scheme + addr, Timeout: 200 * time.Millisecond})
			files, started := openFiles(t), time.Now()
			_, trouble := u.Ask(t.Context(), device)
			if took := time.Since(started); took > 3*time.Second {
				t.Errorf("it took %s", took)
			}
			if trouble == nil || trouble.Status != test.status || !strings.Contains(trouble.Message, test.words) {
				t.Errorf("got %+v", trouble)
			}
			deadline := time.Now().Add(3 * time.Second)
			for openFiles(t) > files {
				if time.Now().After(deadline) {
					t.Fatalf("%d files are open, %d were", openFiles(t), files)
				}
				time.Sleep(10 * time.Millisecond)
			}
		})
	}
}
