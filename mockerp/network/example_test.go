package network_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/erpkit/erpkit/mockerp/network"
)

func ExampleListen() {
	door, err := network.Listen(network.Options{Addr: "127.0.0.1:0", MaxConns: 100, ReadTimeout: time.Second})
	if err != nil {
		fmt.Println(err)
		return
	}
	door.Handle(hello, func(u network.Unread) []byte { return []byte("I do not understand: " + string(u.Reason)) })
	go door.Serve()
	defer door.Shutdown(context.Background())
	conn, err := net.Dial("tcp", door.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	fmt.Fprint(conn, "Is anybody there?\r\n\r\n")
	said, _ := io.ReadAll(conn)
	fmt.Println(string(said))
	// Output:
	// I do not understand: no HTTP that can be read
}
