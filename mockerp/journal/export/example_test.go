package export_test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp/journal/export"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	x := &traffic.Exchange{Run: "line-4", Kind: schemas.Device, Request: traffic.Request{
		Method: "POST", URL: "/r/line-4/device", Body: []byte(`{"type":"add","serial":"it's SN-7"}`),
		Header: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer s3cret"}},
	}}
	fmt.Println(export.Curl(x, export.Options{}))
	har, err := export.HAR([]*traffic.Exchange{x}, export.Options{Base: "http://erp.example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	posts, err := export.ReadHAR(strings.NewReader(string(har)), 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, post := range posts {
		fmt.Println(post.Where, post.Method, post.URL, string(post.Body))
	}
	// Output:
	// curl -sS -i --globoff -X 'POST' -H 'Authorization: Bearer ***' -H 'Content-Type: application/json' -H 'Expect:' --data-raw '{"type":"add","serial":"it'\''s SN-7"}' 'http://127.0.0.1:8085/r/line-4/device'
	// entry 1 POST http://erp.example/r/line-4/device {"type":"add","serial":"it's SN-7"}
}
