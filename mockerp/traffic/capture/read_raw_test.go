package capture_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

func TestRawHTTP(t *testing.T) {
	list, err := readBack(wire, traffic.Raw)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d posts, %v", len(list), err)
	}
	const unknown = traffic.Time | traffic.Booking | traffic.Judgement
	want := []traffic.Exchange{
		{
			Origin: &traffic.Origin{Format: traffic.Raw, Place: "post 1", Unknown: unknown},
			Request: traffic.Request{
				Method: "POST", URL: "http://erp.example:8085/r/line-4/device?x=1", Proto: "HTTP/1.1", Body: []byte(`{"type":"add"}`),
				Header: http.Header{"Host": {"erp.example:8085"}, "Content-Type": {"application/json"}, "Content-Length": {"14"}},
			},
			Answer: traffic.Answer{Status: 201, Header: http.Header{"Transfer-Encoding": {"chunked"}}, Body: []byte(`{"externalId":"E1"}`)},
		},
		{
			Origin:  &traffic.Origin{Format: traffic.Raw, Place: "post 2", Unknown: unknown},
			Request: traffic.Request{Method: "POST", URL: "/device", Proto: "HTTP/1.0", Header: http.Header{}, Body: []byte("{\"type\":\n\n\"add\"}")},
			Answer:  traffic.Answer{Status: 204, Header: http.Header{"Server": {"x"}}},
		},
		{
			Origin:  &traffic.Origin{Format: traffic.Raw, Place: "post 3", Unknown: unknown | traffic.Answered | traffic.AnswerBody},
			Request: traffic.Request{Method: "POST", URL: "http://erp.example/operation", Proto: "HTTP/2", Header: http.Header{"X-Last": {"yes"}}, Body: []byte("no JSON")},
		},
	}
	for i := range want {
		if !reflect.DeepEqual(*list[i], want[i]) {
			t.Errorf("post %d is\n%+v of %+v, want\n%+v of %+v", i+1, list[i], list[i].Origin, want[i], want[i].Origin)
		}
	}
	// headers without a body and without an end of line
	if list, err := readBack("POST /device HTTP/1.1\nX-A: b", traffic.Raw); err != nil || list[0].Request.Header.Get("X-A") != "b" {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestRaw_WhatCannotBeRead: what is wrong with one message is said of it, and the next is read.
func TestRaw_WhatCannotBeRead(t *testing.T) {
	const first = "POST /device HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}\r\n"
	for text, wants := range map[string][]string{
		"":                                      {"empty", "POST /device HTTP/1.1"},
		"{\"type\":\"add\"}":                    {"there is no request in it", "not a request line"},
		"{\"type\":\"add\", \"stockId\":\"s\"}": {"post 1", "line 1", "no request line before it"},
		"HTTP/1.1 200 OK\r\n\r\n":               {"post 1", "the answer in line 1 has no request before it"},
		first + "POST / HTTP/1.1\nno colon\n\n": {"post 2", "headers", "no colon"},
		first + "POST / HTTP/1.1\nContent-Length: ten\n\n":                       {"post 2", "Content-Length", "not a number"},
		first + "POST / HTTP/1.1\nContent-Length: -1\n\n":                        {"post 2", "not a number"},
		first + "POST / HTTP/1.1\nContent-Length: 10\n\n{":                       {"post 2", "10", "only 1 bytes", "take that header out"},
		first + "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n{":               {"post 2", "not the length"},
		first + "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n9\n{}":           {"post 2", "only 2 are there"},
		first + "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\n{}":           {"post 2", "goes on with"},
		first + "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n-1\n{}":          {"post 2", "not the length"},
		first + "HTTP/1.1 OK\n\n":                                                {"post 1", "the answer", "not a status line"},
		first + "HTTP/1.1 200 OK\nContent-Length: 5\n\n":                         {"post 1", "the answer", "only 0 bytes"},
		first + "POST / HTTP/1.1\n" + strings.Repeat("A: b\n", 1002):             {"post 2", "more than 1000 headers"},
		"POST / HTTP/1.1\n\n\nHTTP/1.1 1e2 x\n\n":                                {"status line"},
		"POST / HTTP/1.1\nContent-Length: 99999999999999999999999\n\nabc":        {"not a number"},
		"curl -d '{ http://h/device\n":                                           {"post 1", "not closed"},
		"> POST /device HTTP/1.1\n> Content-Length: 266\n>\n< HTTP/1.1 200 OK\n": {"post 1", "curl -v does not show the body", "curl command"},
	} {
		mustSay(t, text, trouble(text, traffic.Raw), wants)
		list, err := readBack(text+"\nPOST /last HTTP/1.1\n\n{}\n", traffic.Raw)
		if err != nil || list[len(list)-1].Request.URL != "/last" || string(list[len(list)-1].Request.Body) != "{}" {
			t.Errorf("%q: the next post is not there: %v", text, err)
		}
	}
	endless := "POST / HTTP/1.1\nContent-Length: 0\n\n" + strings.Repeat("HTTP/1.1 100 Continue\n\n", 100_000)
	if list, err := readBack(endless, traffic.Raw); err != nil || len(list) != 1 || list[0].Answer.Status != 0 {
		t.Errorf("an answer that never comes: %d, %v", len(list), err)
	}
}
