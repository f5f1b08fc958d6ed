package sqlite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

// asking records so many exchanges for which a script was asked.
func asking(t *testing.T, j *sqlite.Store, run, text string, n int) {
	t.Helper()
	for range n {
		if err := j.Append(journaltest.Asking(run, text)); err != nil {
			t.Fatal(err)
		}
	}
}

// The text of a script is in the file a few times, and read from it after a restart, and while another has the file.
func TestScripts_AreInTheFileAFewTimes(t *testing.T) {
	path, text := filepath.Join(t.TempDir(), "erp.journal"), "the text begins QZ7XW9VK4JH"+strings.Repeat("erp script ", 500)
	j := open(t, path, sqlite.Options{})
	asking(t, j, "a", text, 1200)
	j = reopen(t, j, path, sqlite.Options{})
	defer func() { _ = j.Close() }()
	asking(t, j, "a", text, 1)
	for _, id := range []uint64{1, 2, 501, 502, 503, 1200, 1201} {
		if got := journaltest.TextOf(t, j, id); got != text {
			t.Errorf("after a restart exchange %d has the script %.20q", id, got)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if n := strings.Count(string(content), "QZ7XW9VK4JH"); err != nil || n < 2 || n > 5 {
		t.Errorf("the script is %d times in the file, %v", n, err)
	}
	reader, err := sqlite.OpenToRead(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	if x, ok, err := reader.Get(900); err != nil || !ok || string(x.Decision.Asked.Scripts[0].Script.Text) != text {
		t.Errorf("a reader gets %v, %v", ok, err)
	}
}

// Where the exchange with the text was dropped, those after it bring the text again.
func TestScripts_ComeAgainWhenTheyWereDropped(t *testing.T) {
	for _, bound := range []sqlite.Options{{MaxCount: 50}, {MaxBytes: 50_000}} {
		path := filepath.Join(t.TempDir(), "erp.journal")
		j := open(t, path, bound)
		for range 30 {
			asking(t, j, "a", "a script", 5)
			j = reopen(t, j, path, bound)
			asking(t, j, "a", "a script", 97)
			j = reopen(t, j, path, bound) // which knows no texts by itself
			page, err := j.List(t.Context(), journal.Filter{Limit: 1000})
			if err != nil || len(page.Exchanges) < 30 || len(page.Exchanges) > 60 {
				t.Fatalf("%d exchanges, %v", len(page.Exchanges), err)
			}
			for _, x := range page.Exchanges {
				if len(x.Decision.Asked.Scripts[0].Script.Text) == 0 {
					t.Fatalf("with %+v, exchange %d is without its script", bound, x.ID)
				}
			}
		}
		_ = j.Close()
	}
}

// Where a single long post drove it out as well.
func TestScripts_ComeAgainAfterALongPost(t *testing.T) {
	path, bound := filepath.Join(t.TempDir(), "erp.journal"), sqlite.Options{MaxBytes: 50_000}
	j := open(t, path, bound)
	asking(t, j, "a", "a script", 1)
	if err := j.Append(&traffic.Exchange{Run: "b", Request: traffic.Request{Body: make([]byte, 49_000)}}); err != nil {
		t.Fatal(err)
	}
	asking(t, j, "a", "a script", 1)
	j = reopen(t, j, path, bound) // which knows no texts by itself
	defer func() { _ = j.Close() }()
	if got := journaltest.TextOf(t, j, 3); got != "a script" {
		t.Errorf("the script is %q", got)
	}
}

// Where it was reset as well.
func TestScripts_ComeAgainAfterAReset(t *testing.T) {
	for _, run := range []string{"a", ""} {
		path := filepath.Join(t.TempDir(), "erp.journal")
		j := open(t, path, sqlite.Options{})
		asking(t, j, "a", "a script", 2)
		asking(t, j, "b", "a script", 2)
		if _, err := j.Reset(run); err != nil {
			t.Fatal(err)
		}
		if err := j.Mark(journal.MarkBooks, ""); err != nil {
			t.Fatal(err)
		}
		asking(t, j, "a", "a script", 2)
		asking(t, j, "b", "a script", 2)
		j = reopen(t, j, path, sqlite.Options{}) // which knows no texts by itself
		page, err := j.List(t.Context(), journal.Filter{})
		if err != nil || len(page.Exchanges) < 4 {
			t.Fatalf("%d exchanges, %v", len(page.Exchanges), err)
		}
		for _, x := range page.Exchanges {
			if string(x.Decision.Asked.Scripts[0].Script.Text) != "a script" {
				t.Errorf("after a reset of run %q exchange %d is without its script", run, x.ID)
			}
		}
		_ = j.Close()
	}
}

// What was not committed has no text for others.
func TestScripts_ComeAgainWhenTheyWereNotCommitted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erp.journal")
	j := open(t, path, sqlite.Options{})
	if err := os.Rename(path, path+".away"); err != nil {
		t.Skip("this system does not move a file that is open:", err)
	}
	if err := j.Append(journaltest.Asking("a", "a script")); err == nil {
		t.Fatal("a journal that was moved away took an exchange")
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	asking(t, j, "a", "a script", 2)
	j = reopen(t, j, path, sqlite.Options{}) // which knows no texts yet
	defer func() { _ = j.Close() }()
	if got := journaltest.TextOf(t, j, j.Stats().Recorded); got != "a script" {
		t.Errorf("the script is %q", got)
	}
}
