package mockerp_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/journal/sqlite"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// BenchmarkExport is the export of a journal in a file, through the control door, in each format. With the client of this
// process it takes more CPU time than the mock alone.
func BenchmarkExport(b *testing.B) {
	const exchanges = 20_000
	store, err := sqlite.Open(filepath.Join(b.TempDir(), "erp.journal"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	wait := func() error { return nil }
	for n := range exchanges {
		if wait, err = store.Enqueue(recorded(n)); err != nil {
			b.Fatal(err)
		}
	}
	if err := wait(); err != nil { // for the last, and so for all
		b.Fatal(err)
	}
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0", Journal: store})
	if err != nil {
		b.Fatal(err)
	}
	server.Start()
	defer server.Close(b.Context())
	for _, format := range []traffic.Format{traffic.JSONLines, traffic.HAR, traffic.Raw, traffic.Curl} {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				export(b, server.ControlURL()+"/api/v1/exchanges/export?format="+string(format))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/exchanges, "ns/exchange")
		})
	}
}

// recorded is a post as the ERP door records it.
func recorded(n int) *traffic.Exchange {
	body := fmt.Sprintf(`{"type":"add","workorderNumber":"NXT-%[1]d","sku":"0007","serial":"SN-%[1]d","workorderId":"8be4d280-0978-11f0-85c4-%012[1]d",`+
		`"stockId":"3e8c75d1-3b7b-4416-a525-%012[1]d","sessionId":"8be4d280-0978-11f0-85c5-%012[1]d","workorderExternalId":null}`, n)
	return &traffic.Exchange{
		Run: "default", At: time.Now(), Took: 21 * time.Microsecond, Kind: schemas.Device, Type: "add", Serial: fmt.Sprint("SN-", n), WorkOrder: fmt.Sprint("NXT-", n),
		Request: traffic.Request{
			Method: "POST", URL: "/device", Proto: "HTTP/1.1", Remote: "127.0.0.1:40122", Body: []byte(body),
			Header: http.Header{
				"Content-Type": {"application/json"}, "User-Agent": {"axios/1.7.9"}, "Content-Length": {fmt.Sprint(len(body))},
				"Accept": {"application/json, text/plain, */*"}, "Accept-Encoding": {"gzip, compress, deflate, br"}, "Connection": {"keep-alive"},
			},
		},
		Decision: traffic.Decision{By: "books", Why: "No script rule matched; the books answered."},
		Answer: traffic.Answer{
			Status: 200, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: fmt.Appendf(nil, `{"externalId":"ERP-DEV-%06d"}`, n),
		},
	}
}

func export(b *testing.B, url string) {
	b.Helper()
	response, err := http.Get(url)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Fatal(response.Status, err)
	}
}
