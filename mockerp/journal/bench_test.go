package journal_test

import (
	"net/http"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
)

func BenchmarkAppend(b *testing.B) {
	j := journal.NewMemory(10_000, 64<<20)
	body := make([]byte, 320)
	header := http.Header{"Content-Type": {"application/json"}, "User-Agent": {"mes"}, "Content-Length": {"320"}, "Accept": {"*/*"}}
	b.ReportAllocs()
	for b.Loop() {
		x := &traffic.Exchange{Run: "default", Serial: "SN-1", Request: traffic.Request{Body: body, Header: header}}
		if err := j.Append(x); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	j := journal.NewMemory(10_000, 64<<20)
	for range 10_000 {
		record(b, j, &traffic.Exchange{Run: "default"})
	}
	b.ReportAllocs()
	for b.Loop() {
		list(b, j, journal.Filter{Serial: "SN-1"})
	}
}
