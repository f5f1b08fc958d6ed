package network

import (
	"bytes"
	"strings"
	"sync"
)

// What cannot be read as HTTP never comes to a handler: net/http answers it itself, in plain text, straight
// to the connection. A door knows those answers by their form and asks what to write instead. Inside TLS
// the connection sees nothing but cipher: there the text stays.

// Unread is what arrived and never came to a handler.
type Unread struct {
	Reason Reason
	// Detail is what net/http says is wrong with it; "" where it says nothing more.
	Detail string
	// Remote is the address of the sender.
	Remote string
	// Line is the first line, as far as it is one; "" where it came together with the request before.
	Line string
}

// Reason is why something never came to a handler.
type Reason string

// The reasons.
const (
	TooManyConnections Reason = "too many connections"
	TLSHello           Reason = "TLS at a door without it"
	PlainHTTP          Reason = "no TLS at a door behind it"
	Malformed          Reason = "no HTTP that can be read"
	LongHeaders        Reason = "headers of more than MaxHeaderBytes"
	UnknownExpectation Reason = "another Expect than 100-continue"
	UnknownEncoding    Reason = "a transfer encoding that is not known"
	UnknownHTTPVersion Reason = "a version of HTTP that is not spoken"
)

// The forms of net/http's own answers. No handler's answer has one of them, as long as each has a header of
// its own beside these.
const (
	expectHead   = "HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nDate: "
	expectTail   = " GMT\r\nContent-Length: 0\r\n\r\n"
	unreadHeader = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
	plainOnTLS   = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
)

// readReply reads net/http's own answer; ok is false for every other one.
func readReply(answer []byte) (reason Reason, detail string, ok bool) {
	if len(answer) < len("HTTP/1.1 400") || answer[len("HTTP/1.1 ")] < '4' {
		return "", "", false // most answers, at no cost
	}
	if string(answer) == plainOnTLS {
		return PlainHTTP, "", true
	}
	if text := string(answer); len(text) < 150 && strings.HasPrefix(text, expectHead) && strings.HasSuffix(text, expectTail) {
		return UnknownExpectation, "", true
	}
	line, body, found := bytes.Cut(answer, []byte(unreadHeader))
	if !found || len(line) < len("HTTP/1.1 400") || bytes.ContainsAny(line, "\r\n") {
		return "", "", false
	}
	_, detail, _ = strings.Cut(string(body), ": ")
	switch string(line[len("HTTP/1.1 "):][:3]) {
	case "400":
		return Malformed, detail, true
	case "431":
		return LongHeaders, detail, true
	case "501":
		return UnknownEncoding, detail, true
	case "505":
		return UnknownHTTPVersion, detail, true
	}
	return "", "", false
}

// beginning keeps the first bytes since the last answer: those of the request that is being read.
type beginning struct {
	mu    sync.Mutex
	bytes []byte
	over  bool // an answer went out: what comes next is another request
	later bool // there was an answer before: no hello any more
}

// read takes in what came. It tells whether that completes the beginning of a TLS hello.
func (b *beginning) read(p []byte) (hello bool) {
	const most = 200
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		b.bytes, b.over = b.bytes[:0], false
	}
	before := len(b.bytes)
	b.bytes = append(b.bytes, p[:min(len(p), most-before)]...)
	return before < len(helloStart) && !b.later && bytes.HasPrefix(b.bytes, []byte(helloStart))
}

// helloStart is how every TLS connection begins: a record of a handshake (RFC 8446, section 5.1).
const helloStart = "\x16\x03"

func (b *beginning) answered() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over, b.later = true, true
}

// line is the first line, as far as it is one.
func (b *beginning) line() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return ""
	}
	line, _, _ := bytes.Cut(b.bytes, []byte("\n"))
	return strings.ToValidUTF8(strings.TrimSpace(string(line)), "\uFFFD")
}
