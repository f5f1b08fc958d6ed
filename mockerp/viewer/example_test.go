package viewer_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/mockerp/viewer"
)

func Example() {
	const pasted = "POST /device HTTP/1.1\nContent-Type: application/json\n\n{\"type\": \"remove\", \"serial\": \"SN-404\"}\n"
	file, err := capture.Open("pasted.txt", strings.NewReader(pasted), int64(len(pasted)), traffic.Raw, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	shown := viewer.NewRecording(100_000, 256<<20)
	if err := shown.Add("pasted.txt", traffic.Raw, file.Exchanges()); err != nil {
		fmt.Println(err)
		return
	}
	server, err := viewer.Listen(shown, viewer.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err := http.Get(server.URL())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Status, shown.Files()[0].Broken, page.Body.Close(), server.Close(context.Background()))
	// Output:
	// 200 OK 1 <nil> <nil>
}
