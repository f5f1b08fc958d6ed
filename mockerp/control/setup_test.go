package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// mock is a control door on a real listener, over a real journal and an ERP of this file.
type mock struct {
	*fakeERP
	options  Options
	server   *httptest.Server
	document *document
	door     *door // where a test holds its places
	stop     chan struct{}
	notReady error
}

type option func(*Options)

func start(t *testing.T, options ...option) *mock {
	t.Helper()
	m := &mock{
		fakeERP:  &fakeERP{runs: map[string]*fakeRun{"default": {}}},
		document: readDocument(t), stop: make(chan struct{}),
	}
	o := Options{
		ERP: m.fakeERP, Journal: journal.NewMemory(1000, 8<<20), Ready: func() error { return m.notReady }, Version: "1.2.3",
		Metrics:  http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "erpkit_runs 1\n") }),
		Settings: map[string]any{"mode": "enforce"}, ERPURL: func() string { return "http://127.0.0.1:8085" },
		MaxWait: 30 * time.Second, Stopping: m.stop, Logger: slog.New(slog.DiscardHandler),
	}
	for _, option := range options {
		option(&o)
	}
	m.options = o
	handler, err := Handler(o)
	if err != nil {
		t.Fatal(err)
	}
	m.server = httptest.NewServer(handler)
	t.Cleanup(m.server.Close)
	return m
}

// hurry puts the door on a server that gives short answers little time.
func (m *mock) hurry(t *testing.T) {
	t.Helper()
	handler, err := Handler(m.options)
	if err != nil {
		t.Fatal(err)
	}
	m.server = httptest.NewUnstartedServer(handler)
	m.server.Config.ReadTimeout, m.server.Config.WriteTimeout = 50*time.Millisecond, 50*time.Millisecond
	m.server.Start()
	t.Cleanup(m.server.Close)
}

// answer is what came back, its body read and held against the document.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do sends one request and holds the answer against the document. The headers are name, value, …
func (m *mock) do(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, m.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	got := answer{response.StatusCode, response.Header, read}
	m.document.hold(t, method, request.URL.Path, got)
	return got
}

// get is do with GET, which must be answered so, decoded.
func (m *mock) get(t *testing.T, wanted int, path string) map[string]any {
	t.Helper()
	return m.want(t, wanted, "GET", path, "")
}

func (m *mock) want(t *testing.T, wanted int, method, path, body string, headers ...string) map[string]any {
	t.Helper()
	got := m.do(t, method, path, body, headers...)
	if got.status != wanted {
		t.Fatalf("%s %s: got %d, wanted %d: %s", method, path, got.status, wanted, got.body)
	}
	var value map[string]any
	if err := json.Unmarshal(got.body, &value); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, got.body)
	}
	return value
}

// post records an exchange as the ERP door would.
func (m *mock) post(t *testing.T, change func(*traffic.Exchange)) *traffic.Exchange {
	t.Helper()
	x := &traffic.Exchange{
		Run: "default", At: time.Date(2026, 11, 23, 9, 30, 0, 123456789, time.FixedZone("", 3600)), Took: 1500 * time.Nanosecond,
		Kind: schemas.Device, Type: "add", Serial: "SN-7", WorkOrder: "NXT-915",
		Request: traffic.Request{
			Method: "POST", URL: "/device", Proto: "HTTP/1.1", Remote: "127.0.0.1:5", Header: http.Header{"Content-Type": {"application/json"}},
			Body: []byte(`{"type":"add","serial":"SN-7","n":1.10}`),
		},
		Decision: traffic.Decision{By: "books", Why: "No script rule matched; the books answered."},
		Answer: traffic.Answer{
			Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"externalId":"ERP-DEV-000001"}`),
		},
	}
	if change != nil {
		change(x)
	}
	if err := m.options.Journal.Append(x); err != nil {
		t.Fatal(err)
	}
	return x
}

// fakeERP has runs, scripts and things, but takes no posts.
type fakeERP struct {
	mu     sync.Mutex
	runs   map[string]*fakeRun
	shared *script.Script
	panics bool
	full   bool
	down   time.Duration

	unmarked error // of a journal that takes no marks
}

type fakeRun struct {
	own    *script.Script
	play   *script.Live // made on first use
	next   []*script.Script
	things []books.Thing
}

func (f *fakeERP) lock() func() {
	f.mu.Lock()
	if f.panics {
		f.mu.Unlock()
		panic("a defect")
	}
	return f.mu.Unlock
}

func (f *fakeERP) Runs() []RunInfo {
	defer f.lock()()
	var list []RunInfo
	for _, name := range sortedKeys(f.runs) {
		r := f.runs[name]
		list = append(list, RunInfo{Name: name, Since: time.Now(), Things: len(r.things), HasScript: r.own != nil || f.shared != nil, OwnScript: r.own != nil})
	}
	return list
}

func (f *fakeERP) DropRun(name string) error {
	defer f.lock()()
	if f.unmarked != nil {
		return f.unmarked
	}
	delete(f.runs, name)
	if name == "default" {
		f.runs[name] = &fakeRun{}
	}
	return nil
}

func (f *fakeERP) ResetBooks(run string) (int, error) {
	defer f.lock()()
	if f.unmarked != nil {
		return 0, f.unmarked
	}
	n := 0
	for name, r := range f.runs {
		if run == "" || name == run {
			n, r.things = n+len(r.things), nil
		}
	}
	return n, nil
}

func (f *fakeERP) ClosedUntil() time.Time {
	defer f.lock()()
	if f.down == 0 {
		return time.Time{}
	}
	return time.Now().Add(f.down)
}

func (f *fakeERP) Down(duration time.Duration) time.Time {
	defer f.lock()()
	if f.down = duration; duration == 0 {
		return time.Time{}
	}
	return time.Now().Add(duration)
}

func (f *fakeERP) Things(run string) ([]books.Thing, bool) {
	defer f.lock()()
	r, ok := f.runs[run]
	if !ok {
		return nil, false
	}
	return r.things, true
}

func (f *fakeERP) SetScript(run string, s *script.Script) error {
	defer f.lock()()
	if run == "" {
		f.shared = s
		for _, r := range f.runs {
			if r.own == nil {
				r.play = nil
			}
		}
		return nil
	}
	if f.runs[run] == nil {
		if f.full {
			return errors.New("This mock ERP keeps at most 1 runs and all are in use.")
		}
		f.runs[run] = &fakeRun{}
	}
	f.runs[run].own, f.runs[run].play = s, nil
	return nil
}

func (f *fakeERP) Script(run string) (*script.Script, []script.Use, bool) {
	if run == "" {
		defer f.lock()()
		return f.shared, script.Start(f.shared).Uses(), true
	}
	play := f.play(run)
	_, ok := f.runs[run]
	return play.Script(), play.Uses(), ok
}

// play is what a run plays; nil when it plays nothing.
func (f *fakeERP) play(run string) *script.Live {
	defer f.lock()()
	r, ok := f.runs[run]
	if !ok {
		return nil
	}
	if r.play == nil && r.own != nil {
		r.play = script.Start(r.own)
	} else if r.play == nil && f.shared != nil {
		r.play = script.Start(f.shared)
	}
	return r.play
}
