package expect_test

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/expect"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	f, err := expect.Parse("expectations.yaml", []byte(`
version: 1
expectations:
  - name: the guitar is registered once
    post: {kind: device, type: add, members: {serial: SerialNumber123}}
    count: 1
  - findings: none
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	received := []*traffic.Exchange{{
		ID: 1, Run: "default", Kind: schemas.Device, Type: "add",
		Request: traffic.Request{Body: []byte(`{"type": "add", "serial": "SerialNumber132"}`)},
		Answer:  traffic.Answer{Status: 200},
	}}
	report := expect.Check(f, received, nil, 0)
	fmt.Print(report)
	// Output:
	// FAIL  the guitar is registered once
	//       wanted   1 post (kind device, type add, serial "SerialNumber123")
	//       got      no post
	//       missing  1 more post
	//       nearest  exchange 1
	//                serial: wanted "SerialNumber123", got "SerialNumber132"
	// ok    expectation 2
	// 1 of 2 expectations passed, 1 failed (run default, 1 exchange)
}
