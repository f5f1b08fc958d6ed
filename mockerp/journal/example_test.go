package journal_test

import (
	"context"
	"fmt"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	j := journal.NewMemory(10_000, 64<<20)
	go func() {
		_ = j.Append(&traffic.Exchange{
			Run: "line-4", Kind: schemas.Device, Type: "add", Serial: "SN-7",
			Answer: traffic.Answer{Status: 200, Body: []byte(`{"externalId":"ERP-DEV-000001"}`)},
		})
	}()
	page, err := j.Wait(context.Background(), journal.Filter{Run: "line-4", Serial: "SN-7"}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range page.Exchanges {
		fmt.Println(x.ID, x.Kind, x.Type, x.Answer.Status)
	}
	// Output: 1 device add 200
}
