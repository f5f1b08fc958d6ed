package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
)

func TestItIsAJournal(t *testing.T) {
	journaltest.Run(t, func(tb testing.TB, maxCount int, maxBytes int64) journal.Store {
		return open(tb, filepath.Join(tb.TempDir(), "erp.journal"), sqlite.Options{MaxCount: maxCount, MaxBytes: maxBytes})
	})
}

// open opens the journal or ends the test.
func open(tb testing.TB, path string, options sqlite.Options) *sqlite.Store {
	tb.Helper()
	j, err := sqlite.Open(path, options)
	if err != nil {
		tb.Fatal(err)
	}
	return j
}
