package mockerptest_test

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/script"
	"github.com/erpkit/erpkit/schemas"
)

func TestStart_LivesAsLongAsItsTest(t *testing.T) {
	var url string
	t.Run("inner", func(t *testing.T) {
		erp := mockerptest.Start(t, mockerptest.WithMode(mockerp.Observe))
		url = erp.URL()
		response, err := http.Post(url+"/device", "application/json", strings.NewReader(`{"type":"add"}`))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		page := erp.WaitFor(t, 1, journal.Filter{Type: "add"})
		if response.StatusCode != http.StatusOK || !schemas.Broken(page.Exchanges[0].Findings) {
			t.Errorf("got status %d and findings %+v", response.StatusCode, page.Exchanges[0].Findings)
		}
	})
	if response, err := http.Post(url+"/device", "application/json", strings.NewReader("{}")); err == nil {
		response.Body.Close()
		t.Error("the mock still answers after its test")
	}
}

func device(serial string) string {
	return fmt.Sprintf(`{"type":"add","workorderNumber":"NXT-915","sku":"0007","serial":%q,"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",
		"stockId":"3e8c75d1-3b7b-4416-a525-%012x","sessionId":"8be4d280-0978-11f0-85c4-17a4d49812dd","workorderExternalId":null}`, serial, crc32.ChecksumIEEE([]byte(serial)))
}

func post(t *testing.T, erp *mockerptest.Mock, serial string) int {
	t.Helper()
	response, err := http.Post(erp.URL()+"/device", "application/json", strings.NewReader(device(serial)))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// However many there are, all come.
func TestExchanges_AreAll(t *testing.T) {
	erp := mockerptest.Start(t)
	const posts = 250
	for n := range posts {
		post(t, erp, fmt.Sprint("SN-", n))
	}
	if page := erp.WaitFor(t, posts, journal.Filter{Type: "add"}); len(page.Exchanges) != posts || page.Total != posts || page.Next != 0 {
		t.Errorf("WaitFor gave %d of %d exchanges", len(page.Exchanges), page.Total)
	}
	if all := erp.Exchanges(t, journal.Filter{}); len(all) != posts || all[posts-1].Serial != "SN-249" {
		t.Errorf("Exchanges gave %d", len(all))
	}
	if some := erp.Exchanges(t, journal.Filter{Limit: 7}); len(some) != 7 {
		t.Errorf("with a limit of 7 Exchanges gave %d", len(some))
	}
}

func TestOptions(t *testing.T) {
	s, err := script.Parse("script", []byte("version: 1\nrules: [{answer: {status: 418, body: {message: No.}}}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	scripted := mockerptest.Start(t, mockerptest.WithScript(s))
	if got := post(t, scripted, "SN-1"); got != 418 {
		t.Errorf("with a script: got %d", got)
	}
	small := mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxExchanges = 3 }))
	for n := range 5 {
		post(t, small, fmt.Sprint("SN-", n))
	}
	if all := small.Exchanges(t, journal.Filter{}); len(all) != 3 || all[0].ID != 3 {
		t.Errorf("of five exchanges %d are kept, wanted the last three", len(all))
	}
}

// failing is a test that keeps what it fails with.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper() {}
func (f *failing) Fatalf(format string, args ...any) {
	f.said = fmt.Sprintf(format, args...)
	panic(f)
}

// What did not come is told by what was asked for, beside what came instead.
func TestWaitFor_TellsWhatCameInstead(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for ten seconds")
	}
	t.Parallel()
	erp := mockerptest.Start(t)
	post(t, erp, "SN-1")
	f := &failing{TB: t}
	func() {
		defer func() { _ = recover() }()
		erp.WaitFor(f, 1, journal.Filter{Serial: "SN-2", Type: "add"})
	}()
	const want = `exchanges with Type add, Serial SN-2: wanted 1, got 0 within 10s; the latest of all are:
  1: run default, device add, serial "SN-1", answered 200`
	if f.said != want {
		t.Errorf("said %s", f.said)
	}
}
