package mockerp_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp"
)

func ExampleNew() {
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0"})
	if err != nil {
		fmt.Println(err)
		return
	}
	server.Start()
	defer server.Close(context.Background())
	response, err := http.Post(server.URL()+"/device", "application/json", strings.NewReader(device("add", "SN-1", "")))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, string(body), err)
	// Output:
	// 200 {"externalId":"ERP-DEV-000001"} <nil>
}
