package sender_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

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
		// It says how long it keeps the connection: without that the client would not trust it for more than a moment.
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=10\r\nContent-Length: 0\r\n\r\n")
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
