package mockerp

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/network"
	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// unread records a request that never came to a handler, and gives the answer to it. One connection too many
// is not recorded: nothing of it was read.
func (d *door) unread(u network.Unread) []byte {
	said := refuseUnread(u, d.config.MaxConns)
	if u.Reason == network.TooManyConnections {
		d.turned.note(said)
		return onWire(said.answer(nil), 0)
	}
	x := &traffic.Exchange{Run: DefaultRun, At: time.Now(), Request: traffic.Request{Remote: u.Remote, Truncated: true}}
	got := "a request with another mistake"
	if words := strings.Fields(u.Line); len(words) == 3 && show.IsToken(words[0]) && strings.HasPrefix(words[2], "HTTP/") {
		x.Request.Method, x.Request.URL, x.Request.Proto = words[0], words[1], words[2]
	} else if u.Line != "" {
		got = fmt.Sprintf("%q", shorten(withoutSecrets(u.Line)))
	}
	var findings []schemas.Finding
	if u.Reason != network.TLSHello && (x.Request.Method == "" || x.Request.Method == http.MethodPost) { // else it is not a report (T1)
		findings = []schemas.Finding{{Clause: "T1", Level: schemas.Must, Wanted: "an HTTP request", Got: got, Message: said.message}}
	}
	d.recordRefusal(x, said, findings)
	return onWire(x.Answer, x.ID)
}

// unreadControl answers what never came to a handler of the control door: as net/http does, unless that
// would say nothing, or be late.
func (d *door) unreadControl(u network.Unread) []byte {
	switch u.Reason {
	case network.TooManyConnections, network.TLSHello:
		return onWire(refuseUnread(u, d.config.MaxConns).answer(nil), 0)
	}
	return nil
}

// onWire is an answer as it goes over a connection that no handler has. 0 is no exchange.
func onWire(a traffic.Answer, exchange uint64) []byte {
	header := a.Header.Clone()
	header.Set("Connection", "close")
	header.Set("Content-Length", fmt.Sprint(len(a.Body)))
	if exchange != 0 {
		header.Set(exchangeHeader, fmt.Sprint(exchange))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.Status, http.StatusText(a.Status))
	_ = header.Write(&b) // a builder takes all
	b.WriteString("\r\n")
	b.Write(a.Body)
	return []byte(b.String())
}

// withoutSecrets masks each word of a line like a URL, for one of them may be.
func withoutSecrets(line string) string {
	words := strings.Fields(line)
	for i, word := range words {
		words[i] = show.URL(word)
	}
	return strings.Join(words, " ")
}
