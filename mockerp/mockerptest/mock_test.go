package mockerptest_test

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
func (f *failing) Errorf(format string, args ...any) { f.said = fmt.Sprintf(format, args...) }

// told is what a check says when it fails; "" when it passes.
func told(t *testing.T, check func(testing.TB)) string {
	t.Helper()
	f := &failing{TB: t}
	func() {
		defer func() {
			if p := recover(); p != nil && p != any(f) {
				panic(p)
			}
		}()
		check(f)
	}()
	return f.said
}

// What did not come is told by what was asked for, beside what came instead.
func TestWaitFor_TellsWhatCameInstead(t *testing.T) {
	erp := mockerptest.Start(t)
	post(t, erp, "SN-1")
	said := told(t, func(t testing.TB) {
		erp.WaitFor(t, 1, journal.Filter{Serial: "SN-2", Type: "add"}, 30*time.Millisecond)
	})
	const want = `exchanges with Type add, Serial SN-2: wanted 1, got 0 within 30ms; the latest of all are:
  1: run default, device add, serial "SN-1", answered 200`
	if said != want {
		t.Errorf("said %s", said)
	}
}

// TestNoFindings_AndExpect: a right sender passes both; a wrong one is told what is wrong, and silence shows nothing.
func TestNoFindings_AndExpect(t *testing.T) {
	file := filepath.Join(t.TempDir(), "one-device.yaml")
	if err := os.WriteFile(file, []byte("version: 1\nexpectations:\n- post: {kind: device, type: add}\n  count: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	erp := mockerptest.Start(t)
	soon := 30 * time.Millisecond
	if got := told(t, func(t testing.TB) { erp.NoFindings(t) }); !strings.Contains(got, "nothing came") {
		t.Errorf("before any post: %q", got)
	}
	if got := told(t, func(t testing.TB) { erp.Expect(t, file, soon) }); !strings.Contains(got, "one-device.yaml") {
		t.Errorf("before any post: %q", got)
	}
	post(t, erp, "SN-1")
	erp.NoFindings(t)
	erp.Expect(t, file)
	response, err := http.Post(erp.URL()+"/device", "application/json", strings.NewReader(`{"type":"add","serial":"SN-2"}`))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := told(t, func(t testing.TB) { erp.NoFindings(t) }); !strings.Contains(got, "exchange 2") || !strings.Contains(got, "MUST") || !strings.Contains(got, "stockId") {
		t.Errorf("a post with missing members: %q", got)
	}
	if got := told(t, func(t testing.TB) { erp.Expect(t, file, soon) }); !strings.Contains(got, "one-device.yaml") {
		t.Errorf("two devices: %q", got)
	}
}

// TestScript_OfAFile is what the mock answers.
func TestScript_OfAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "refuse.yaml")
	if err := os.WriteFile(file, []byte("version: 1\nrules:\n- when: {kind: device}\n  answer: {status: 409, body: {message: taken}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := post(t, mockerptest.Start(t, mockerptest.Script(file)), "SN-1"); got != http.StatusConflict {
		t.Errorf("got %d, want the script's 409", got)
	}
}
