package mockerp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// openJournal opens the journal of a file; the mock closes it.
func openJournal(t *testing.T, path string, o sqlite.Options) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func withJournal(store journal.Store) mockerptest.Option {
	return mockerptest.WithConfig(func(c *mockerp.Config) { c.Journal = store })
}

// stopped stops a mock, so that its journal can be opened again.
func stopped(t *testing.T, erp *mockerptest.Mock) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := erp.Close(ctx); err != nil {
		t.Fatal(err)
	}
}

// booksOf are the books of a run as the control door shows them.
func booksOf(t *testing.T, erp *mockerptest.Mock, run string) string {
	t.Helper()
	response, err := http.Get(erp.ControlURL() + "/api/v1/runs/" + run + "/books?limit=1000")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK && response.StatusCode != http.StatusNotFound {
		t.Fatalf("the books of %s: %s %v", run, response.Status, err)
	}
	return string(raw)
}

func TestDurable_FlowsGoOnAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	erp := mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})))
	first := post(t, erp.URL()+"/device", device("add", "SN-1", ""))
	post(t, erp.RunURL("a")+"/device", device("add", "SN-1", ""))
	if _, _, err := send(t.Context(), erp.URL()+"/device", "fault=empty, commit", device("add", "SN-2", "")); err == nil {
		t.Fatal("the answer was not lost")
	}
	post(t, erp.RunURL("reset")+"/device", device("add", "SN-1", ""))
	reset(t, erp, "reset")
	post(t, erp.RunURL("dropped")+"/device", device("add", "SN-1", ""))
	drop(t, erp, "dropped")
	stopped(t, erp)

	erp = mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})))
	for run, wanted := range map[string]string{"default": "SN-2", "a": "SN-1"} {
		if got := booksOf(t, erp, run); !strings.Contains(got, wanted) {
			t.Errorf("the books of %s lack %s: %s", run, wanted, got)
		}
	}
	for _, run := range []string{"reset", "dropped"} {
		if got := booksOf(t, erp, run); strings.Contains(got, "SN-1") {
			t.Errorf("the books of %s came back: %s", run, got)
		}
	}
	if got := post(t, erp.URL()+"/device", device("remove", "SN-1", fmt.Sprintf(`"externalId":%q,`, first.ExternalID))); got.status != 200 || len(got.Findings) > 0 {
		t.Errorf("the flow does not go on: %d %+v", got.status, got)
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-2", "")); got.ExternalID != "ERP-DEV-000002" {
		t.Errorf("pressing again after the restart got %+v, wanted the id of the answer that was lost", got)
	}
	if got := post(t, erp.URL()+"/device", device("add", "SN-3", "")); got.ExternalID != "ERP-DEV-000003" {
		t.Errorf("got %q, wanted that the ids keep counting", got.ExternalID)
	}
	if got := last(t, erp).ID; got != 8 {
		t.Errorf("the exchange has the number %d, wanted 8", got)
	}
}

func drop(t *testing.T, erp *mockerptest.Mock, run string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, erp.ControlURL()+"/api/v1/runs/"+run, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := do(t, request); got.status != 200 {
		t.Fatalf("dropping %s got %d %s", run, got.status, got.Message)
	}
}

// Whatever was posted and however it was answered: the books after a restart are those of before, and
// they give the same next ids.
func TestDurable_TheFoldGivesTheSameBooks(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 22))
	for _, mode := range []mockerp.Mode{mockerp.Enforce, mockerp.Observe} {
		path := filepath.Join(t.TempDir(), "erp.journal")
		erp := mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})), mockerptest.WithMode(mode))
		wishes := []string{"", "", "", "status=201", "status=204", "status=302", "status=409", "fault=truncated-json", "fault=empty", "fault=empty, commit", "fault=garbage, commit, status=200"}
		var bodies []string
		for i := range 250 {
			serial := fmt.Sprint("SN-", random.IntN(12))
			kind, body := "device", device([]string{"add", "add", "update", "remove"}[random.IntN(4)], serial, "")
			switch random.IntN(5) {
			case 0:
				kind = "item-attach"
				body = strings.Replace(device("add", serial, `"item":{"sku":"0002","quantity":1},`), `"externalId"`, `"x"`, 1)
			case 1:
				if len(bodies) > 0 {
					body = bodies[random.IntN(len(bodies))] // comes again
				}
			}
			bodies = append(bodies, body)
			run := []string{"default", "a", "b"}[random.IntN(3)]
			_, _, _ = send(t.Context(), erp.RunURL(run)+"/"+kind, wishes[random.IntN(len(wishes))], body) // lost or answered
			if i%90 == 89 {
				reset(t, erp, "b")
			}
		}
		before := []string{booksOf(t, erp, "default"), booksOf(t, erp, "a"), booksOf(t, erp, "b")}
		if !strings.Contains(before[0], `"removed"`) {
			t.Error("the traffic did not do much")
		}
		next := nextIDs(t, erp)
		stopped(t, erp)
		erp = mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})), mockerptest.WithMode(mode))
		for i, run := range []string{"default", "a", "b"} {
			if after := booksOf(t, erp, run); after != before[i] {
				t.Errorf("%s, run %s: before\n%s\nafter\n%s", mode, run, before[i], after)
			}
		}
		if again := nextIDs(t, erp); again != next {
			t.Errorf("%s: the next ids were %s and are %s", mode, next, again)
		}
	}
}

