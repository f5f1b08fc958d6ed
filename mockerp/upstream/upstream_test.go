package upstream_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// erp is an ERP that answers as handle does.
func erp(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

// rawERP answers every post with these very bytes and tells what came, as it came.
func rawERP(t *testing.T, answer string) (string, <-chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	came := make(chan string, 10)
	done := make(chan struct{})
	t.Cleanup(func() { listener.Close(); <-done })
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			request, err := http.ReadRequest(bufio.NewReader(io.TeeReader(conn, capture(came))))
			if err == nil {
				_, _ = io.Copy(io.Discard, request.Body)
			}
			_, _ = io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	return "http://" + listener.Addr().String(), came
}

type capture chan<- string

func (c capture) Write(p []byte) (int, error) { c <- string(p); return len(p), nil }

func upstreamOf(t *testing.T, o upstream.Options) *upstream.Upstream {
	t.Helper()
	u, err := upstream.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(u.Close)
	return u
}

func ask(t *testing.T, o upstream.Options, p upstream.Post) (upstream.Answer, *upstream.Trouble) {
	t.Helper()
	return upstreamOf(t, o).Ask(t.Context(), p)
}

var device = upstream.Post{Kind: schemas.Device, Path: "/device", Body: []byte("{\"a\":\t1.10 }\n")}

func TestAsk_HandsOnWhatCame(t *testing.T) {
	url, came := rawERP(t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	p := device
	p.Header = http.Header{
		"Content-Type": {"application/json"}, "X-Api-Key": {"secret"}, "X-Twice": {"a", "b"}, "Accept-Encoding": {"br"},
		"Connection": {"keep-alive, X-Hop"}, "X-Hop": {"1"}, "Keep-Alive": {"5"}, "Te": {"trailers"}, "Upgrade": {"h2c"},
		"Transfer-Encoding": {"chunked"}, "Expect": {"100-continue"}, "Content-Length": {"999"},
	}
	if _, trouble := ask(t, upstream.Options{URL: url + "/erp"}, p); trouble != nil {
		t.Fatal(trouble)
	}
	got := <-came
	for _, wanted := range []string{
		"POST /erp/device HTTP/1.1\r\n", "\r\nX-Api-Key: secret\r\n", "\r\nX-Twice: a\r\nX-Twice: b\r\n", "\r\nAccept-Encoding: br\r\n",
		fmt.Sprintf("\r\nContent-Length: %d\r\n", len(p.Body)), "\r\nContent-Type: application/json\r\n", "\r\n\r\n" + string(p.Body),
	} {
		if !strings.Contains(got, wanted) {
			t.Errorf("the ERP did not get %q in %q", wanted, got)
		}
	}
	for _, unwanted := range []string{"X-Hop", "Keep-Alive", "Te:", "Upgrade", "Expect", "Transfer-Encoding", "User-Agent", "gzip", "999"} {
		if strings.Contains(got, unwanted) {
			t.Errorf("the ERP got %q in %q", unwanted, got)
		}
	}
}

func TestAsk_BringsTheAnswerBackAsItIs(t *testing.T) {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	fmt.Fprint(zip, `{"externalId":"X"}`)
	zip.Close()
	tests := map[string]struct {
		answer string
		status int
		header http.Header
		body   string
		text   string
	}{
		"plain":    {"HTTP/1.1 201 Made\r\nContent-Length: 4\r\nX-A: 1\r\nX-A: 2\r\nDate: yesterday\r\n\r\n{ }\n", 201, http.Header{"X-A": {"1", "2"}, "Date": {"yesterday"}}, "{ }\n", ""},
		"chunked":  {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200, http.Header{}, "abc", ""},
		"hops":     {"HTTP/1.1 200 OK\r\nConnection: X-Own\r\nX-Own: 1\r\nKeep-Alive: 5\r\n\r\nto the end", 200, http.Header{}, "to the end", ""},
		"packed":   {fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", packed.Len(), packed.String()), 200, http.Header{"Content-Encoding": {"gzip"}}, packed.String(), `{"externalId":"X"}`},
		"no gzip":  {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 200, http.Header{"Content-Encoding": {"gzip"}}, "{}", "{}"},
		"redirect": {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\n\r\n", 302, http.Header{"Location": {"http://127.0.0.1:1/login"}}, "", ""},
		"refusal":  {"HTTP/1.1 409 Conflict\r\nContent-Length: 1\r\n\r\nX", 409, http.Header{}, "X", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			url, _ := rawERP(t, test.answer)
			got, trouble := ask(t, upstream.Options{URL: url}, device)
			if trouble != nil {
				t.Fatal(trouble)
			}
			if got.Status != test.status || string(got.Body) != test.body || fmt.Sprint(got.Header) != fmt.Sprint(test.header) {
				t.Errorf("got %d %v %q", got.Status, got.Header, got.Body)
			}
			if text := string(got.Text()); test.text != "" && text != test.text {
				t.Errorf("the text is %q", text)
			}
		})
	}
}

func TestAsk_GoesWhereItShall(t *testing.T) {
	came := make(chan string, 1)
	url := erp(t, func(_ http.ResponseWriter, r *http.Request) { came <- r.RequestURI })
	all := upstream.Options{URL: url + "/base/?key=1"}
	single := upstream.Options{URL: url + "/base", Kinds: map[schemas.Kind]string{schemas.Device: url + "/dev.php?x=1", schemas.Operation: ""}}
	for _, test := range []struct {
		options     upstream.Options
		kind        schemas.Kind
		path, query string
		wanted      string
	}{
		{all, schemas.Device, "/device", "", "/base/device?key=1"},
		{all, schemas.Device, "/", "", "/base/?key=1"},
		{upstream.Options{URL: url}, schemas.Device, "/device", "", "/device"},
		{upstream.Options{URL: url + "/a%2Fb//c"}, schemas.Device, "/device", "", "/a%2Fb//c/device"},
		{all, schemas.Device, "/device/", "a=%20&prefer=status=200&b", "/base/device?key=1&a=%20&b"},
		{single, schemas.Device, "/device", "y=2", "/dev.php?x=1&y=2"},
		{single, schemas.Device, "/", "prefer=delay=1", "/dev.php?x=1"},
		{single, schemas.Operation, "/operation", "", "/base/operation"},
		{single, schemas.ItemAttach, "/", "", "/base"},
	} {
		p := upstream.Post{Kind: test.kind, Path: test.path, Query: test.query, Body: []byte("{}")}
		if _, trouble := ask(t, test.options, p); trouble != nil {
			t.Fatal(trouble)
		}
		if got := <-came; got != test.wanted {
			t.Errorf("%s to %s went to %s, wanted %s", test.kind, test.path, got, test.wanted)
		}
	}
}

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

func TestAsk_LongAnswersWithinTheLimitComeWhole(t *testing.T) {
	for _, n := range []int{64<<10 - 1, 64 << 10, 64<<10 + 1, 100_000} {
		url, _ := rawERP(t, "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("x", n))
		if got, trouble := ask(t, upstream.Options{URL: url, MaxAnswer: 100_000}, device); trouble != nil || len(got.Body) != n {
			t.Errorf("%d bytes: got %d %v", n, len(got.Body), trouble)
		}
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

func TestAsk_UsesNoProxyOfTheEnvironment(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy"} {
		t.Setenv(name, "http://127.0.0.1:1")
	}
	url, _ := rawERP(t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	if _, trouble := ask(t, upstream.Options{URL: url}, device); trouble != nil {
		t.Error(trouble)
	}
}

func TestNew_TrustsTheAuthoritiesOfTheFile(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, trouble := ask(t, upstream.Options{URL: server.URL, AuthorityFile: file}, device); trouble != nil {
		t.Error(trouble)
	}
	if _, trouble := ask(t, upstream.Options{URL: server.URL}, device); trouble == nil || !strings.Contains(trouble.Message, "certificate") {
		t.Errorf("an unknown authority got %v", trouble)
	}
}

func TestNew_RefusesWrongAddresses(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for words, o := range map[string]upstream.Options{
		"no address":        {},
		"no whole URL":      {URL: "erp.example"},
		"ftp":               {URL: "ftp://erp.example"},
		"user":              {URL: "http://a:secret@erp.example"},
		"fragment":          {URL: "http://erp.example/#x"},
		"cannot be read":    {URL: "http://[::1"},
		"/x":                {URL: "http://erp.example", Kinds: map[schemas.Kind]string{schemas.Device: "/x"}},
		"above 0":           {URL: "http://erp.example", Timeout: -1},
		"nowhere.pem":       {URL: "http://erp.example", AuthorityFile: "nowhere.pem"},
		"BEGIN CERTIFICATE": {URL: "http://erp.example", AuthorityFile: empty},
	} {
		if _, err := upstream.New(o); err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: got %v, wanted %q", o, err, words)
		}
	}
	u := upstreamOf(t, upstream.Options{Kinds: map[schemas.Kind]string{schemas.Device: "http://erp.example/d?key=secret"}})
	if !u.Has(schemas.Device) || u.Has(schemas.Operation) || fmt.Sprint(u.Settings()) != "map[device:http://erp.example/d]" {
		t.Errorf("got %v", u.Settings())
	}
}

func ExampleNew() {
	_, err := upstream.New(upstream.Options{URL: "erp.example"})
	fmt.Println(err)
	// Output:
	// the address of the ERP "erp.example" is no whole URL: write it like https://erp.example/nextplus
}
