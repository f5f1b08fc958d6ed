package sender_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// keepAliveERP answers the first request of a connection and keeps it open. On the next
// request of that connection it reads everything and then ends the connection by
// end. It counts requests and connections.
type keepAliveERP struct {
	requests, connections atomic.Int32
	end                   func(*net.TCPConn)
	last                  int // the request of a connection that ends it; 0 is the second
}

func (e *keepAliveERP) handle(conn *net.TCPConn) {
	e.connections.Add(1)
	in := bufio.NewReader(conn)
	for n := 1; ; n++ {
		req, err := http.ReadRequest(in)
		if err != nil || !drain(req) {
			return
		}
		e.requests.Add(1)
		if n == max(e.last, 2) {
			e.end(conn)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	}
}

// TestNeverTwice: a post that reached the ERP over a kept connection which then broke is not
// sent again, not even when a header invites net/http to do so (T7).
func TestNeverTwice(t *testing.T) {
	ends := map[string]func(*net.TCPConn){"closed": func(*net.TCPConn) {}, "reset": reset}
	headers := map[string]http.Header{"plain": nil,
		"idempotency key":   {"Idempotency-Key": {"1"}},
		"x-idempotency key": {"x-idempotency-key": {"1"}}}
	for end, how := range ends {
		for name, header := range headers {
			t.Run(end+" "+name, func(t *testing.T) {
				erp := &keepAliveERP{end: how}
				url := "http://" + listen(t, erp.handle)
				client := newClient(t, sender.Options{Header: header})
				t.Cleanup(client.Close)
				if r := client.Post(ctxOf(t), url, sample()); !r.Accepted {
					t.Fatalf("first post: %s", r)
				}
				expectTrouble(t, client.Post(ctxOf(t), url, sample()), sender.Reset, 0, true, "closed the connection")
				if erp.requests.Load() != 2 || erp.connections.Load() != 1 {
					t.Errorf("%d requests over %d connections, wanted 2 over 1", erp.requests.Load(), erp.connections.Load())
				}
			})
		}
	}
}

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
	client := newClient(t, sender.Options{Timeout: 10 * time.Second})
	r := client.Post(ctxOf(t), url, bytes.Repeat([]byte("x"), 64<<20))
	if r.Status != 413 || r.Message != "too long" {
		t.Errorf("got %s", r)
	}
}

// TestWhatLeaves: T1 to the letter, and the bytes of the payload as they are (P5, P6).
func TestWhatLeaves(t *testing.T) {
	type seen struct {
		method, path, auth, body string
		header                   http.Header
		length                   int64
	}
	got := make(chan seen, 1)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		user, password, _ := r.BasicAuth()
		got <- seen{r.Method, r.URL.RequestURI(), user + ":" + password, string(body), r.Header, r.ContentLength}
	}))
	t.Cleanup(s.Close)
	client := newClient(t, sender.Options{Header: http.Header{"x-tenant": {"7"}, "User-Agent": {"MES/1"}}})
	url := strings.Replace(s.URL, "http://", "http://me:pa%40ss@", 1) + "/erp/device?a=b%20c#part"
	p := sample()
	p.SKU = `גיטרה <&> "0007" ` + "\u2028"
	client.Post(ctxOf(t), url, p)
	x := <-got
	if x.method != "POST" || x.path != "/erp/device?a=b%20c" || x.auth != "me:pa@ss" || x.length != int64(len(x.body)) {
		t.Errorf("got %+v", x)
	}
	if x.header.Get("Content-Type") != "application/json" || x.header.Get("X-Tenant") != "7" || x.header.Get("User-Agent") != "MES/1" {
		t.Errorf("headers: %v", x.header)
	}
	if !strings.Contains(x.body, `"sku":"גיטרה <&> \"0007\" \u2028"`) || !strings.Contains(x.body, `"workorderExternalId":null`) {
		t.Errorf("body: %s", x.body)
	}
	raw := " { \"quantity\": 0.10, \xff\n "
	client.Post(ctxOf(t), s.URL, []byte(raw))
	if x := <-got; x.body != raw {
		t.Errorf("raw body: %q", x.body)
	}
}

// TestRedirectIsNotFollowed: T2, with a target that would say if it were called.
func TestRedirectIsNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		var calls atomic.Int32
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			calls.Add(1)
			w.Header().Set("Location", "/again")
			w.WriteHeader(status)
		}))
		r := newClient(t, sender.Options{}).Post(ctxOf(t), s.URL, sample())
		if !r.Accepted || r.Status != status || calls.Load() != 1 {
			t.Errorf("status %d: %s, %d calls", status, r, calls.Load())
		}
		s.Close()
	}
}

// TestUnreadableLocation: a redirect is success even when its target is nonsense.
func TestUnreadableLocation(t *testing.T) {
	r := newClient(t, sender.Options{}).Post(ctxOf(t), fixedERP(t, 302, map[string]string{"Location": "http://%zz@:x"}, ""), sample())
	if !r.Accepted || r.Trouble != "" {
		t.Errorf("got %s", r)
	}
}

// TestSixteenStations: one client serves many at once, and none gets another's answer (E8).
func TestSixteenStations(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write([]byte(`{"externalId":"` + string(body) + `"}`))
	}))
	t.Cleanup(s.Close)
	client := newClient(t, sender.Options{})
	var all sync.WaitGroup
	for station := range 16 {
		all.Go(func() {
			for n := range 20 {
				id := strings.Repeat(string(rune('a'+station)), n+1)
				if r := client.Post(ctxOf(t), s.URL, []byte(id)); r.ExternalID != id {
					t.Errorf("station %d got %q, wanted %q", station, r.ExternalID, id)
				}
			}
		})
	}
	all.Wait()
}

func TestWrongOptions(t *testing.T) {
	for name, opts := range map[string]sender.Options{
		"time-out":     {Timeout: -1},
		"limit":        {MaxAnswer: -1},
		"header name":  {Header: http.Header{"a b": {"c"}}},
		"header value": {Header: http.Header{"A": {"c\r\nX: y"}}},
	} {
		if _, err := sender.NewClient(opts); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
