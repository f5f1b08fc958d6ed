package sender_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

// A person sets a serial; the ERP answers with its id, which the MES keeps.
func Example() {
	erp := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"externalId":"ERP-DEV-000001"}`)
	}))
	defer erp.Close()
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	settings := target.Target{Base: erp.URL}.Settings("local")
	mes, err := sender.NewMES(settings, client)
	if err != nil {
		fmt.Println(err)
		return
	}
	order, _ := mes.AddWorkOrder(sender.WorkOrder{Number: "NXT-915", SKU: "0007", Source: "local", SerialManaged: true})
	session, _ := mes.StartSession(order.Number)
	stock, _ := mes.NewStock(session.ID)
	outcome, err := mes.SetSerial(context.Background(), stock.ID, "SerialNumber123")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(outcome)
	// Output: device add: The ERP accepted the post (HTTP 200) and gave it the id "ERP-DEV-000001".
}
