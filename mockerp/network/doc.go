// Package network is how the mock stands on the network: doors with a bound on their connections, behind
// TLS or not, that can be closed for a while as if the ERP were down, and that notice what comes as a
// request and is none that can be read. What is answered then is not decided here.
//
// It imports nothing of ours.
//
//	door, err := network.Listen(network.Options{Addr: "127.0.0.1:0", MaxConns: 100, ReadTimeout: time.Second})
//	if err != nil {
//		return err
//	}
//	door.Handle(handler, func(u network.Unread) []byte { return nil }) // nil leaves net/http its own answer
//	go door.Serve()
//	defer door.Shutdown(context.Background())
//	fmt.Println("post to", door.URL())
package network
