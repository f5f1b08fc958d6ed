package sender_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// idleERP closes a connection that was idle for some milliseconds, as a server with a short keep-alive does.
func idleERP(t *testing.T, idle time.Duration, keepAlive string) (url string, posts, lines *atomic.Int64) {
	t.Helper()
	posts, lines = new(atomic.Int64), new(atomic.Int64)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		posts.Add(1)
		if keepAlive != "" {
			w.Header().Set("Keep-Alive", keepAlive)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	s.Config.IdleTimeout = idle
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			lines.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s.URL, posts, lines
}

// TestIdleConnection_CostsNoPost: an ERP that closes idle connections just when the next post leaves gets every post once.
func TestIdleConnection_CostsNoPost(t *testing.T) {
	const each, stations = 60, 6
	url, posts, _ := idleERP(t, 50*time.Millisecond, "")
	client := newClient(t, sender.Options{})
	t.Cleanup(client.Close)
	var all sync.WaitGroup
	for station := range stations {
		all.Go(func() {
			for n := range each {
				if r := client.Post(t.Context(), url, sample()); !r.Accepted {
					t.Errorf("post %d of station %d: %s", n, station, r)
				}
				time.Sleep(45*time.Millisecond + time.Duration(n%10)*time.Millisecond) // around the 50 ms
			}
		})
	}
	all.Wait()
	if got := posts.Load(); got != each*stations {
		t.Errorf("%d posts arrived, wanted %d", got, each*stations)
	}
}

// TestIdleConnection_IsKept: a connection is reused as long as the ERP says that it keeps it, or only for a moment if it says nothing.
func TestIdleConnection_IsKept(t *testing.T) {
	for keepAlive, want := range map[string]int64{"": 4, "timeout=5": 1, "max=100, timeout=5": 1, "timeout=0": 4, "timeout=x": 4, "timeout=-5": 4} {
		url, _, lines := idleERP(t, time.Minute, keepAlive)
		client := newClient(t, sender.Options{})
		for range 4 {
			if r := client.Post(t.Context(), url, sample()); !r.Accepted {
				t.Fatal(r)
			}
			time.Sleep(10 * time.Millisecond)
		}
		if got := lines.Load(); got != want {
			t.Errorf("Keep-Alive %q: %d connections, wanted %d", keepAlive, got, want)
		}
		client.Close()
	}
}
