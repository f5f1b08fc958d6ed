package agent_test

import (
	"context"
	"fmt"
	"io"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/erpkit/erpkit/mockerp/control/agent"
	"github.com/erpkit/erpkit/mockerp/control/client"
)

// An editor starts the server and asks it to judge a payload, which needs no mock.
func Example() {
	ctx := context.Background()
	mock, err := client.New(client.Options{URL: "http://127.0.0.1:8086"})
	if err != nil {
		panic(err)
	}
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- agent.Serve(ctx, agent.Options{Mock: mock, Version: "v1.2.3"}, in, out) }()

	editor := mcp.NewClient(&mcp.Implementation{Name: "editor", Version: "1"}, nil)
	session, err := editor.Connect(ctx, &mcp.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		panic(err)
	}
	said, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "check_payload", Arguments: map[string]any{"payload": `{"type": 7}`, "kind": "device"}})
	if err != nil {
		panic(err)
	}
	text := said.Content[0].(*mcp.TextContent).Text
	fmt.Println(said.IsError, text[:len("The payload breaks the contract")])
	fmt.Println(session.Close(), <-ended)
	// Output:
	// false The payload breaks the contract
	// <nil> <nil>
}
