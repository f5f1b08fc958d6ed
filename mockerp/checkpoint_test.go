package mockerp_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
)

// startSaying starts a mock on a journal and returns what it says of the books that it made: from how many exchanges, behind which.
func startSaying(t *testing.T, path string, change func(*mockerp.Config)) (erp *mockerptest.Mock, exchanges, behind string) {
	t.Helper()
	var said bytes.Buffer
	erp = mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})), mockerptest.WithConfig(func(c *mockerp.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&said, nil))
		change(c)
	}))
	found := regexp.MustCompile(`books made from the journal" exchanges=(\d+) behind=(\d+)`).FindStringSubmatch(said.String())
	if found == nil {
		t.Fatalf("it says nothing of its books: %s", said.String())
	}
	return erp, found[1], found[2]
}

// postDevices adds so many devices to the default run, and the first of them to another one.
func postDevices(t *testing.T, erp *mockerptest.Mock, from, to int) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for n := from; n < to; n++ {
		path := "/device"
		if n == from {
			path = "/r/line-4/device"
		}
		response, err := client.Post(erp.URL()+path, "application/json", strings.NewReader(device("add", fmt.Sprint("SN-", n), "")))
		if err != nil {
			t.Fatal(err)
		}
		if response.Body.Close(); response.StatusCode != http.StatusOK {
			t.Fatal(response.Status)
		}
	}
}

// TestCheckpoint: the books go on from the last checkpoint with what came since, as if they had been made from the whole journal.
func TestCheckpoint(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	same := func(*mockerp.Config) {}
	bounded := func(c *mockerp.Config) { c.MaxThings = 40_000 }
	erp, _, _ := startSaying(t, path, same)
	postDevices(t, erp, 0, 2100)
	for _, one := range []struct {
		change            func(*mockerp.Config)
		exchanges, behind string
		meanwhile         func()
	}{
		{same, "0", "2100", func() { postDevices(t, erp, 2100, 2110) }},
		{same, "10", "2100", func() {}},
		{bounded, "2110", "0", func() {}}, // other bounds, other books
		{bounded, "0", "2110", func() { removeDevice(t, erp, "SN-7") }},
		{bounded, "1", "2110", func() { emptyBooks(t, erp, "line-4") }},
		{bounded, "2109", "0", func() {}}, // of line-4 nothing is left
	} {
		before := booksOf(t, erp, "default")
		stopped(t, erp)
		var exchanges, behind string
		if erp, exchanges, behind = startSaying(t, path, one.change); exchanges != one.exchanges || behind != one.behind {
			t.Errorf("the books were made from %s exchanges behind %s, want %s behind %s", exchanges, behind, one.exchanges, one.behind)
		}
		if after := booksOf(t, erp, "default"); after != before {
			t.Fatalf("before\n%s\nafter\n%s", before, after)
		}
		one.meanwhile()
	}
}

func removeDevice(t *testing.T, erp *mockerptest.Mock, serial string) {
	t.Helper()
	status, answer, err := send(t.Context(), erp.URL()+"/device", "", device("remove", serial, `"externalId":"ERP-DEV-000007",`))
	if err != nil || status != http.StatusOK {
		t.Fatal(status, answer, err)
	}
}

func emptyBooks(t *testing.T, erp *mockerptest.Mock, run string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, erp.ControlURL()+"/api/v1/books?run="+run, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if response.Body.Close(); response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
}

// TestCheckpoint_WhilePostsCome: a host program may still hand posts to the ERP door while the mock stops. What is in the journal
// is in the books of the next one.
func TestCheckpoint_WhilePostsCome(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	same := func(*mockerp.Config) {}
	erp, _, _ := startSaying(t, path, same)
	posted := 0
	post := func() {
		request := httptest.NewRequest(http.MethodPost, "/device", strings.NewReader(device("add", fmt.Sprint("SN-", posted), "")))
		request.Header.Set("Content-Type", "application/json")
		posted++
		defer func() { _ = recover() }() // an answer is broken off
		erp.ERPHandler().ServeHTTP(httptest.NewRecorder(), request)
	}
	for range 2 {
		for range 2100 {
			post()
		}
		stop := make(chan struct{})
		var posting sync.WaitGroup
		posting.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond): // the books are checked in between
					post()
				}
			}
		})
		stopped(t, erp)
		close(stop)
		posting.Wait()
		erp, _, _ = startSaying(t, path, same)
		var recorded struct {
			Total int `json:"total"`
		}
		ask(t, erp, "/api/v1/exchanges?limit=1", &recorded)
		if there := thingsOf(t, erp, "default"); there != recorded.Total {
			t.Fatalf("%d devices are in the books, %d in the journal", there, recorded.Total)
		}
	}
}

// thingsOf is how many things are in the books of a run.
func thingsOf(t *testing.T, erp *mockerptest.Mock, run string) int {
	t.Helper()
	var said struct {
		Things int `json:"things"`
	}
	ask(t, erp, "/api/v1/runs/"+run, &said)
	return said.Things
}
