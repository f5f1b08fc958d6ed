package mockerp_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

// before is a mock that stands before the real ERP at that address.
func before(t *testing.T, o upstream.Options, options ...mockerptest.Option) *mockerptest.Mock {
	t.Helper()
	real, err := upstream.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return mockerptest.Start(t, append(options, mockerptest.WithConfig(func(c *mockerp.Config) { c.Upstream = real }))...)
}

func realERP(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

// on is one post on the wire and what comes back, to the end, byte for byte.
func onWire(t *testing.T, addr, path, body string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
	raw, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// What the real ERP says goes back as it is: nothing is added, and nothing is taken away but what is
// about the connection.
func TestUpstream_AnswersAreUnchanged(t *testing.T) {
	url := realERP(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Erp", "1")
		w.Header()["Date"] = nil
		w.Header()["Content-Type"] = nil
		w.Header().Set("Content-Length", "25")
		w.WriteHeader(201)
		fmt.Fprint(w, "{ \"externalId\" :\t\"R-1\" }\n")
	})
	erp := before(t, upstream.Options{URL: url})
	body := device("add", "SN-1", "")
	direct := onWire(t, strings.TrimPrefix(url, "http://"), "/device", body)
	through := onWire(t, erpAddr(erp), "/r/line-4/device", body)
	if through != direct {
		t.Errorf("through the mock:\n%q\nfrom the ERP:\n%q", through, direct)
	}
	x := last(t, erp)
	if x.Run != "line-4" || x.Decision.By != "upstream" || !x.Booked || x.Answer.Status != 201 || !strings.Contains(string(x.Answer.Body), "R-1") {
		t.Errorf("got %+v", x)
	}
}

// The books follow the real ERP, and flows are judged by what it said.
func TestUpstream_BooksFollowAndBothSidesAreJudged(t *testing.T) {
	url := realERP(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case strings.Contains(string(body), "SN-bad"):
			w.WriteHeader(500)
			fmt.Fprint(w, "<html>NullPointerException</html>")
		default:
			fmt.Fprint(w, `{"externalId":"R-7"}`)
		}
	})
	erp := before(t, upstream.Options{URL: url})
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != 200 {
		t.Fatalf("got %d", got.status)
	}
	// Wrong by contract and by flow, but the real ERP took it.
	if got := post(t, erp.URL()+"/device", device("remove", "SN-1", `"externalId":"R-6",`)); got.status != 200 {
		t.Errorf("the mock refused what the ERP accepts: %d", got.status)
	}
	if x := last(t, erp); len(x.Findings) != 1 || x.Findings[0].Clause != "F1" || len(x.Answer.Findings) != 0 {
		t.Errorf("got findings %+v, on the answer %+v", x.Findings, x.Answer.Findings)
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-bad", "")); got.status != 500 {
		t.Errorf("got %d", got.status)
	}
	x := last(t, erp)
	if len(x.Findings) != 0 || len(x.Answer.Findings) == 0 || x.Answer.Findings[0].Clause != "E6" {
		t.Errorf("got findings %+v, on the answer %+v", x.Findings, x.Answer.Findings)
	}
	if got := post(t, erp.URL()+"/device", "no JSON"); got.status != 200 {
		t.Errorf("the mock refused what the ERP accepts: %d", got.status)
	}
	if x := last(t, erp); !schemas.Broken(x.Findings) || x.Decision.By != "upstream" || x.Booked {
		t.Errorf("got %+v", x)
	}
}

