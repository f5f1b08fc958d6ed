package sqlite_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// typical is one accepted post of a device as the ERP door records it.
func typical(n int64) *traffic.Exchange {
	return &traffic.Exchange{
		Run: "default", At: time.Now(), Took: 21 * time.Microsecond, Kind: schemas.Device, Type: "add",
		Serial: fmt.Sprintf("SN-%07d", n), WorkOrder: "NXT-915",
		Request: traffic.Request{
			Method: "POST", URL: "/device", Proto: "HTTP/1.1", Remote: "127.0.0.1:40122",
			Header: http.Header{"Content-Type": {"application/json"}, "User-Agent": {"erpkit"}, "Content-Length": {"320"}, "Accept": {"*/*"}},
			Body:   make([]byte, 320),
		},
		Decision: traffic.Decision{By: "books", Why: "No script rule matched; the books answered."},
		Answer: traffic.Answer{
			Status: 200, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
			Body: []byte(`{"externalId":"ERP-DEV-000001"}`),
		},
	}
}

// Each writer waits for its own commit before it appends again, as a station does.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 8, 64} {
		for _, bound := range []int{0, 10_000} {
			b.Run(fmt.Sprintf("writers=%d/bound=%d", writers, bound), func(b *testing.B) {
				benchmarkAppend(b, writers, sqlite.Options{MaxCount: bound})
			})
		}
	}
	b.Run("writers=64/full", func(b *testing.B) { benchmarkAppend(b, 64, sqlite.Options{Sync: sqlite.Full}) })
}

func benchmarkAppend(b *testing.B, writers int, options sqlite.Options) {
	j, err := sqlite.Open(filepath.Join(b.TempDir(), "erp.journal"), options)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	var n atomic.Int64
	b.SetParallelism(max(1, writers/runtime.GOMAXPROCS(0)))
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := j.Append(typical(n.Add(1))); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
}
