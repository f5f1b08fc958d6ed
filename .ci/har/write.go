// Command har writes an archive of exchanges that are as odd as exchanges can be, for the validator.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/erpkit/erpkit/mockerp/journal/journaltest"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
	"github.com/erpkit/erpkit/schemas"
)

func exchanges() []*traffic.Exchange {
	post := traffic.Request{
		Method: "POST", URL: "/r/line-4/device?x=1&x=2&token=s3cret&%zz", Proto: "HTTP/1.1",
		Header: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer s3cret"}, "X-Two": {"a", ""}},
		Body:   []byte(`{"type":"add","serial":"שלום"}`),
	}
	weird := post
	weird.URL, weird.Body = "/weird path|\xd7\xa9?q=a b", []byte("\xff\x00")
	return []*traffic.Exchange{
		{}, journaltest.Full(1), {ID: 3, At: time.Now(), Took: time.Millisecond, Kind: schemas.Device, Request: post, Answer: traffic.Answer{Status: 200, Body: []byte("{}")}},
		{ID: 4, At: time.Now(), Request: weird, Answer: traffic.Answer{Status: 302, Header: http.Header{"Location": {"/login"}}, Body: []byte("\xfe"), Delay: time.Hour}},
	}
}

func main() {
	for _, list := range [][]*traffic.Exchange{exchanges(), nil} {
		for _, reveal := range []bool{false, true} {
			name := fmt.Sprintf("%s/%d-reveal-%v.har", os.Args[1], len(list), reveal)
			err := write(name, list, capture.Options{Base: "http://erp.example:8085", Version: "ci", Reveal: reveal})
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
}

func write(name string, list []*traffic.Exchange, o capture.Options) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	to, err := capture.NewWriter(traffic.HAR, file, o)
	for _, x := range list {
		if err == nil {
			err = to.Write(x)
		}
	}
	if err == nil {
		err = to.Close()
	}
	return errors.Join(err, file.Close())
}
