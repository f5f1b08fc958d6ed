package capture_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

// BenchmarkWriter writes a right post of the mock's own in each format.
func BenchmarkWriter(b *testing.B) {
	x := &traffic.Exchange{
		ID: 7, Run: "line-4", At: time.Now(), Took: 21 * time.Microsecond, Kind: schemas.Device, Type: "add", Serial: "SN-1", WorkOrder: "NXT-915", Booked: true,
		Request: traffic.Request{
			Method: "POST", URL: "/r/line-4/device", Proto: "HTTP/1.1", Remote: "127.0.0.1:40122",
			Header: http.Header{"Content-Type": {"application/json"}, "User-Agent": {"Go-http-client/1.1"}, "Content-Length": {"320"}, "Accept-Encoding": {"gzip"}},
			Body:   []byte(`{"type":"add","serial":"SN-1","workorderId":"550e8400-e29b-41d4-a716-446655440000","workorderNumber":"NXT-915","sku":"PROD-100","stockId":"660e8400-e29b-41d4-a716-446655440000"}`),
		},
		Decision: traffic.Decision{By: "books", Why: "No script rule matched; the books answered."},
		Answer: traffic.Answer{
			Status: 200, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}, "Erpkit-Exchange": {"7"}},
			Body: []byte(`{"externalId":"ERP-DEV-000001"}`),
		},
	}
	for _, format := range []traffic.Format{traffic.JSONLines, traffic.HAR, traffic.Raw, traffic.Curl} {
		b.Run(string(format), func(b *testing.B) {
			w, err := capture.NewWriter(format, io.Discard, capture.Options{Base: "http://127.0.0.1:8085"})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Write(x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
