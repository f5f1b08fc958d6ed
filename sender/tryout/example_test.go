package tryout_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
	"github.com/erpkit/erpkit/sender/tryout"
)

// The work orders come from another source than the page says: only the case differs.
func ExampleRun() {
	erp := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer erp.Close()
	client, err := sender.NewClient(sender.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	settings := target.Target{Single: erp.URL}.Settings("Priority")
	report := tryout.Run(context.Background(), tryout.Options{Settings: settings, Client: client, Sources: []string{"priority"}, Only: []schemas.Kind{schemas.Device}})
	for _, step := range report.Steps {
		if !step.OK {
			fmt.Println(step)
		}
	}
	// Output: failed  page source: The source of the work order is "priority" and the configured source is "Priority": its events are not sent (C3). They differ only in upper and lower case. Set workOrderSource to "priority", letter for letter.
}
