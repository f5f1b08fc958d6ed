package mockerp_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/fault"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// send posts with preferences and returns what an HTTP client makes of the answer.
func send(ctx context.Context, url, prefer, body string) (int, string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/json")
	if prefer != "" {
		request.Header.Set("Prefer", prefer)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	return response.StatusCode, string(raw), err
}

// last is the newest exchange in the journal.
func last(t *testing.T, erp *mockerptest.Mock) *traffic.Exchange {
	t.Helper()
	all := erp.Exchanges(t, journal.Filter{})
	return all[len(all)-1]
}

// The books follow every answer that the sender hears. One that it cannot hear they follow only with commit.
func TestFault_BooksFollowWhatIsHeardOrCommitted(t *testing.T) {
	for _, known := range fault.Kinds() {
		if known.Kind == fault.Timeout { // nothing ends it but the sender or a reset: see below
			continue
		}
		heard := known.Kind == fault.Drip || known.Kind == fault.TruncatedJSON
		for _, commit := range []string{"", ", commit"} {
			t.Run(string(known.Kind)+commit, func(t *testing.T) {
				erp := mockerptest.Start(t)
				prefer := "fault=" + string(known.Kind) + commit
				if known.Kind == fault.Drip {
					prefer = "fault=drip; rate=10000" + commit
				}
				_, body, err := send(t.Context(), erp.URL()+"/device", prefer, device("add", "SN-1", ""))
				if (err == nil) != heard {
					t.Errorf("the client got %q and %v, wanted to hear: %v", body, err, heard)
				}
				x := last(t, erp)
				booked := heard || commit != ""
				if x.Answer.Fault != string(known.Kind) || x.Answer.Lost == heard || x.Booked != booked || x.Decision.By != "caller" {
					t.Errorf("the journal has fault %q, lost %v, booked %v, by %s", x.Answer.Fault, x.Answer.Lost, x.Booked, x.Decision.By)
				}
				id := `"externalId":"ERP-DEV-000001",`
				if known.Kind == fault.TruncatedJSON {
					id = "" // none can be read from half of a JSON text
				}
				got := post(t, erp.URL()+"/device", device("remove", "SN-1", id))
				if (got.status == 200) != booked || booked && len(got.Findings) > 0 {
					t.Errorf("the remove got %d %s, wanted that the books know the device: %v", got.status, got.Message, booked)
				}
			})
		}
	}
}

func TestFault_ResetIsRealBehindTheDoorsOwnListener(t *testing.T) {
	erp := mockerptest.Start(t)
	conn := dial(t, erp)
	body := device("add", "SN-1", "")
	fmt.Fprintf(conn, "POST /device?prefer=fault=reset-in-body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	raw, err := io.ReadAll(conn)
	if !errors.Is(err, syscall.ECONNRESET) || !strings.HasPrefix(string(raw), "HTTP/1.1 200 OK") {
		t.Errorf("got %q and %v, wanted the beginning of an answer and a reset", raw, err)
	}
}

// pending is a post that waits for its answer.
func pending(t *testing.T, erp *mockerptest.Mock, url, prefer, body string) <-chan error {
	t.Helper()
	ended := make(chan error, 1)
	go func() {
		_, _, err := send(context.Background(), url, prefer, body)
		ended <- err
	}()
	return ended
}

func endsSoon(t *testing.T, what string, ended <-chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(10 * time.Second):
		t.Fatalf("%s did not end", what)
		return nil
	}
}

func TestFault_ResetOfTheRunEndsItAndLeavesOtherRunsAlone(t *testing.T) {
	erp := mockerptest.Start(t)
	ours := map[string]<-chan error{
		"time-out": pending(t, erp, erp.RunURL("a")+"/device", "fault=timeout", device("add", "SN-1", "")),
		"drip":     pending(t, erp, erp.RunURL("a")+"/device", "fault=drip; rate=1", device("add", "SN-2", "")),
		"delay":    pending(t, erp, erp.RunURL("a")+"/device", "delay=10m", device("add", "SN-3", "")),
	}
	other := pending(t, erp, erp.RunURL("b")+"/device", "fault=timeout", device("add", "SN-1", ""))
	erp.WaitFor(t, 4, journal.Filter{})
	reset(t, erp, "a")
	for what, ended := range ours {
		if err := endsSoon(t, what, ended); (err == nil) != (what == "delay") {
			t.Errorf("%s ended with %v", what, err)
		}
	}
	select {
	case err := <-other:
		t.Errorf("the reset of run a ended a time-out of run b: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	reset(t, erp, "b")
	_ = endsSoon(t, "the time-out of run b", other)
}

// reset asks the control door to reset a run.
func reset(t *testing.T, erp *mockerptest.Mock, run string) {
	t.Helper()
	response, err := http.Post(erp.ControlURL()+"/api/v1/reset?run="+run, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the reset of run %s got %d", run, response.StatusCode)
	}
}

func TestFault_ShutdownEndsIt(t *testing.T) {
	erp := mockerptest.Start(t)
	timeout := pending(t, erp, erp.URL()+"/device", "fault=timeout", device("add", "SN-1", ""))
	drip := pending(t, erp, erp.URL()+"/device", "fault=drip; rate=1", device("add", "SN-2", ""))
	erp.WaitFor(t, 2, journal.Filter{})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := erp.Close(ctx); err != nil {
		t.Error(err)
	}
	_ = endsSoon(t, "the time-out", timeout)
	_ = endsSoon(t, "the drip", drip)
}

// A fault outlives the time that a sender has for one post, and ends with the sender.
func TestFault_TimeoutOutlivesTheReadTimeoutAndEndsWithTheSender(t *testing.T) {
	erp := mockerptest.Start(t, mockerptest.WithConfig(hurried))
	conn := dial(t, erp)
	body := device("add", "SN-1", "")
	fmt.Fprintf(conn, "POST /device HTTP/1.1\r\nHost: x\r\nPrefer: fault=timeout\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	if err := conn.SetReadDeadline(time.Now().Add(800 * time.Millisecond)); err != nil { // the read time-out is 300 ms
		t.Fatal(err)
	}
	var netErr net.Error
	if got, err := bufio.NewReader(conn).ReadByte(); !errors.As(err, &netErr) || !netErr.Timeout() {
		t.Errorf("the time-out ended by itself with %q %v", got, err)
	}
	conn.Close()
	waitUntil(t, "the door has no connection left", func() bool { return connections(t, erp) == "0" })
}

// connections is the gauge of open connections, as the metrics show it.
func connections(t *testing.T, erp *mockerptest.Mock) string {
	t.Helper()
	response, err := http.Get(erp.ControlURL() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(raw), "\nerpkit_connections ")
	value, _, _ := strings.Cut(rest, "\n")
	return value
}

// The person presses again after an answer that was lost: nobody blames the MES.
func TestFault_PressingAgainAfterALostAnswerIsNoFinding(t *testing.T) {
	erp := mockerptest.Start(t)
	url := erp.URL() + "/device"
	add, remove := device("add", "SN-1", ""), device("remove", "SN-1", `"externalId":"ERP-DEV-000001",`)
	for _, body := range []string{add, remove} {
		if _, _, err := send(t.Context(), url, "fault=reset-before-headers, commit", body); err == nil {
			t.Fatal("the answer was not lost")
		}
		if got := post(t, url, body); got.status != 200 || got.ExternalID != "ERP-DEV-000001" {
			t.Errorf("pressing again got %d %+v, wanted what the first one would have got", got.status, got)
		}
	}
	if got := post(t, url, remove); got.status != 409 || len(got.Findings) != 1 || got.Findings[0].Clause != "F2" {
		t.Errorf("the third remove got %d %+v, wanted that it is known to be removed", got.status, got)
	}
	if x := erp.Exchanges(t, journal.Filter{Level: schemas.Must}); len(x) != 1 {
		t.Errorf("%d exchanges have findings, wanted the last alone", len(x))
	}
}

// The sender's patience ends before the answer is there, or all there: it did not hear, and the books
// know.
func TestSlowAnswers_PressingAgainAfterHangingUpIsNoFinding(t *testing.T) {
	for _, slow := range []string{"delay=10m", "fault=drip; rate=5"} {
		t.Run(slow, func(t *testing.T) {
			erp := mockerptest.Start(t)
			url := erp.URL() + "/device"
			post(t, url, device("add", "SN-1", ""))
			remove := device("remove", "SN-1", `"externalId":"ERP-DEV-000001",`)
			ctx, hangUp := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				_, _, err := send(ctx, url, slow, remove)
				ended <- err
			}()
			erp.WaitFor(t, 2, journal.Filter{})
			hangUp()
			_ = endsSoon(t, "the post", ended)
			waitUntil(t, "the door has noticed", func() bool { return connections(t, erp) == "0" })
			waitUntil(t, "pressing again is accepted", func() bool {
				got := post(t, url, remove)
				return got.status == 200 && len(got.Findings) == 0
			})
		})
	}
}

// A host program may bring a server whose connections cannot be taken over.
func TestFault_SaysWhereItCannotBePlayed(t *testing.T) {
	erp := mockerptest.Start(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/device?prefer=fault=garbage", strings.NewReader(device("add", "SN-1", "")))
	if err != nil {
		t.Fatal(err)
	}
	request.RequestURI = "/device?prefer=fault=garbage"
	request.Header.Set("Content-Type", "application/json")
	recorder := newRecorder()
	erp.ERPHandler().ServeHTTP(recorder, request)
	if recorder.status != 500 || !strings.Contains(recorder.body.String(), "garbage") {
		t.Errorf("got %d %s", recorder.status, &recorder.body)
	}
}

// recorder is a response writer that cannot be hijacked.
type recorder struct {
	header http.Header
	status int
	body   strings.Builder
}

func newRecorder() *recorder                    { return &recorder{header: http.Header{}} }
func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