func TestUpstream_TheScriptWinsAndTheOtherKindsAreTheMocks(t *testing.T) {
	var asked atomic.Int32
	url := realERP(t, func(w http.ResponseWriter, _ *http.Request) { asked.Add(1); w.WriteHeader(204) })
	s, err := script.Parse("test", []byte("version: 1\nrules:\n  - name: one failure\n    when: {members: {serial: SN-2}}\n    times: 1\n    answer: {status: 503, body: {message: injected}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	erp := before(t, upstream.Options{Kinds: map[schemas.Kind]string{schemas.Device: url}}, mockerptest.WithScript(s))
	for serial, wanted := range map[string]int{"SN-1": 204, "SN-2": 503} {
		if got := post(t, erp.URL()+"/", device("add", serial, "")); got.status != wanted {
			t.Errorf("%s: got %d, wanted %d", serial, got.status, wanted)
		}
	}
	if got := wished(t, erp.URL()+"/device", "status=418", device("add", "SN-3", "")); got.status != 418 {
		t.Errorf("got %d", got.status)
	}
	operation := strings.Replace(device("add", "SN-1", ""), `"type"`, `"actCode":"A","workCenterCode":"W","position":1,"validQty":1,"invalidQty":0,"operationExternalId":null,"type"`, 1)
	if got := post(t, erp.URL()+"/operation", operation); got.ExternalID != "ERP-OPR-000001" {
		t.Errorf("the books did not answer: %d %+v", got.status, got)
	}
	if asked.Load() != 1 {
		t.Errorf("the ERP was asked %d times, wanted once", asked.Load())
	}
}

func TestUpstream_Down(t *testing.T) {
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	erp := before(t, upstream.Options{URL: dead.URL})
	got := post(t, erp.URL()+"/device", device("add", "SN-1", ""))
	if got.status != 502 || !strings.Contains(got.Message, "could not be asked") {
		t.Errorf("got %d %q", got.status, got.Message)
	}
	if x := last(t, erp); x.Decision.By != "upstream" || x.Booked || x.Decision.Why != got.Message {
		t.Errorf("got %+v", x.Decision)
	}
}

// An ERP that changes the protocol gives no answer: the MES hears that, and the journal has it.
func TestUpstream_ChangesTheProtocol(t *testing.T) {
	url := realERP(t, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		fmt.Fprint(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
		_, _ = io.Copy(io.Discard, conn) // until the mock hangs up
	})
	erp := before(t, upstream.Options{URL: url})
	got := post(t, erp.URL()+"/device", device("add", "SN-1", ""))
	if got.status != 502 || !strings.Contains(got.Message, "another protocol") {
		t.Errorf("got %d %q", got.status, got.Message)
	}
	if x := last(t, erp); x.Answer.Status != 502 || x.Decision.By != "upstream" || x.Booked || x.Decision.Why != got.Message {
		t.Errorf("got %+v", x)
	}
}

func TestUpstream_DoesNotAskItself(t *testing.T) {
	var erp *mockerptest.Mock
	front := realERP(t, func(w http.ResponseWriter, r *http.Request) { erp.ERPHandler().ServeHTTP(w, r) })
	erp = before(t, upstream.Options{URL: front})
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != http.StatusLoopDetected || got.Message == "" {
		t.Errorf("got %d %q", got.status, got.Message)
	}
	if n := len(erp.Exchanges(t, journal.Filter{})); n != 2 {
		t.Errorf("%d exchanges, wanted the post and its echo", n)
	}
}

// What was asked of the mock is not asked of the real ERP again; what others may mean is handed on.
func TestUpstream_WishesEndAtTheMock(t *testing.T) {
	heard := make(chan string, 1)
	url := realERP(t, func(w http.ResponseWriter, r *http.Request) {
		heard <- fmt.Sprint(r.Header.Values("Prefer"))
		w.WriteHeader(204)
	})
	erp := before(t, upstream.Options{URL: url})
	for prefer, want := range map[string]string{
		"delay=1ms": "[]", "respond-async, delay=1ms, wait=5": "[respond-async, wait=5]", "return=minimal": "[return=minimal]", "": "[]",
	} {
		if _, _, err := send(t.Context(), erp.URL()+"/device", prefer, device("add", "SN-1", "")); err != nil {
			t.Fatal(err)
		}
		if got := <-heard; got != want {
			t.Errorf("%q: the real ERP heard %s, wanted %s", prefer, got, want)
		}
	}
}
