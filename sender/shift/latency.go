package shift

import (
	"math"
	"time"
)

// Latency are the times for an answer in milliseconds. Min and Max are exact, Median and P95
// are right within 2 %.
type Latency struct {
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	P95    float64 `json:"p95"`
	Max    float64 `json:"max"`
}

// latency is a histogram with steps of 2 %: a fixed size for any number of posts.
type latency struct {
	buckets  [1200]int
	count    int
	min, max time.Duration
}

// growth is how much wider each bucket is than the one before; the first holds 1 µs.
const growth = 1.02

func (l *latency) add(d time.Duration) {
	d = max(d, time.Microsecond)
	if l.count == 0 || d < l.min {
		l.min = d
	}
	l.max = max(l.max, d)
	l.count++
	at := int(math.Log(float64(d.Microseconds())) / math.Log(growth))
	l.buckets[min(at, len(l.buckets)-1)]++
}

// quantile is the middle of the bucket where the share q of all posts is reached.
func (l *latency) quantile(q float64) float64 {
	want, seen := int(math.Ceil(q*float64(l.count))), 0
	for i, n := range l.buckets {
		if seen += n; seen >= want && n > 0 {
			value := math.Pow(growth, float64(i)+0.5) / 1000
			return min(max(value, milliseconds(l.min)), milliseconds(l.max))
		}
	}
	return milliseconds(l.max)
}

func (l *latency) figures() Latency {
	return Latency{Min: milliseconds(l.min), Median: l.quantile(0.5), P95: l.quantile(0.95), Max: milliseconds(l.max)}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
