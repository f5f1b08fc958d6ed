package mockerp

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// What is no HTTP that can be read never comes to a handler: net/http answers it with plain text, straight
// to the connection. Here that answer is told by its form and another one is given, with a message, and
// the journal gets an exchange. Inside TLS the connection sees nothing but cipher: there the text stays.

// The forms of net/http's own answers. No handler's answer has one of them, for those have a Date and the
// number of the exchange.
const (
	expectHead   = "HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nDate: "
	expectTail   = " GMT\r\nContent-Length: 0\r\n\r\n"
	unreadHeader = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
	plainOnTLS   = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
)

// refuseUnread reads net/http's own answer; ok is false for every other one.
func refuseUnread(answer []byte) (said refusal, ok bool) {
	if len(answer) < len("HTTP/1.1 400") || answer[len("HTTP/1.1 ")] < '4' {
		return refusal{}, false // most answers, at no cost
	}
	if string(answer) == plainOnTLS {
		return refusal{http.StatusBadRequest, "This door speaks TLS, but the request came in plain HTTP: write https:// in the URL."}, true
	}
	if text := string(answer); len(text) < 150 && strings.HasPrefix(text, expectHead) && strings.HasSuffix(text, expectTail) {
		return refusal{http.StatusExpectationFailed, "The header Expect asks for what is not done here: leave it out, or send Expect: 100-continue."}, true
	}
	line, body, found := bytes.Cut(answer, []byte(unreadHeader))
	if !found || len(line) < len("HTTP/1.1 400") || bytes.ContainsAny(line, "\r\n") {
		return refusal{}, false
	}
	why := "it is malformed"
	if _, text, found := strings.Cut(string(body), ": "); found {
		why = shorten(text)
	}
	switch string(line[len("HTTP/1.1 "):][:3]) {
	case "400":
		return refusal{http.StatusBadRequest, "This is no HTTP request that can be read: " + why + "."}, true
	case "431":
		return refusal{http.StatusRequestHeaderFieldsTooLarge, fmt.Sprintf("The headers are longer than the %d KiB that are read here.", maxHeaderBytes>>10)}, true
	case "501":
		return refusal{http.StatusNotImplemented, "The transfer encoding is not known here: send the body with a Content-Length, or in chunks."}, true
	case "505":
		return refusal{http.StatusHTTPVersionNotSupported, "This version of HTTP is not spoken here: use HTTP/1.1."}, true
	}
	return refusal{}, false
}

// rawRefusal is a refusal as it goes over a connection that no handler has.
func rawRefusal(said refusal, findings []schemas.Finding, exchange uint64) []byte {
	body := encodeRefusal(said.message, findings)
	head := fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n",
		said.status, http.StatusText(said.status), len(body))
	if exchange != 0 {
		head += fmt.Sprintf("%s: %d\r\n", exchangeHeader, exchange)
	}
	return append([]byte(head+"\r\n"), body...)
}

// unread records a request that net/http could not read, and gives the answer to it.
func (d *door) unread(said refusal, remote, line string) []byte {
	x := &traffic.Exchange{Run: DefaultRun, At: time.Now(), Request: traffic.Request{Remote: remote, Truncated: true}}
	got := "a request with another mistake"
	if words := strings.Fields(line); len(words) == 3 && show.IsToken(words[0]) && strings.HasPrefix(words[2], "HTTP/") {
		x.Request.Method, x.Request.URL, x.Request.Proto = words[0], words[1], words[2]
	} else if line != "" {
		got = fmt.Sprintf("%q", shorten(withoutSecrets(line)))
	}
	x.Findings = []schemas.Finding{{Clause: "T1", Level: schemas.Must, Wanted: "an HTTP request", Got: got, Message: said.message}}
	x.Answer = d.door(x, said)
	x.Decision = traffic.Decision{By: "door", Why: said.message}
	if err := d.record(x); err != nil {
		d.config.Logger.Error("the journal did not take an exchange", "run", x.Run, "error", err)
	}
	return rawRefusal(said, x.Findings, x.ID)
}

// withoutSecrets masks each word of a line like a URL, for one of them may be.
func withoutSecrets(line string) string {
	words := strings.Fields(line)
	for i, word := range words {
		words[i] = show.URL(word)
	}
	return strings.Join(words, " ")
}

// beginning keeps the first bytes that came since the last answer: those of the request that is being read.
type beginning struct {
	mu    sync.Mutex
	bytes []byte
	over  bool // an answer went out: what comes next is another request
}

func (b *beginning) read(p []byte) {
	const most = 200
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		b.bytes, b.over = b.bytes[:0], false
	}
	b.bytes = append(b.bytes, p[:min(len(p), most-len(b.bytes))]...)
}

func (b *beginning) answered() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
}

// line is the first line, as far as it is one; "" when it came together with the request before.
func (b *beginning) line() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return ""
	}
	line, _, _ := bytes.Cut(b.bytes, []byte("\n"))
	return strings.ToValidUTF8(strings.TrimSpace(string(line)), "\uFFFD")
}
