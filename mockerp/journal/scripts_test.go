package journal_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
)

// Scripts that were asked are counted once each, for as long as an exchange needs them, however the exchanges go.
func TestMemory_CountsEachScriptOnce(t *testing.T) {
	text := strings.Repeat("x", 10_000)
	j := journal.NewMemory(3, plenty)
	record(t, j, journaltest.Asking("a", text), journaltest.Asking("b", text), journaltest.Asking("a", "another"), journaltest.Asking("b", text))
	got := j.Stats().Bytes
	record(t, j, journaltest.Asking("b", text), journaltest.Asking("b", text), journaltest.Asking("b", text))
	if now := j.Stats().Bytes; got < int64(len(text)) || got > int64(len(text)+5000) || now >= got {
		t.Errorf("three exchanges take %d bytes, and %d when one script is gone", got, now)
	}
	record(t, j, journaltest.Asking("c", "c"))
	if _, err := j.Reset("b"); err != nil {
		t.Fatal(err)
	}
	if now := j.Stats().Bytes; now > 2000 {
		t.Errorf("%d bytes are left for one exchange without that script", now)
	}
	if _, err := j.Reset(""); err != nil || j.Stats().Bytes != 0 {
		t.Errorf("%d bytes are left, %v", j.Stats().Bytes, err)
	}
}

// A script makes room for itself: it takes the place of older exchanges, and not more.
func TestMemory_ScriptsAreWithinTheBound(t *testing.T) {
	const most = 40_000
	j := journal.NewMemory(plenty, most)
	for i := range 60 {
		record(t, j, journaltest.Asking("a", strings.Repeat(string(rune('a'+i%20)), 9000)))
		if got := j.Stats().Bytes; got > most {
			t.Fatalf("it takes %d bytes of %d", got, most)
		}
	}
	if got := j.Stats(); got.Exchanges < 3 {
		t.Errorf("%d exchanges are kept, want what there is room for", got.Exchanges)
	}
}
