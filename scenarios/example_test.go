package scenarios_test

import (
	"fmt"

	"github.com/erpkit/erpkit/scenarios"
)

func Example() {
	_, err := scenarios.Parse("typo.yaml", []byte(`version: 1
title: A serial with a typo
workOrders: [{number: NXT-915, sku: "0007"}]
steps:
  - device.set: {serial: SN-7}
    as: guitar
  - device.remove: gitar
`))
	fmt.Println(err)
	// Output:
	// typo.yaml:7:20: nothing has the name "gitar" by now: did you mean "guitar"?
	//    7 |   - device.remove: gitar
	//      |                    ^
}
