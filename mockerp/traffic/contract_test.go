package traffic_test

import (
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// TestContract_TellsPosts: one answer for everybody, whatever misses in a post.
func TestContract_TellsPosts(t *testing.T) {
	const neither = "neither its path nor its body is that of a post of the contract"
	sure := &traffic.Exchange{Request: traffic.Request{Method: "POST", URL: "http://h/api/mes?key=1", Body: []byte(`{"type": "add", "stockId": "s"}`)}}
	for _, one := range []struct {
		method, url, body string
		kind              schemas.Kind
		run, foreign      string
	}{
		{"POST", "http://h/x", `{"item": {}, "stockId": "s"}`, schemas.ItemAttach, "default", ""},
		{"POST", "http://h/x", `{"actCode": "A", "workorderId": "w"}`, schemas.Operation, "default", ""},
		{"POST", "http://h/x", `{"type": "add", "sessionId": "s"}`, schemas.Device, "default", ""},
		{"POST", "http://h/x", `{"type": "click"}`, "", "default", neither},
		{"POST", "http://h/x", `{"stockId": "s"}`, "", "default", neither},
		{"POST", "http://h/r/line-4/operation/", `{}`, schemas.Operation, "line-4", ""},
		{"POST", "http://h/r/line-4/", `{"type": "add", "stockId": "s"}`, schemas.Device, "line-4", ""},
		{"POST", "http://h/api/mes?key=2", "broken", schemas.Device, "default", ""},
		{"POST", "http://h/api/other", "broken", "", "default", neither},
		{"GET", "http://h/device", "", "", "default", "GET is not how the MES reports"},
		{"POST", "http://%zz/device", "", "", "default", neither},
	} {
		c := traffic.NewContract("")
		c.Learn(sure)
		x := &traffic.Exchange{Origin: &traffic.Origin{}, Request: traffic.Request{Method: one.method, URL: one.url, Body: []byte(one.body)}}
		c.Tell(x)
		if x.Kind != one.kind || x.Run != one.run || x.Origin.Foreign != one.foreign {
			t.Errorf("%s %s %s: got %q in %s, %q", one.method, one.url, one.body, x.Kind, x.Run, x.Origin.Foreign)
		}
	}
}

// TestContract_OfWhatCannotBeRead: a post is told by where it went, and what is not a post harms nobody.
func TestContract_OfWhatCannotBeRead(t *testing.T) {
	for _, one := range []struct {
		method, url string
		own         bool
		foreign     string
	}{
		{"POST", "http://h/device", false, ""}, {"GET", "http://h/device", false, "GET is not how the MES reports"},
		{"POST", "http://h/collect", false, "odd"}, {"", "", false, "odd"}, {"", "", true, ""},
	} {
		x := &traffic.Exchange{Origin: &traffic.Origin{Unreadable: "odd", Own: one.own}, Request: traffic.Request{Method: one.method, URL: one.url}}
		traffic.NewContract("").Tell(x)
		if x.Origin.Foreign != one.foreign {
			t.Errorf("%+v: got %q", one, x.Origin.Foreign)
		}
	}
}
