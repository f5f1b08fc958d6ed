package mockerp_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// ready asks the control door whether the mock is ready.
func ready(t *testing.T, erp *mockerptest.Mock) (status int, said string) {
	t.Helper()
	response, err := http.Get(erp.ControlURL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// TestReady_FailsWhilePostsGet503: whatever the cause; and it is ready again by itself when that is gone.
func TestReady_FailsWhilePostsGet503(t *testing.T) {
	hold := make(chan struct{})
	close(hold)
	store := &failing{Store: openJournal(t, filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{}), hold: hold}
	refused := func(url string) func(*testing.T) {
		return func(t *testing.T) {
			if got := post(t, url+"/device", device("add", "SN-1", "")); got.status != http.StatusServiceUnavailable {
				t.Errorf("the post got %d", got.status)
			}
		}
	}
	disk, few, full := mockerptest.Start(t, withJournal(store)), mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxRuns = 1 })),
		mockerptest.Start(t, mockerptest.WithConfig(func(c *mockerp.Config) { c.MaxConns = 2 }))
	var held []net.Conn
	for name, test := range map[string]struct {
		erp         *mockerptest.Mock
		why         string
		begin, post func(*testing.T)
		end         func()
	}{
		"a journal that takes nothing": {disk, "journal", func(*testing.T) { store.broken.Store(true) }, refused(disk.URL()), func() { store.broken.Store(false) }},
		"no more runs":                 {few, "at most 1 runs", func(*testing.T) {}, refused(few.RunURL("a")), func() {}},
		"no more connections": {full, "all 2 connections", func(t *testing.T) {
			for range 2 {
				conn, err := net.Dial("tcp", strings.TrimPrefix(full.URL(), "http://"))
				if err != nil {
					t.Fatal(err)
				}
				held = append(held, conn)
			}
			waitUntil(t, "they are in use", func() bool { status, _ := ready(t, full); return status != http.StatusOK })
		}, refused(full.URL()), func() {
			for _, conn := range held {
				conn.Close()
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if status, said := ready(t, test.erp); status != http.StatusOK {
				t.Fatalf("before: %d %s", status, said)
			}
			test.begin(t)
			test.post(t)
			if status, said := ready(t, test.erp); status != http.StatusServiceUnavailable || !strings.Contains(said, test.why) {
				t.Errorf("while posts get 503: %d %s", status, said)
			}
			test.end()
			waitUntil(t, "it is ready again", func() bool { status, _ := ready(t, test.erp); return status == http.StatusOK })
			if got := post(t, test.erp.URL()+"/device", device("add", "SN-2", "")); got.status != http.StatusOK {
				t.Errorf("afterwards the post got %d", got.status)
			}
		})
	}
}

// TestRuns_ResetsAndDropsNeverStopTheOthers: while a run of many exchanges is emptied and dropped, posts of another are
// answered all the time.
func TestRuns_ResetsAndDropsNeverStopTheOthers(t *testing.T) {
	const many = 15_000 // dozens of turns, see the sweep of the journal
	store := openJournal(t, filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{MaxCount: 10 * many, MaxBytes: 1 << 30})
	var wait func() error
	for i := range 2 * many {
		x := &traffic.Exchange{
			Run: []string{"reset", "dropped"}[i%2], At: time.Now(), Kind: schemas.Device,
			Request: traffic.Request{Method: http.MethodPost, URL: "/device", Body: []byte(device("add", fmt.Sprint("SN-", i), ""))}, Answer: traffic.Answer{Status: http.StatusOK},
		}
		var err error
		if wait, err = store.Enqueue(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	erp := mockerptest.Start(t, withJournal(store))
	for path, method := range map[string]string{"/api/v1/reset?run=reset": http.MethodPost, "/api/v1/runs/dropped": http.MethodDelete} {
		request, err := http.NewRequestWithContext(t.Context(), method, erp.ControlURL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan int)
		go func() {
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				done <- 0
				return
			}
			response.Body.Close()
			done <- response.StatusCode
		}()
		answered, status := 0, 0
		for status == 0 {
			if got := post(t, erp.RunURL("other")+"/device", device("add", fmt.Sprint(path, answered), "")); got.status != http.StatusOK {
				t.Fatalf("a post to another run got %d %s", got.status, got.Message)
			}
			answered++
			select {
			case status = <-done:
				if status != http.StatusOK {
					t.Fatalf("%s got %d", path, status)
				}
			default:
			}
		}
		if t.Logf("%s: %d posts to another run were answered meanwhile", path, answered); answered < 4 {
			t.Errorf("%s held up the others", path)
		}
	}
}
