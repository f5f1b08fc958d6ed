package upstream_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

func TestAsk_Trouble(t *testing.T) {
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead.Close()
	broken, _ := rawERP(t, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
	noHTTP, _ := rawERP(t, "what?\r\n\r\n")
	long, _ := rawERP(t, "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("x", 200_000))
	longSaid, _ := rawERP(t, "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n"+strings.Repeat("x", 200_000))
	tests := map[string]struct {
		url    string
		status int
		words  string
	}{
		"refused":       {"http://" + dead.Addr().String(), 502, "could not be asked"},
		"broken":        {broken, 502, "could not be read to its end"},
		"no HTTP":       {noHTTP, 502, "could not be asked"},
		"too long":      {long, 502, "too long"},
		"too long said": {longSaid, 502, "200000 bytes"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, trouble := ask(t, upstream.Options{URL: test.url, MaxAnswer: 100_000}, device)
			if trouble == nil || trouble.Status != test.status || !strings.Contains(trouble.Message, test.words) || trouble.Host == "" {
				t.Errorf("got %+v", trouble)
			}
		})
	}
	_, trouble := ask(t, upstream.Options{URL: "http://" + dead.Addr().String()}, device)
	if !errors.Is(trouble, syscall.ECONNREFUSED) {
		t.Errorf("the cause is %v", trouble.Cause)
	}
}

func TestAsk_TimeOutAndStop(t *testing.T) {
	release, asked := make(chan struct{}), make(chan struct{}, 1)
	silent := func(http.ResponseWriter, *http.Request) { <-release }
	slow, stopped := erp(t, silent), erp(t, func(http.ResponseWriter, *http.Request) { asked <- struct{}{}; <-release })
	defer close(release)
	if _, trouble := ask(t, upstream.Options{URL: slow, Timeout: 50 * time.Millisecond}, device); trouble == nil || trouble.Status != 504 || !strings.Contains(trouble.Message, "within 50ms") {
		t.Errorf("got %+v", trouble)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if _, trouble := upstreamOf(t, upstream.Options{URL: stopped}).Ask(ctx, device); trouble == nil || !strings.Contains(trouble.Message, "stopped") {
		t.Errorf("got %+v", trouble)
	}
}

func TestAsk_SendsAPostOnce(t *testing.T) {
	var posts atomic.Int32
	url := erp(t, func(w http.ResponseWriter, r *http.Request) {
		if posts.Add(1) > 1 { // the second on the same connection: it breaks after the post was read
			_, _ = io.Copy(io.Discard, r.Body)
			panic(http.ErrAbortHandler)
		}
	})
	u := upstreamOf(t, upstream.Options{URL: url})
	p := device
	p.Header = http.Header{"Idempotency-Key": {"1"}}
	if _, trouble := u.Ask(t.Context(), p); trouble != nil {
		t.Fatal(trouble)
	}
	if _, trouble := u.Ask(t.Context(), p); trouble == nil {
		t.Error("there was an answer")
	}
	if posts.Load() != 2 {
		t.Errorf("the ERP got %d posts of 2", posts.Load())
	}
}

func TestAsk_CutsALoop(t *testing.T) {
	var u *upstream.Upstream
	var inner *upstream.Trouble
	url := erp(t, func(_ http.ResponseWriter, r *http.Request) {
		_, inner = u.Ask(r.Context(), upstream.Post{Kind: schemas.Device, Path: "/device", Header: r.Header})
	})
	u = upstreamOf(t, upstream.Options{URL: url})
	if _, trouble := u.Ask(t.Context(), device); trouble != nil {
		t.Fatal(trouble)
	}
	if inner == nil || inner.Status != http.StatusLoopDetected {
		t.Errorf("got %+v", inner)
	}
	p := device
	p.Header = http.Header{"Erpkit-Hops": {"a,b,c,d", "e, f, g, h"}}
	if _, trouble := u.Ask(t.Context(), p); trouble == nil || trouble.Status != http.StatusLoopDetected {
		t.Errorf("a chain of nine mocks got %+v", trouble)
	}
}
