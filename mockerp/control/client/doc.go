// Package client is the control door of a mock ERP from Go: what the mock received and what it thinks of it, what
// it shall answer, and whether what was posted is what should have been.
//
//	mock, err := client.New(client.Options{URL: "http://127.0.0.1:8086"}) // of erpkit serve, or server.ControlURL()
//	if err != nil {
//		return err
//	}
//	if err := mock.Ready(ctx, 10*time.Second); err != nil { // waits for a mock that is just starting
//		return err
//	}
//	if _, err := mock.PutScript(ctx, "line-4", script); err != nil {
//		return err
//	}
//	mySender.Send(...) // posts to http://127.0.0.1:8085/r/line-4/device
//	page, err := mock.Wait(ctx, journal.Filter{Run: "line-4", Serial: "SN-7"}, 1, 5*time.Second)
//	if err != nil || !page.Enough {
//		return errors.New("nothing came")
//	}
//	fmt.Println(page.Exchanges[0].Findings)
//	_, err = mock.Drop(ctx, "line-4")
//
// A run is one isolated ERP inside the mock, named by its URL; "" as its name means all runs, or where one is
// needed the run of the posts whose URL names none.
//
// Mocks are several mocks whose exchanges are taken together, such as those behind one balancer.
//
// There are three kinds of errors beside those of a context that was cancelled: the door refused (*api.Refusal,
// with a code), nothing answers (*UnreachableError), or what answers is something else (*ForeignError). Every call
// ends in time, reads an answer within bounds, follows no redirect and has a connection of its own, so that a
// mock may come and go between two calls. A Client is safe for concurrent use and needs no closing.
//
// It may import mockerp/books, mockerp/control/api, mockerp/expect, mockerp/journal, mockerp/journal/search, mockerp/script,
// mockerp/traffic, mockerp/traffic/capture, schemas/coverage, schemas/junit and schemas/show, nothing else of ours. It never links the mock itself.
package client
