// Package viewer shows recorded traffic on the page of the control door, without a mock: the door only reads.
//
//	shown := viewer.NewRecording(100_000, 256<<20)
//	err := shown.Add("customer.har", traffic.HAR, file.Exchanges()) // judged on the way, in bounded memory
//	server, err := viewer.Listen(shown, viewer.Options{Addr: "127.0.0.1:0"})
//	defer server.Close(ctx)
//	fmt.Println(server.URL())
//
// A capture is judged post by post (offline) and kept in memory up to a bound; what is beyond is judged and counted. A
// journal is read where it is, also while a mock writes it.
//
// It may import mockerp/books, mockerp/console, mockerp/control, mockerp/control/api, mockerp/journal, mockerp/network, mockerp/offline, mockerp/script, mockerp/traffic and schemas, nothing else of ours.
package viewer
