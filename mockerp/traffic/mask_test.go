package traffic_test

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

// A mask that remembers headers shows of each what one that does not shows, also of more headers than it remembers.
func TestRemembering_ShowsTheSame(t *testing.T) {
	plain := traffic.Mask{}
	remembering := plain.Remembering()
	for n := range 2000 {
		header := http.Header{"Authorization": {fmt.Sprint("Bearer ", n)}, "Content-Length": {fmt.Sprint(n)}, "Referer": {"http://mes/?token=1"}}
		x := &traffic.Exchange{Request: traffic.Request{Header: header}, Answer: traffic.Answer{Header: http.Header{"X-N": {"secret"}}}}
		for range 2 {
			if got, wanted := remembering.Of(x), plain.Of(x); !reflect.DeepEqual(got, wanted) {
				t.Fatalf("got %v, wanted %v", got, wanted)
			}
		}
		if header.Get("Authorization") != fmt.Sprint("Bearer ", n) {
			t.Fatal("the mask changed the exchange itself")
		}
	}
}
