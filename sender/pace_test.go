package sender_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/erpkit/erpkit/sender"
)

// TestClient_SharesItsPace: clients that share a pace keep it together, and a cancelled one posts nothing.
func TestClient_SharesItsPace(t *testing.T) {
	var posts atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { posts.Add(1) }))
	t.Cleanup(s.Close)
	pace := rate.NewLimiter(50, 1)
	one, other := newClient(t, sender.Options{Pace: pace}), newClient(t, sender.Options{Pace: pace})
	began := time.Now()
	for range 3 {
		for _, client := range []*sender.Client{one, other} {
			if r := client.Post(ctxOf(t), s.URL, sample()); !r.Accepted {
				t.Fatal(r)
			}
		}
	}
	if took := time.Since(began); took < 5*time.Second/50 {
		t.Errorf("6 posts at 50 a second took %s", took)
	}
	pace.SetLimit(0.01)
	pace.Allow() // a slow machine has left one in the meantime
	short, cancel := context.WithTimeout(ctxOf(t), 20*time.Millisecond)
	defer cancel()
	if r := one.Post(short, s.URL, sample()); r.Trouble != sender.Cancelled || posts.Load() != 6 {
		t.Errorf("%d posts arrived, the last one: %s", posts.Load(), r)
	}
}
