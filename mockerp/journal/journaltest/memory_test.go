package journaltest_test

import (
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
)

func TestMemory(t *testing.T) {
	journaltest.Run(t, func(_ testing.TB, maxCount int, maxBytes int64) journal.Store {
		return journal.NewMemory(maxCount, maxBytes)
	})
}
