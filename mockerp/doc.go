// Package mockerp is the ERP side: a mock ERP that receives the posts of the MES, judges them by the
// contract, answers as it was told or as an honest ERP would, and remembers all of it.
//
// One post goes through five steps, which post.go shows from top to bottom: receive, judge, decide, record,
// answer. Each has a file of its own. Judging and deciding are plain functions and know nothing of each
// other: a mock that was told to say 200 still remembers what was wrong. The mock has two doors: the ERP door
// takes posts and nothing else, the control door (package control) shows and steers.
//
// It may import mockerp/books, mockerp/console, mockerp/control, mockerp/control/api, mockerp/engine, mockerp/fault, mockerp/journal,
// mockerp/network, mockerp/packed, mockerp/reload, mockerp/script, mockerp/traffic, mockerp/upstream, mockerp/wish, schemas
// and schemas/show, nothing else of ours.
//
//	server, err := mockerp.New(mockerp.Config{Addr: "127.0.0.1:0", ControlAddr: "127.0.0.1:0"})
//	if err != nil {
//		return err
//	}
//	server.Start()
//	defer server.Close(context.Background())
//	fmt.Println("post to", server.URL()+"/device")
package mockerp
