package sender_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/erpkit/erpkit/sender"
)

// keys are credentials that count how often they were refused.
type keys struct {
	header  http.Header
	err     error
	refused atomic.Int32
}

func (k *keys) Header(context.Context, []byte) (http.Header, error) { return k.header, k.err }
func (k *keys) Refused()                                            { k.refused.Add(1) }

// TestClient_ShowsNoCredentials: whatever the header is called and however short its value is; the client's own
// header wins.
func TestClient_ShowsNoCredentials(t *testing.T) {
	var seen http.Header
	status := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	k := &keys{header: http.Header{"X-Odd": {"q7"}, "X-Tenant": {"q8"}}}
	client := newClient(t, sender.Options{Credentials: k, Header: http.Header{"X-Tenant": {"seven"}}})
	for _, status = range []int{200, 403, 401} {
		r := client.Post(ctxOf(t), s.URL, sample())
		asJSON, err := json.Marshal(r)
		if err != nil || seen.Get("X-Odd") != "q7" || seen.Get("X-Tenant") != "seven" {
			t.Fatalf("%v, the ERP saw %v", err, seen)
		}
		if shown := string(asJSON) + r.Transcript.String() + r.Transcript.Curl(); strings.Contains(shown, "q7") || !strings.Contains(shown, "X-Odd: ***") {
			t.Errorf("HTTP %d: %s", status, shown)
		}
		if carried := strings.Contains(r.Words, "the header X-Odd of 2 characters"); carried != (status >= 400) {
			t.Errorf("HTTP %d: %s", status, r)
		}
	}
	if k.refused.Load() != 1 {
		t.Errorf("the credentials were refused %d times, wanted once, by the 401", k.refused.Load())
	}
}

// TestClient_SendsNothingWithoutItsCredentials: the reason is told, and nothing can be booked.
func TestClient_SendsNothingWithoutItsCredentials(t *testing.T) {
	var posts atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { posts.Add(1) }))
	t.Cleanup(s.Close)
	client := newClient(t, sender.Options{Credentials: &keys{err: errors.New("the token endpoint sleeps")}})
	r := client.Post(ctxOf(t), s.URL, sample())
	if r.Trouble != sender.NoEntry || posts.Load() != 0 || r.MayBeBooked() || !strings.Contains(r.Words, "The token endpoint sleeps.") || r.Cure == "" {
		t.Errorf("%d posts arrived: %s", posts.Load(), r)
	}
}
