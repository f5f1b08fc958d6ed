package books_test

import (
	"fmt"

	"github.com/erpkit/erpkit/mockerp/books"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	b := books.New(50_000)
	add := books.Event{Kind: schemas.Device, Payload: map[string]any{
		"type": "add", "workorderNumber": "NXT-915", "sku": "0007", "serial": "SN-7", "stockId": "stock-1",
	}}
	opinion := b.Consider(add)
	fmt.Println(opinion.Strict.Status, opinion.Strict.ExternalID)
	b.Apply(add, opinion.Strict)

	add.Payload["stockId"] = "stock-2"
	opinion = b.Consider(add)
	fmt.Println(opinion.Strict.Status, opinion.Strict.Message)
	for _, thing := range b.Things() {
		fmt.Println(thing.ExternalID, thing.Serial, thing.State)
	}
	// Output:
	// 200 ERP-DEV-000001
	// 409 Serial SN-7 is already registered on work order NXT-915. Scan the label again or remove it there first.
	// ERP-DEV-000001 SN-7 live
}
