package main

import (
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
)

// One line tells what was posted, what the person reads, and what the wire did to the answer.
func TestLine(t *testing.T) {
	at := time.Date(2026, 11, 23, 6, 40, 2, 0, time.UTC)
	device := traffic.Exchange{ID: 7, Run: "default", At: at, Kind: schemas.Device, Type: "add", Serial: "SN-7"}
	with := func(change func(*traffic.Exchange)) *traffic.Exchange {
		x := device
		change(&x)
		return &x
	}
	for want, x := range map[string]*traffic.Exchange{
		`06:40:02 #7 default device add SN-7 -> 200 {"externalId":"E-1"}`: with(func(x *traffic.Exchange) {
			x.Answer = traffic.Answer{Status: 200, Body: []byte(`{"externalId":"E-1"}`)}
		}),
		`06:40:02 #7 default device add SN-7 -> 422 It is missing. [D2, F1]`: with(func(x *traffic.Exchange) {
			x.Answer = traffic.Answer{Status: 422, Body: []byte(`{"message":"It is missing.","findings":[]}`)}
			x.Findings = []schemas.Finding{{Clause: "D2", Level: schemas.Must}, {Clause: "T8", Level: schemas.Note}, {Clause: "D2", Level: schemas.Must}, {Clause: "F1", Level: schemas.Must}}
		}),
		`06:40:02 #7 default device add SN-7 -> 200 {} (rule slow) (fault timeout): the sender did not hear it`: with(func(x *traffic.Exchange) {
			x.Answer = traffic.Answer{Status: 200, Body: []byte(`{}`), Fault: "timeout", Lost: true}
			x.Decision.Rule = "slow"
		}),
		`06:40:02 #7 default device add SN-7 -> 200 {"externalId":"E-1"} [D3, E7]`: with(func(x *traffic.Exchange) { // as in observe mode
			x.Answer = traffic.Answer{Status: 200, Body: []byte(`{"externalId":"E-1"}`)}
			x.Findings = []schemas.Finding{{Clause: "D3", Level: schemas.Must}, {Clause: "T8", Level: schemas.Note}, {Clause: "E7", Level: schemas.Should}}
		}),
		`06:40:02 #7 default GET /x?token=*** -> 405 Use POST.`: with(func(x *traffic.Exchange) {
			x.Kind, x.Type, x.Serial = "", "", ""
			x.Request = traffic.Request{Method: "GET", URL: "/x?token=hidden"}
			x.Answer = traffic.Answer{Status: 405, Body: []byte(`{"message":"Use POST."}`)}
		}),
		`06:40:02 #7 default device add SN-7 -> 502 <html>··[2J</html>`: with(func(x *traffic.Exchange) {
			x.Answer = traffic.Answer{Status: 502, Body: []byte("<html>\n\x1b[2J</html>")}
		}),
	} {
		if got := line(traffic.Mask{}.Of(x)); got != want {
			t.Errorf("got    %s\nwanted %s", got, want)
		}
	}
}

// An answer that the sender cannot have received gets a line even when only refusals are printed.
func TestRefusalsArePrintedWithLostAnswers(t *testing.T) {
	printer, err := newPostPrinter("refusals")
	if err != nil {
		t.Fatal(err)
	}
	hook := printer.hook(traffic.Mask{})
	for _, answer := range []traffic.Answer{{Status: 200}, {Status: 409}, {Status: 200, Fault: "timeout", Lost: true}} {
		hook(&traffic.Exchange{Answer: answer})
	}
	if n := len(printer.lines); n != 2 {
		t.Errorf("%d lines, wanted two: the refusal and the lost answer", n)
	}
}
