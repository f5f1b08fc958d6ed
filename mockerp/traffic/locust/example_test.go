package locust_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/locust"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	body, err := fs.ReadFile(schemas.Examples(), "device/valid/add.json")
	flows := locust.New()
	err = errors.Join(err, flows.See(&traffic.Exchange{ID: 1, Kind: schemas.Device, Request: traffic.Request{URL: "/device", Body: body}, Answer: traffic.Answer{Status: 200}}))
	fmt.Println(err)
	fmt.Println(flows.Write(io.Discard))
	// Output:
	// <nil>
	// {1 1 map[]} <nil>
}
