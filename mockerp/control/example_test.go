package control_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp"
)

// The control door of a running mock shows what the ERP door received.
func ExampleHandler() {
	erp, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0"})
	if err != nil {
		fmt.Println(err)
		return
	}
	erp.Start()
	defer erp.Close(context.Background())

	posted, err := http.Post(erp.RunURL("line-4")+"/device", "application/json", strings.NewReader(`{"type": "add"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	posted.Body.Close()
	found, err := http.Get(erp.ControlURL() + "/api/v1/exchanges/wait?run=line-4&clause=D2")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer found.Body.Close()
	page, err := io.ReadAll(found.Body)
	fmt.Println(posted.StatusCode, found.StatusCode, strings.Contains(string(page), `"enough":true`), err)
	// Output: 422 200 true <nil>
}
