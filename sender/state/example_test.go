package state_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/state"
)

// Add today, remove tomorrow: the second call finds the ids of the first in the file.
func Example() {
	erp := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"externalId":"ERP-1"}`) }))
	defer erp.Close()
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	dir, err := os.MkdirTemp("", "state")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	for _, typ := range []string{"add", "remove"} {
		file, err := state.Open(context.Background(), filepath.Join(dir, "send.json"))
		if err != nil {
			fmt.Println(err)
			return
		}
		sent, err := file.Send(context.Background(), client, erp.URL+"/device", state.Intent{Kind: schemas.Device, Type: typ, Serial: "SN-7", SKU: "0007", WorkOrder: "NXT-915"})
		if err != nil {
			fmt.Println(err)
			return
		}
		payload := sent.Outcome.Payload.(schemas.DevicePayload)
		fmt.Println(payload.Type, payload.Serial, payload.ExternalID != nil && *payload.ExternalID == "ERP-1")
		if err := file.Close(); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// add SN-7 false
	// remove SN-7 true
}
