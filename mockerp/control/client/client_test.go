package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/coverage"
)

func device(serial string) string {
	return fmt.Sprintf(`{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":%q,"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",
		"stockId":"3e8c75d1-3b7b-4416-a525-%012x","sessionId":"8be4d280-0978-11f0-85c4-17a4d49812dd","workorderExternalId":null}`, serial, crc32.ChecksumIEEE([]byte(serial)))
}

func post(t *testing.T, url, body string) {
	t.Helper()
	postStatus(t, url, body)
}

// postStatus posts and gives the status of the answer; 0 is none.
func postStatus(t *testing.T, url, body string) int {
	t.Helper()
	answer, err := http.Post(url+"/device", "application/json", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

func start(t *testing.T) (*mockerptest.Mock, *client.Client) {
	t.Helper()
	mock := mockerptest.Start(t)
	return mock, talkTo(t, mock.ControlURL())
}

func talkTo(t *testing.T, url string) *client.Client {
	t.Helper()
	c, err := client.New(client.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNew_RefusesWhatIsNoURL(t *testing.T) {
	for _, wrong := range []string{"", "127.0.0.1:8086", "ftp://mock", "http://", "http://mock?a=1", "http://mock#x", "http://me:geheim@mock:port"} {
		if _, err := client.New(client.Options{URL: wrong}); err == nil || !strings.Contains(err.Error(), "such as http://127.0.0.1:8086") || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: got %v", wrong, err)
		}
	}
	if _, err := client.New(client.Options{URL: "http://mock", Timeout: -1}); err == nil {
		t.Error("a time-out below 0 was taken")
	}
}

func TestClient_LooksAtTheMock(t *testing.T) {
	mock, c := start(t)
	if err := c.Ready(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	info, err := c.Info(t.Context())
	if err != nil || info.Addresses["erp"] != mock.URL() || info.Started.IsZero() || !strings.Contains(string(info.Settings), `"mode":`) {
		t.Errorf("got %+v, %v", info, err)
	}
	post(t, mock.RunURL("line-4"), device("SN-7"))
	post(t, mock.RunURL("line-4"), `{"type":"add","serial":"SN-8"}`)
	runs, err := c.Runs(t.Context())
	if err != nil || len(runs) != 2 || runs[1].Name != "line-4" || runs[1].Posts != 2 || runs[1].Last.IsZero() || !runs[0].Last.IsZero() {
		t.Errorf("got %+v, %v", runs, err)
	}
	counted, err := c.Coverage(t.Context(), "line-4")
	if err != nil || counted.Exchanges != 2 || *counted.Run != "line-4" || counted.Grid.Count(schemas.Act{Kind: schemas.Device, Type: "add"}, coverage.AcceptedWithID) != 1 {
		t.Errorf("got %+v, %v", counted, err)
	}
	things, err := c.Books(t.Context(), "line-4")
	if err != nil || len(things) != 1 || things[0].Serial != "SN-7" {
		t.Errorf("got %+v, %v", things, err)
	}
	if things, err := c.Books(t.Context(), ""); err != nil || len(things) != 0 {
		t.Errorf("the run default: got %+v, %v", things, err)
	}
}

func TestClient_LooksAtExchanges(t *testing.T) {
	mock, c := start(t)
	post(t, mock.URL(), device("SN-7"))
	post(t, mock.URL(), `{"type":"add","serial":"SN-8"}`)
	page, err := c.Exchanges(t.Context(), journal.Filter{Level: schemas.Must, StatusMin: 400, Kind: schemas.Device, Type: "add", Serial: "SN-8"})
	if err != nil || page.Total != 1 || !schemas.Broken(page.Exchanges[0].Findings) || page.Exchanges[0].Request.Headers != nil {
		t.Fatalf("got %+v, %v", page, err)
	}
	x, err := c.Exchange(t.Context(), page.Exchanges[0].ID)
	if err != nil || string(x.Request.Base64) != `{"type":"add","serial":"SN-8"}` || x.Request.Headers.Get("Content-Type") != "application/json" || x.Decision.By != "judge" {
		t.Errorf("got %+v, %v", x, err)
	}
	if page, err := c.Exchanges(t.Context(), journal.Filter{StatusMax: 299}); err != nil || len(page.Exchanges) != 1 || page.Exchanges[0].Answer.ExternalID == "" {
		t.Errorf("got %+v, %v", page, err)
	}
	if _, err := c.Exchange(t.Context(), 99); !errors.Is(err, &api.Refusal{Code: api.NoExchange}) {
		t.Errorf("got %v", err)
	}
}

// All exchanges come exactly once, however many and however large.
func TestAll_GoesThroughEveryPage(t *testing.T) {
	mock, c := start(t)
	const posts = 130
	large := strings.Repeat("x", 20_000) // some 50 of them fill a page
	for n := range posts {
		post(t, mock.URL(), fmt.Sprintf(`{"type":"add","serial":"SN-%d","more":%q}`, n, large))
	}
	for limit, wanted := range map[int]int{0: posts, 7: 7, 100: 100, 500: posts} {
		last := uint64(0)
		seen := 0
		for x, err := range c.All(t.Context(), journal.Filter{Limit: limit}) {
			if err != nil || x.ID != last+1 {
				t.Fatalf("after %d comes %d, %v", last, x.ID, err)
			}
			last = x.ID
			seen++
		}
		if seen != wanted {
			t.Errorf("with a limit of %d there came %d, wanted %d", limit, seen, wanted)
		}
	}
	for x := range c.All(t.Context(), journal.Filter{}) {
		if x.ID != 1 {
			t.Errorf("it began with %d", x.ID)
		}
		break
	}
	for _, err := range c.All(t.Context(), journal.Filter{Run: "line-5"}) {
		if !errors.Is(err, &api.Refusal{Code: api.UnknownRun}) {
			t.Errorf("got %v", err)
		}
	}
}

func TestWait_ForWhatIsStillToCome(t *testing.T) {
	mock, c := start(t)
	page, err := c.Wait(t.Context(), journal.Filter{Run: "line-4"}, 1, 10*time.Millisecond)
	if err != nil || page.Enough || len(page.Exchanges) != 0 {
		t.Errorf("got %+v, %v", page, err)
	}
	go post(t, mock.RunURL("line-4"), device("SN-7"))
	page, err = c.Wait(t.Context(), journal.Filter{Run: "line-4"}, 1, 2*time.Minute) // more than the mock waits at once
	if err != nil || !page.Enough || page.Exchanges[0].Serial != "SN-7" {
		t.Errorf("got %+v, %v", page, err)
	}
}

func TestScripts(t *testing.T) {
	mock, c := start(t)
	if _, err := c.Script(t.Context(), ""); !errors.Is(err, &api.Refusal{Code: api.NoScript}) {
		t.Errorf("got %v", err)
	}
	put, err := c.PutScript(t.Context(), "line-4", []byte(blocked))
	if err != nil || *put.Run != "line-4" || !put.Own || len(put.NeverUsed) != 1 {
		t.Fatalf("got %+v, %v", put, err)
	}
	post(t, mock.RunURL("line-4"), device("SN-7"))
	shown, err := c.Script(t.Context(), "line-4")
	if err != nil || shown.Source != blocked || len(shown.Rules) != 1 || shown.Rules[0].Used != 1 || len(shown.NeverUsed) != 0 {
		t.Errorf("got %+v, %v", shown, err)
	}
	_, err = c.PutScript(t.Context(), "", []byte("version: 1\nrules:\n  - {answr: {}}\n  - 7\n"))
	var said *api.Refusal
	if !errors.As(err, &said) || said.Status != 422 || said.Code != "bad-script" || len(said.Problems) < 2 || said.Problems[0].Line != 3 || !strings.Contains(err.Error(), "was not taken") {
		t.Errorf("got %+v", err)
	}
	if done, err := c.ClearScript(t.Context(), "line-4"); err != nil || done.Scripts != 1 {
		t.Errorf("got %+v, %v", done, err)
	}
	if done, err := c.Reset(t.Context(), ""); err != nil || done.Run != nil || done.Exchanges != 1 {
		t.Errorf("got %+v, %v", done, err)
	}
	if _, err := c.Drop(t.Context(), "line-9"); !errors.Is(err, &api.Refusal{Code: api.UnknownRun}) {
		t.Errorf("got %v", err)
	}
}

func TestExpect(t *testing.T) {
	mock, c := start(t)
	file := []byte("version: 1\nexpectations:\n  - post: {kind: device, members: {serial: SN-7}}\n    count: 1\n")
	if _, err := c.Expect(t.Context(), "line-4", file, 10*time.Millisecond); !errors.Is(err, &api.Refusal{Code: api.UnknownRun}) {
		t.Errorf("got %v", err)
	}
	if report, err := c.Expect(t.Context(), "", file, 0); err != nil || report.OK || len(report.Items) != 1 || report.Items[0].Missing == "" {
		t.Errorf("got %+v, %v", report, err)
	}
	go post(t, mock.RunURL("line-4"), device("SN-7"))
	if report, err := c.Expect(t.Context(), "line-4", file, time.Minute); err != nil || !report.OK {
		t.Errorf("got %+v, %v", report, err)
	}
}

func TestDown_ClosesTheERPDoorForAWhile(t *testing.T) {
	mock, c := start(t)
	outage, err := c.Down(t.Context(), time.Minute)
	if err != nil || !outage.Down || time.Until(outage.Until.Time) < 50*time.Second {
		t.Errorf("got %+v, %v", outage, err)
	}
	if answer, err := http.Get(mock.URL()); err == nil {
		answer.Body.Close()
		t.Error("the ERP door answers")
	}
	if outage, err := c.Down(t.Context(), 0); err != nil || outage.Down || !outage.Until.IsZero() {
		t.Errorf("got %+v, %v", outage, err)
	}
	post(t, mock.URL(), device("SN-7"))
}

func TestExport_StreamsEveryFormat(t *testing.T) {
	mock, c := start(t)
	for n := range 3 {
		post(t, mock.URL(), device(fmt.Sprint("SN-", n)))
	}
	for format, wanted := range map[string]string{"har": `"entries"`, "curl": "curl ", "jsonl": `"SN-2`} {
		export, err := c.Export(t.Context(), format, journal.Filter{After: 1})
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(export)
		if err != nil || !strings.Contains(string(text), wanted) || strings.Contains(string(text), "SN-0") || export.Total != 3 || export.Dropped != 0 {
			t.Errorf("%s: got %d and %d, %v: %s", format, export.Total, export.Dropped, err, text)
		}
		if format == "har" && !json.Valid(text) {
			t.Errorf("this is not JSON: %s", text)
		}
		if err := export.Close(); err != nil {
			t.Error(err)
		}
	}
	var said *api.Refusal
	if _, err := c.Export(t.Context(), "pdf", journal.Filter{}); !errors.As(err, &said) || said.Code != "bad-parameter" {
		t.Errorf("got %v", err)
	}
}

// A caller that waits for a starting mock goes on when the mock is ready.
func TestReady_WaitsForTheStart(t *testing.T) {
	gone := mockerptest.Start(t)
	control := gone.ControlURL()
	if err := gone.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := talkTo(t, control)
	var unreachable *client.UnreachableError
	if err := c.Ready(t.Context(), 0); !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "no mock answers on 127.0.0.1:") {
		t.Fatalf("got %v", err)
	}
	ready := make(chan error, 1)
	go func() { ready <- c.Ready(t.Context(), 20*time.Second) }()
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: strings.TrimPrefix(control, "http://")})
	if err != nil {
		t.Skip("somebody else took the port: ", err)
	}
	server.Start()
	defer server.Close(context.Background())
	if err := <-ready; err != nil {
		t.Error(err)
	}
}
