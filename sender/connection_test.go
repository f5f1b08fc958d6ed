package sender_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// TestDeadConnection: a kept connection that the ERP closed in the meantime, or on which it says
// something that nobody asked for, costs no post.
func TestDeadConnection(t *testing.T) {
	for name, then := range map[string]func(*net.TCPConn){
		"closed":      func(conn *net.TCPConn) { _ = conn.Close() },
		"half closed": func(conn *net.TCPConn) { _ = conn.CloseWrite() },
		"reset":       func(conn *net.TCPConn) { reset(conn); _ = conn.Close() },
		"talks":       say("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", func(*net.TCPConn) {}),
	} {
		t.Run(name, func(t *testing.T) {
			gone := make(chan struct{})
			client := newClient(t, sender.Options{})
			url, requests := rawERP(t, say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", func(conn *net.TCPConn) {
				<-gone
				then(conn)
				gone <- struct{}{}
				untilClosed(conn)
			}))
			t.Cleanup(client.Close)
			for n := range 20 {
				if r := client.Post(ctxOf(t), url, sample()); !r.Accepted || requests() != n+1 {
					t.Fatalf("post %d: %s, %d requests arrived", n, r, requests())
				}
				gone <- struct{}{} // only now, with the answer read, does the ERP do it
				<-gone
			}
		})
	}
}

// TestSurplus: an ERP that counts its Content-Length in characters cuts its own message. The
// rest of it never gets into the answer to the next post, and the words say what is wrong.
func TestSurplus(t *testing.T) {
	answer := "HTTP/1.1 422 No\r\nContent-Length: 23\r\n\r\n{\"message\":\"שלום עולם\"}"
	url := "http://" + listen(t, func(conn *net.TCPConn) {
		in := bufio.NewReader(conn)
		for {
			req, err := http.ReadRequest(in)
			if err != nil || !drain(req) {
				return
			}
			_, _ = io.WriteString(conn, answer)
		}
	})
	client := newClient(t, sender.Options{})
	t.Cleanup(client.Close)
	for n := range 200 {
		r := client.Post(ctxOf(t), url, sample())
		if r.Status != 422 || r.Trouble != "" || r.Message != "" || !strings.Contains(r.Words, "more bytes than") || !strings.Contains(r.Cure, "in bytes") {
			t.Fatalf("post %d: %s", n, r)
		}
	}
}

// TestKeptConnections: posts one after the other share a connection; Close ends it.
func TestKeptConnections(t *testing.T) {
	erp := &keepAliveERP{end: func(*net.TCPConn) {}, last: 100}
	url := "http://" + listen(t, erp.handle)
	client := newClient(t, sender.Options{})
	for range 10 {
		if r := client.Post(ctxOf(t), url, sample()); !r.Accepted {
			t.Fatal(r)
		}
	}
	client.Close()
	for range 3 { // still usable, but keeps nothing
		if r := client.Post(ctxOf(t), url, sample()); !r.Accepted {
			t.Fatal(r)
		}
	}
	if erp.connections.Load() != 4 {
		t.Errorf("%d connections, wanted 4", erp.connections.Load())
	}
}

// TestLastAnswer: after "Connection: close" nothing more is written to a connection, even while
// the ERP still holds it open.
func TestLastAnswer(t *testing.T) {
	url, requests := rawERP(t, say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", untilGone))
	client := newClient(t, sender.Options{Timeout: 10 * time.Second})
	for n := range 3 {
		if r := client.Post(ctxOf(t), url, sample()); !r.Accepted || requests() != n+1 {
			t.Fatalf("post %d: %s, %d requests arrived", n, r, requests())
		}
	}
}

// TestEarlyRefusal: an ERP that refuses a long body before it has read it is understood.
func TestEarlyRefusal(t *testing.T) {
	done := make(chan struct{})
	url := "http://" + listen(t, func(conn *net.TCPConn) {
		if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 413 Too Long\r\nContent-Length: 22\r\n\r\n{\"message\":\"too long\"}")
		<-done // and reads no further
	})
	t.Cleanup(func() { close(done) })
	client := newClient(t, sender.Options{})
	r := client.Post(ctxOf(t), url, bytes.Repeat([]byte("x"), 16<<20))
	if r.Status != 413 || r.Message != "too long" {
		t.Errorf("got %s", r)
	}
}
