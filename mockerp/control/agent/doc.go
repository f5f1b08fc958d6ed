// Package agent lets an agent or an editor look at a running mock ERP, by the Model Context Protocol: it serves tools on
// two streams, which are the standard input and output of erpkit mcp.
//
//	mock, err := client.New(client.Options{URL: "http://127.0.0.1:8086"}) // the control door of erpkit serve
//	if err != nil {
//		return err
//	}
//	options := agent.Options{Mock: mock, Version: "v1.2.3", Explain: explain}
//	return agent.Serve(ctx, options, os.Stdin, os.Stdout)
//
// The tools ask the control door, which hides secrets. Every result is bounded, and so are the texts in it, whose lengths a
// sender chose. What goes wrong in a tool is a result that says so; a line that is no message is answered with an error, and the
// session goes on. Without AllowWrite the tools that change something are not there at all.
//
// It may import mockerp/control/api, mockerp/control/client, mockerp/journal, mockerp/journal/search, mockerp/script, mockerp/traffic,
// schemas and schemas/show, nothing else of ours.
package agent
