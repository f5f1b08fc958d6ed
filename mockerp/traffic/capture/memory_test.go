package capture_test

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

// repeated gives a text again and again.
type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

// TestRead_MemoryIsBoundedByAnEntry: what a file of 64 MiB leaves in memory is no more than its entries need.
func TestRead_MemoryIsBoundedByAnEntry(t *testing.T) {
	entry := `{"request":{"method":"POST","url":"/device","postData":{"text":"{}"}},"response":{"status":200,"content":{"text":"` + strings.Repeat("x", 20_000) + `"}}},`
	for format, one := range map[traffic.Format][2]string{
		traffic.HAR: {`{"log":{"entries":[`, entry}, traffic.Raw: {"", "POST /device HTTP/1.1\n\n{}\n\nHTTP/1.1 200 OK\n\n" + strings.Repeat("x", 20_000) + "\n"},
		traffic.JSONLines: {"", `{"version":1,"request":{"method":"POST","url":"/device","text":"` + strings.Repeat("x", 20_000) + `"}}` + "\n"},
	} {
		size := int64(64<<20) / int64(len(one[1])) * int64(len(one[1]))
		from := io.MultiReader(strings.NewReader(one[0]), io.LimitReader(&repeated{text: one[1]}, size), strings.NewReader(`{"request":{"method":"GET","url":"/"}}]}}`))
		if format != traffic.HAR {
			from = io.LimitReader(&repeated{text: one[1]}, size)
		}
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		n, most := 0, uint64(0)
		for _, err := range capture.Read(from, format) {
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if n++; n%500 == 0 {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapInuse-min(before.HeapInuse, now.HeapInuse))
			}
		}
		if n < 3000 || most > 16<<20 {
			t.Errorf("%s: %d entries need %d MiB", format, n, most>>20)
		}
	}
}
