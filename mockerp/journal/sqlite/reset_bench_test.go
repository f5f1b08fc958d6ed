package sqlite_test

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
)

// BenchmarkReset says for how long four stations wait for their commits while a tenth of the journal is reset and swept away, beside how long
// they do when nothing else goes on: nobody shall notice. One round is enough: -benchtime=1x.
func BenchmarkReset(b *testing.B) {
	j, err := sqlite.Open(filepath.Join(b.TempDir(), "erp.journal"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	const exchanges, stations = 500_000, 4
	if err := many(j, exchanges); err != nil {
		b.Fatal(err)
	}
	reset := func() error {
		if err := j.Mark(journal.MarkBooks, "line-3"); err != nil {
			return err
		}
		_, err := j.Reset("line-3")
		return err
	}
	for b.Loop() {
		for _, phase := range []struct {
			name string
			work func() error
		}{{"alone", pause}, {"reset", reset}, {"swept", pause}} {
			waits := stationsAtWork(b, j, stations, phase.work)
			slices.Sort(waits)
			b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, phase.name+"-p99-ms")
			b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, phase.name+"-longest-ms")
		}
	}
}

func pause() error {
	time.Sleep(3 * time.Second)
	return nil
}

// stationsAtWork lets stations record one exchange after the other until the work is done, and gives how long each took.
func stationsAtWork(b *testing.B, j *sqlite.Store, stations int, work func() error) (waits []time.Duration) {
	var all sync.WaitGroup
	var lock sync.Mutex
	stop := make(chan struct{})
	for range stations {
		all.Go(func() {
			for n := int64(0); ; n++ {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
				}
				began := time.Now()
				if err := j.Append(typical(n)); err != nil {
					b.Error(err)
					return
				}
				lock.Lock()
				waits = append(waits, time.Since(began))
				lock.Unlock()
			}
		})
	}
	if err := work(); err != nil {
		b.Error(err)
	}
	close(stop)
	all.Wait()
	return waits
}
