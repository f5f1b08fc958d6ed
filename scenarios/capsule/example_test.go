package capsule_test

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/scenarios/capsule"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	body := func(typ, more string) []byte {
		return []byte(`{"type":"` + typ + `","workorderNumber":"NXT-915","sku":"0007","serial":"SN-7",` + more +
			`"workorderId":"550e8400-e29b-41d4-a716-446655440000","stockId":"550e8400-e29b-41d4-a716-446655440001","sessionId":"550e8400-e29b-41d4-a716-446655440002","workorderExternalId":null}`)
	}
	post := func(body []byte, status int, answer string) *traffic.Exchange {
		return &traffic.Exchange{
			Kind: schemas.Device, Origin: &traffic.Origin{Unknown: traffic.Judgement},
			Request: traffic.Request{Method: "POST", Body: body}, Answer: traffic.Answer{Status: status, Body: []byte(answer)},
		}
	}
	made, err := capsule.Make([]*traffic.Exchange{
		post(body("add", ""), 200, `{"externalId":"D-1"}`), post(body("remove", `"externalId":"D-1",`), 409, `{"message":"The month is closed"}`),
	}, capsule.Options{Title: "A device cannot be removed"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(made.Text))
	// Output:
	// # Reproduces when step 2, device remove, is refused with 409 again.
	// # yaml-language-server: $schema=https://github.com/erpkit/erpkit/schemas/scenario.schema.json
	// version: 1
	// title: A device cannot be removed
	// about: 'Made of 2 recorded posts.'
	// reproduces: 'Step 2, device remove, is refused with 409 again.'
	// tags: [capsule]
	//
	// erp:
	//   rules:
	//     - name: as it was
	//       answers:
	//         - {status: 200, body: {externalId: D-1}}
	//         - {status: 409, body: {message: The month is closed}}
	//
	// workOrders:
	//   - {number: NXT-915, sku: '0007'}
	//
	// stocks:
	//   - name: unit
	//     workOrder: NXT-915
	//
	// steps:
	//   - device.set: {on: unit, serial: SN-7}
	//     expect: {status: 200, id: present}
	//   - device.remove: unit
	//     expect: {status: 409, message: {present: true}}
}