// nextIDs are what new devices would get: the answers are lost, so that nothing is booked.
func nextIDs(t *testing.T, erp *mockerptest.Mock) string {
	t.Helper()
	var ids []string
	for _, run := range []string{"default", "a", "b"} {
		if _, _, err := send(t.Context(), erp.RunURL(run)+"/device", "fault=empty", device("add", "SN-next", "")); err == nil {
			t.Fatal("the answer was not lost")
		}
		all := erp.Exchanges(t, journal.Filter{Run: run, Limit: 1000})
		ids = append(ids, string(all[len(all)-1].Answer.Body))
	}
	return strings.Join(ids, " ")
}

// Retention drops the adds: the ids that the mock gave are never given again all the same.
func TestDurable_IDsKeepCountingAfterRetention(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	few := sqlite.Options{MaxCount: 3}
	erp := mockerptest.Start(t, withJournal(openJournal(t, path, few)))
	for i := range 9 {
		post(t, erp.URL()+"/device", device("add", fmt.Sprint("SN-", i), ""))
	}
	stopped(t, erp)
	erp = mockerptest.Start(t, withJournal(openJournal(t, path, few)))
	if got := post(t, erp.URL()+"/device", device("add", "SN-new", "")); got.ExternalID != "ERP-DEV-000010" {
		t.Errorf("got %q", got.ExternalID)
	}
}

func TestDurable_MoreRunsThanAllowedIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	erp := mockerptest.Start(t, withJournal(openJournal(t, path, sqlite.Options{})))
	for i := range 4 {
		post(t, erp.RunURL(fmt.Sprint("r", i))+"/device", device("add", "SN-1", ""))
	}
	stopped(t, erp)
	store := openJournal(t, path, sqlite.Options{})
	defer store.Close()
	_, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0", Journal: store, MaxRuns: 3})
	if err == nil || !strings.Contains(err.Error(), "--max-runs") {
		t.Errorf("got %v, wanted the cure", err)
	}
}

// failing is a journal whose disk fails when it is told to: what was enqueued is then not recorded.
type failing struct {
	*sqlite.Store
	broken atomic.Bool
	hold   chan struct{} // when set, waits end with it
}

var errNoRoom = errors.New("no space left on device")

func (f *failing) Enqueue(x *traffic.Exchange) (func() error, error) {
	if !f.broken.Load() {
		return f.Store.Enqueue(x)
	}
	return func() error { <-f.hold; return errNoRoom }, nil
}

func (f *failing) Mark(kind, run string) error {
	if f.broken.Load() {
		return errNoRoom
	}
	return f.Store.Mark(kind, run)
}

// What the journal could not keep was refused with a sentence, and the books do not know of it: neither
// of one post nor of those that were on their way together with it.
func TestDurable_WhatIsNotRecordedDidNotHappen(t *testing.T) {
	store := &failing{Store: openJournal(t, filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{}), hold: make(chan struct{})}
	erp := mockerptest.Start(t, withJournal(store))
	post(t, erp.URL()+"/device", device("add", "SN-0", ""))
	before := booksOf(t, erp, "default")
	store.broken.Store(true)
	var together sync.WaitGroup
	for i := range 8 {
		together.Add(1)
		go func() {
			defer together.Done()
			status, body, err := send(context.Background(), erp.URL()+"/device", "", device("add", fmt.Sprint("SN-lost-", i), ""))
			if err != nil || status != 503 || !strings.Contains(body, "journal") {
				t.Errorf("got %d %s %v", status, body, err)
			}
		}()
	}
	waitUntil(t, "all are on their way", func() bool { return strings.Count(booksOf(t, erp, "default"), "SN-lost-") == 8 })
	close(store.hold)
	together.Wait()
	if after := booksOf(t, erp, "default"); after != before {
		t.Errorf("the books kept what was refused:\n%s", after)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, erp.ControlURL()+"/api/v1/books", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := do(t, request); got.status != 500 || booksOf(t, erp, "default") != before {
		t.Errorf("a reset that cannot be noted got %d, and the books\n%s", got.status, booksOf(t, erp, "default"))
	}
	store.broken.Store(false)
	if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.ExternalID != "ERP-DEV-000002" {
		t.Errorf("afterwards got %d %+v, wanted that it goes on by itself", got.status, got)
	}
	if n := len(erp.Exchanges(t, journal.Filter{})); n != 2 {
		t.Errorf("the journal has %d exchanges, wanted 2", n)
	}
}

// A journal that was closed takes nothing, and the door says so instead of lying.
func TestDurable_AClosedJournalIsSaid(t *testing.T) {
	store := openJournal(t, filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{})
	erp := mockerptest.Start(t, withJournal(store))
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := post(t, erp.URL()+"/device", device("add", "SN-1", "")); got.status != 503 || got.Message == "" {
			t.Errorf("got %d %q", got.status, got.Message)
		}
	}
	if got := booksOf(t, erp, "default"); strings.Contains(got, "SN-1") {
		t.Errorf("the books have %s", got)
	}
}
