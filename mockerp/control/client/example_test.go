package client_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/mockerp/journal"
)

const blocked = `version: 1
rules:
  - name: SN-7 is blocked
    when: {members: {serial: SN-7}}
    answer: {status: 409, body: {message: "{{ .serial }} is blocked"}}
`

// A test of a sender: the mock is told what to answer, the sender posts, and the test looks at what came.
func Example() {
	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0"}) // or erpkit serve, elsewhere
	if err != nil {
		panic(err)
	}
	server.Start()
	ctx := context.Background()
	defer server.Close(ctx)

	mock, err := client.New(client.Options{URL: server.ControlURL()})
	if err != nil {
		panic(err)
	}
	if err := mock.Ready(ctx, 5*time.Second); err != nil {
		panic(err)
	}
	if _, err := mock.PutScript(ctx, "line-4", []byte(blocked)); err != nil {
		panic(err)
	}
	answer, err := http.Post(server.RunURL("line-4")+"/device", "application/json", strings.NewReader(device("SN-7"))) // the sender
	if err != nil {
		panic(err)
	}
	answer.Body.Close()

	page, err := mock.Wait(ctx, journal.Filter{Run: "line-4", Serial: "SN-7"}, 1, 5*time.Second)
	if err != nil {
		panic(err)
	}
	x := page.Exchanges[0]
	fmt.Println(page.Enough, x.Kind, x.Type, x.Status, x.Answer.Message, len(x.Findings))
	done, err := mock.Drop(ctx, "line-4")
	fmt.Println(done.Exchanges, done.Scripts, err)
	// Output:
	// true device add 409 SN-7 is blocked 0
	// 1 1 <nil>
}
