package client_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/mockerp/journal"
)

func expectations(t *testing.T, entries string) *expect.File {
	t.Helper()
	file, err := expect.Parse("expectations.yaml", []byte("version: 1\nexpectations:\n"+entries))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// What is no report at all, such as the beginning of TLS, does not fulfil that nothing was found, as on one mock.
func TestMocks_ALookIsNoReport(t *testing.T) {
	first, a := start(t)
	_, b := start(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(first.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Wait(t.Context(), journal.Filter{}, 1, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	report, err := client.Mocks{a, b}.Expect(t.Context(), "", expectations(t, "  - findings: none\n"), 0)
	if err != nil || report.OK || report.Exchanges != 1 || !strings.Contains(report.String(), "proves nothing") {
		t.Errorf("got %s, %v", report, err)
	}
}

// A mock with fewer exchanges than it said was reset meanwhile: no report is made of a part.
func TestMocks_ExpectMakesNoReportOfAPart(t *testing.T) {
	_, a := start(t)
	fewer := talkTo(t, other(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/export") {
			says(200, "application/jsonl", "", api.TotalHeader, "1", api.DroppedHeader, "0")(w, r)
			return
		}
		says(404, "application/json", `{"code":"no-script","message":"There is none."}`)(w, r)
	}))
	_, err := client.Mocks{a, fewer}.Expect(t.Context(), "", expectations(t, "  - findings: none\n"), 20*time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "reset or dropped") {
		t.Errorf("got %v", err)
	}
}

// The wait ends with its context and with a mock that goes.
func TestMocks_ExpectEnds(t *testing.T) {
	_, a := start(t)
	mock, b := start(t)
	never := expectations(t, "  - {post: {kind: device}, count: 1}\n")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := (client.Mocks{a, b}).Expect(ctx, "", never, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	time.AfterFunc(50*time.Millisecond, func() { _ = mock.Close(context.Background()) })
	var unreachable *client.UnreachableError
	if _, err := (client.Mocks{a, b}).Expect(t.Context(), "", never, time.Hour); !errors.As(err, &unreachable) && !errors.Is(err, &api.Refusal{Code: api.NotReady}) {
		t.Errorf("got %v", err)
	}
}
