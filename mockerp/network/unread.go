package network

import (
	"bytes"
	"strings"
	"sync"
)

// What cannot be read as HTTP never comes to a handler: net/http answers it itself, in plain text, straight
// to the connection. A door knows those answers by when they are written - the handler of a request has not begun -
// whatever they look like, and asks what to write instead. Inside TLS the connection sees nothing but cipher: there
// the text stays.

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

// readReply tells what net/http's own answer means by its status.
func readReply(answer []byte) (reason Reason, detail string) {
	head, body, _ := strings.Cut(string(answer), "\r\n\r\n")
	_, detail, _ = strings.Cut(body, ": ")
	_, status, _ := strings.Cut(head, " ")
	switch status[:min(3, len(status))] {
	case "417":
		return UnknownExpectation, ""
	case "431":
		return LongHeaders, detail
	case "501":
		return UnknownEncoding, detail
	case "505":
		return UnknownHTTPVersion, detail
	}
	return Malformed, detail
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

// isPlainHTTP tells whether a connection began with the name of a method, as no TLS does.
func (b *beginning) isPlainHTTP() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.later && len(b.bytes) > 0 && b.bytes[0] >= 'A' && b.bytes[0] <= 'Z'
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
