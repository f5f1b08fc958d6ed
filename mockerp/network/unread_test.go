package network_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/mockerp/network"
)

// TestDoor_TellsWhatItCouldNotRead: and what is said of that goes out in place of net/http's text.
func TestDoor_TellsWhatItCouldNotRead(t *testing.T) {
	for name, test := range map[string]struct {
		text   string
		reason network.Reason
		detail string
		line   string
	}{
		"no host":      {"POST /device HTTP/1.1\r\n\r\n", network.Malformed, "missing required Host header", "POST /device HTTP/1.1"},
		"no request":   {"what is this\r\n\r\n", network.Malformed, "", "what is this"},
		"no text":      {"\xff\xfe\r\n\r\n", network.Malformed, "", "\uFFFD"},
		"long headers": {"POST / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 40<<10) + "\r\n\r\n", network.LongHeaders, "", "POST / HTTP/1.1"},
		"encoding":     {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", network.UnknownEncoding, "", "POST / HTTP/1.1"},
		"expectation":  {"POST / HTTP/1.1\r\nHost: x\r\nExpect: later\r\nContent-Length: 2\r\n\r\n{}", network.UnknownExpectation, "", "POST / HTTP/1.1"},
		"version":      {"POST / HTTP/3.0\r\nHost: x\r\n\r\n", network.UnknownHTTPVersion, "unsupported protocol version", "POST / HTTP/3.0"},
		"TLS":          {"\x16\x03\x01\x02\x00\x01\x00", network.TLSHello, "", ""},
		"second":       {"GET / HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n", network.Malformed, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			said := make(chan network.Unread, 10)
			door := serving(t, usual, "", func(u network.Unread) []byte { said <- u; return []byte("never heard of it") })
			conn := dial(t, door)
			if _, err := io.WriteString(conn, test.text); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(conn)
			if !strings.HasSuffix(string(got), "never heard of it") || strings.Contains(string(got), "text/plain; charset=utf-8\r\nConnection") {
				t.Fatalf("got %q, %v", got, err)
			}
			if u := <-said; u.Reason != test.reason || u.Detail != test.detail || u.Line != test.line || u.Remote != conn.LocalAddr().String() {
				t.Errorf("got %+v", u)
			}
			if len(said) > 0 {
				t.Errorf("it was told again: %+v", <-said)
			}
		})
	}
}

// TestDoor_LeavesNetHTTPItsAnswer: where nothing else is said.
func TestDoor_LeavesNetHTTPItsAnswer(t *testing.T) {
	for name, unread := range map[string]func(network.Unread) []byte{"nobody asked": nil, "nothing said": func(network.Unread) []byte { return nil }} {
		conn := dial(t, serving(t, usual, "", unread))
		if _, err := io.WriteString(conn, "what is this\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if got, _ := io.ReadAll(conn); !strings.HasSuffix(string(got), "\r\n\r\n400 Bad Request") {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// TestDoor_KnowsATLSHelloByItsFirstBytes: however they come, and not when they come later. The read time-out is
// a minute: who waits for it fails.
func TestDoor_KnowsATLSHelloByItsFirstBytes(t *testing.T) {
	said := make(chan network.Unread, 10)
	door := serving(t, usual, "", func(u network.Unread) []byte { said <- u; return []byte("no TLS here") })
	conn := dial(t, door)
	for _, part := range []string{"\x16", "\x03", "\x01"} {
		if _, err := io.WriteString(conn, part); err != nil {
			break // it was answered already
		}
	}
	if u := <-said; u.Reason != network.TLSHello {
		t.Errorf("got %+v", u)
	}
	if got, _ := io.ReadAll(conn); len(got) > 0 && string(got) != "no TLS here" { // a reset may come before it
		t.Errorf("got %q", got)
	}
	conn = dial(t, door)
	if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n\x16\x03"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(conn); !strings.HasSuffix(string(got), "hello") || len(said) > 0 {
		t.Errorf("a body that looks like TLS got %q, %v", got, err)
	}
}

// TestDoor_TellsAHelloOnce: also when nothing is answered, so that net/http waits for the rest in vain.
func TestDoor_TellsAHelloOnce(t *testing.T) {
	brief := usual
	brief.ReadTimeout = 100 * time.Millisecond
	said := make(chan network.Reason, 10)
	conn := dial(t, serving(t, brief, "", func(u network.Unread) []byte { said <- u.Reason; return nil }))
	for range 3 {
		if _, err := io.WriteString(conn, "\x16\x03"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond) // the parts are to arrive one by one
	}
	if _, err := io.ReadAll(conn); err != nil || len(said) != 2 || <-said != network.TLSHello || <-said != network.Malformed {
		t.Errorf("it was not told once, and then what net/http makes of it: %v", err)
	}
}

func TestDoor_BehindTLSTellsPlainHTTP(t *testing.T) {
	said := make(chan network.Unread, 10)
	door := serving(t, usual, network.Good, func(u network.Unread) []byte { said <- u; return []byte("TLS please") })
	conn := dial(t, door)
	if _, err := io.WriteString(conn, "POST /device HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(conn); string(got) != "TLS please" {
		t.Errorf("got %q, %v", got, err)
	}
	if u := <-said; u.Reason != network.PlainHTTP || u.Line != "POST /device HTTP/1.1" {
		t.Errorf("got %+v", u)
	}
}
