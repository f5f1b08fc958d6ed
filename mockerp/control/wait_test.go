package control

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// waitingStore tells when somebody waits, so that no test has to sleep.
type waitingStore struct {
	journal.Store
	waits chan journal.Filter
}

func newWaitingStore() waitingStore {
	return waitingStore{journal.NewMemory(10, 1<<20), make(chan journal.Filter, mostWaiting+1)}
}

func (s waitingStore) Wait(ctx context.Context, f journal.Filter, n int) (journal.Page, error) {
	s.waits <- f
	return s.Store.Wait(ctx, f, n)
}

func TestWaitEndsWithTheLastPost(t *testing.T) {
	store := newWaitingStore()
	m := start(t, func(o *Options) { o.Journal = store })
	m.post(t, nil)
	answered := make(chan map[string]any)
	go func() { answered <- m.get(t, 200, v1+"/exchanges/wait?n=2&limit=1&run=default&timeout=20s") }()
	if f := <-store.waits; f.Run != "default" || f.Limit != 2 {
		t.Errorf("waited with %+v", f)
	}
	m.post(t, func(x *traffic.Exchange) { x.Run = "line-4" })
	m.post(t, nil)
	if page := <-answered; page["enough"] != true || ids(t, page) != "1 3" {
		t.Errorf("got %v", page)
	}
}

func TestWaitEndsWithItsTime(t *testing.T) {
	m := start(t)
	m.post(t, nil)
	for _, timeout := range []string{"0s", "0", "20ms"} {
		page := m.get(t, 200, v1+"/exchanges/wait?n=2&timeout="+timeout)
		if page["enough"] != false || ids(t, page) != "1" {
			t.Errorf("%s: got %v", timeout, page)
		}
	}
	if page := m.get(t, 200, v1+"/exchanges/wait?timeout=0s"); page["enough"] != true {
		t.Errorf("what is there already is not enough: %v", page)
	}
	if page := m.get(t, 200, v1+"/exchanges/wait?timeout=0s&run=not-yet"); page["enough"] != false || ids(t, page) != "" {
		t.Errorf("got %v", page)
	}
}

// TestWaitCountsWhatWasDropped: three posts came, though the journal keeps only two.
func TestWaitCountsWhatWasDropped(t *testing.T) {
	store := waitingStore{journal.NewMemory(2, 1<<20), make(chan journal.Filter, 1)}
	m := start(t, func(o *Options) { o.Journal = store })
	answered := make(chan map[string]any)
	go func() { answered <- m.get(t, 200, v1+"/exchanges/wait?n=3&timeout=20s") }()
	<-store.waits
	var page map[string]any
	for page == nil { // the poll may see several posts at once, so go on until it has seen three
		m.post(t, nil)
		select {
		case page = <-answered:
		case <-time.After(time.Millisecond):
		}
	}
	if page["enough"] != true || page["dropped"] == 0.0 {
		t.Errorf("got %v", page)
	}
}

func TestWaitRefusals(t *testing.T) {
	m := start(t)
	for query, wanted := range map[string]string{
		"n=0": "from 1 to 1000", "n=two": "from 1 to 1000", "n=1001": "from 1 to 1000",
		"timeout=-1s": "from 0s to 30s", "timeout=31s": "from 0s to 30s", "timeout=soon": "such as 10s", "timeout=99999999999999999999": "from 0s",
		"kind=x": "use device, item-attach or operation",
	} {
		got := m.get(t, 400, v1+"/exchanges/wait?"+query)
		if message, _ := got["message"].(string); !strings.Contains(message, wanted) {
			t.Errorf("%s: got %q, wanted %q in it", query, message, wanted)
		}
	}
}

// TestWaitOutlivesTheServersDeadlines: the deadlines of the server are for short answers.
func TestWaitOutlivesTheServersDeadlines(t *testing.T) {
	store := newWaitingStore()
	m := start(t, func(o *Options) { o.Journal = store })
	m.hurry(t)
	page := m.get(t, 200, v1+"/exchanges/wait?timeout=300ms")
	if page["enough"] != false {
		t.Errorf("got %v", page)
	}
}

func TestStoppingEndsEveryWait(t *testing.T) {
	store := newWaitingStore()
	m := start(t, func(o *Options) { o.Journal = store })
	answered := make(chan map[string]any)
	go func() { answered <- m.get(t, 503, v1+"/exchanges/wait?timeout=30s") }()
	<-store.waits
	close(m.stop)
	m.code(t, "stopping", <-answered)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOnlySoManyWait: a flood of long polls is refused, and their places come back.
func TestOnlySoManyWait(t *testing.T) {
	store := newWaitingStore()
	m := start(t, func(o *Options) { o.Journal = store })
	ctx, hangUp := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range mostWaiting {
		all.Go(func() {
			request, err := http.NewRequestWithContext(ctx, "GET", m.server.URL+v1+"/exchanges/wait?timeout=30s", nil)
			if err != nil {
				t.Error(err)
				return
			}
			if response, err := http.DefaultTransport.RoundTrip(request); err == nil {
				response.Body.Close()
				t.Errorf("got %d", response.StatusCode)
			}
		})
	}
	for range mostWaiting {
		<-store.waits
	}
	got := m.do(t, "GET", v1+"/exchanges/wait?timeout=0s", "")
	if got.status != 503 || got.header.Get("Retry-After") != "1" {
		t.Errorf("got %d %v", got.status, got.header)
	}
	hangUp()
	all.Wait()
	m.post(t, nil)
	for m.do(t, "GET", v1+"/exchanges/wait?timeout=0s", "").status != 200 {
		if t.Context().Err() != nil {
			t.Fatal("the places did not come back")
		}
	}
}
