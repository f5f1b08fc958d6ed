package journaltest

import (
	"runtime"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func inMemory(_ testing.TB, maxCount int, maxBytes int64) journal.Store {
	return journal.NewMemory(maxCount, maxBytes)
}

func TestMemory(t *testing.T) { Run(t, inMemory) }

// Where nothing is written to a disk there is time to try it more often.
func TestMemory_NeverMissesAWakeUp(t *testing.T) {
	for range 30 {
		waitRace(t, inMemory)
	}
}

// The same with much to count: the exchange that is missing comes while the one who waits counts.
func TestMemory_NeverMissesWhatComesWhileItCounts(t *testing.T) {
	const backlog = 20_000
	j := begin(t, inMemory, backlog+500, manyBytes)
	for range backlog {
		record(t, j, &traffic.Exchange{Run: "a"})
	}
	for i := range 200 {
		c := waiting(t, j, journal.Filter{Run: "a"}, backlog+i+1)
		runtime.Gosched()
		record(t, j, &traffic.Exchange{Run: "a"})
		mustCome(t, c, backlog+i+1)
	}
}
