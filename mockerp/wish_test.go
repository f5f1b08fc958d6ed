package mockerp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

// wished posts with a Prefer header.
func wished(t *testing.T, url, prefer, body string) answered {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Prefer", prefer)
	return do(t, request)
}

func TestWish_WinsOverScriptJudgeAndBooks(t *testing.T) {
	s, err := script.Parse("test", []byte("version: 1\nrules:\n  - name: first\n    times: 1\n    answer: {status: 500}\n"))
	if err != nil {
		t.Fatal(err)
	}
	erp := mockerptest.Start(t, mockerptest.WithScript(s))
	broken := device("add", "SN-1", `"oldSerial":"SN-0",`)
	got := wished(t, erp.URL()+"/device", "respond-async, status=409", broken)
	if got.status != 409 || got.Message == "" || got.header.Get("Preference-Applied") != "status=409" {
		t.Errorf("got %d %q %v", got.status, got.Message, got.header)
	}
	x := last(t, erp)
	if x.Decision.By != "caller" || !strings.Contains(x.Decision.Why, "status=409") || !schemas.Broken(x.Findings) {
		t.Errorf("got decision %+v and findings %+v", x.Decision, x.Findings)
	}
	if got := wished(t, erp.URL()+"/device", "status=201", device("add", "SN-2", "")); got.status != 201 || got.ExternalID != "ERP-DEV-000001" {
		t.Errorf("got %d %+v, wanted the id that the books give", got.status, got)
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-3", "")); got.status != 500 {
		t.Errorf("got %d, wanted the script's rule, which nothing has used so far", got.status)
	}
	if got := post(t, erp.URL()+"/device", device("remove", "SN-2", `"externalId":"ERP-DEV-000001",`)); got.status != 200 {
		t.Errorf("the books do not know what was answered: %d %s", got.status, got.Message)
	}
}

func TestWish_DelayAloneLeavesTheAnswerToTheOthers(t *testing.T) {
	s, err := script.Parse("test", []byte("version: 1\nrules:\n  - name: tea\n    answer: {status: 418, delay: 9m}\n"))
	if err != nil {
		t.Fatal(err)
	}
	erp := mockerptest.Start(t, mockerptest.WithScript(s))
	start := time.Now()
	got := post(t, erp.URL()+"/device?prefer="+url.QueryEscape("delay=60ms"), device("add", "SN-1", ""))
	if got.status != 418 || time.Since(start) < 60*time.Millisecond {
		t.Errorf("got %d after %s", got.status, time.Since(start))
	}
	x := last(t, erp)
	if x.Answer.Delay != 60*time.Millisecond || x.Decision.By != "caller" || x.Decision.Rule != "tea" {
		t.Errorf("got delay %s, decision %+v", x.Answer.Delay, x.Decision)
	}
}

func TestWish_AWrongOneIsANoteAndPassedOver(t *testing.T) {
	erp := mockerptest.Start(t)
	got := wished(t, erp.URL()+"/device?prefer=stauts=500", "status=teapot", device("add", "SN-1", ""))
	if got.status != 200 || got.header.Get("Preference-Applied") != "" {
		t.Errorf("got %d %v, wanted the answer of the books", got.status, got.header)
	}
	if x := last(t, erp); len(x.Findings) != 2 || x.Findings[0].Level != schemas.Note || x.Decision.By != "books" {
		t.Errorf("got %+v by %s", x.Findings, x.Decision.By)
	}
	if n := len(erp.Exchanges(t, journal.Filter{Level: schemas.Note})); n != 1 {
		t.Errorf("%d exchanges are found by their notes", n)
	}
}

// No id is heard with a status that has no body, so the books take it for given without one.
func TestWish_StatusWithoutABody(t *testing.T) {
	erp := mockerptest.Start(t)
	if got := wished(t, erp.URL()+"/device", "status=204", device("add", "SN-1", "")); got.status != 204 {
		t.Fatalf("got %d", got.status)
	}
	if got := post(t, erp.URL()+"/device", device("remove", "SN-1", "")); got.status != 200 {
		t.Errorf("got %d %s, wanted that the device has no id", got.status, got.Message)
	}
}
