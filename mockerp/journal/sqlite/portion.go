package sqlite

import (
	"sync/atomic"
	"time"
)

// portion is how many exchanges are hidden or deleted in one go. Between two of them others record theirs, so it follows from
// how long the last ones took: nobody waits for more than some milliseconds, on a slow disk either.
type portion struct{ exchanges atomic.Int64 }

const (
	leastPortion = 64
	firstPortion = 128
	mostPortion  = 2000
	longPortion  = 4 * time.Millisecond
)

func (p *portion) size() int64 { return max(leastPortion, p.exchanges.Load()) }

// took takes note of one that began then.
func (p *portion) took(began time.Time) {
	size := p.size()
	switch took := time.Since(began); {
	case took > longPortion:
		size /= 2
	case took < longPortion/2:
		size *= 2
	}
	p.exchanges.Store(min(max(size, leastPortion), mostPortion))
}
