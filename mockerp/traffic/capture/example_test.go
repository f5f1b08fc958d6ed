package capture_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	x := &traffic.Exchange{Run: "line-4", Kind: schemas.Device, Request: traffic.Request{
		Method: "POST", URL: "/r/line-4/device", Body: []byte(`{"type":"add","serial":"it's SN-7"}`),
		Header: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer s3cret"}},
	}}
	fmt.Println(capture.Curl(x, capture.Options{}))
	var har strings.Builder
	to, err := capture.NewWriter(traffic.HAR, &har, capture.Options{Base: "http://erp.example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(to.Write(x), to.Close()); err != nil {
		fmt.Println(err)
		return
	}
	for x, err := range capture.Read(strings.NewReader(har.String()), traffic.HAR) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(x.Place(), x.Request.Method, x.Request.URL, string(x.Request.Body))
	}
	// Output:
	// curl -sS -i --globoff -X 'POST' -H 'Authorization: Bearer ***' -H 'Content-Type: application/json' -H 'Expect:' --data-raw '{"type":"add","serial":"it'\''s SN-7"}' 'http://127.0.0.1:8085/r/line-4/device'
	// entry 1 POST http://erp.example/r/line-4/device {"type":"add","serial":"it's SN-7"}
}
