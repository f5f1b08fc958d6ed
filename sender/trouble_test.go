package sender_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// expectTrouble checks the whole of what a post without an answer has to say (T6).
func expectTrouble(t *testing.T, r sender.Result, trouble sender.Trouble, status int, booked bool, words string) {
	t.Helper()
	if r.Accepted || r.Message != "" || r.ExternalID != "" {
		t.Errorf("accepted %v, message %q, id %q: a post without an answer has none of these", r.Accepted, r.Message, r.ExternalID)
	}
	if r.Trouble != trouble || r.Status != status {
		t.Errorf("trouble %q, status %d (%s); wanted %q, %d", r.Trouble, r.Status, r.Transcript.Error, trouble, status)
	}
	if r.MayBeBooked() != booked {
		t.Errorf("may be booked: %v at stage %s, wanted %v", r.MayBeBooked(), r.Transcript.Stage, booked)
	}
	if !strings.Contains(r.Words, words) || r.Cure == "" || r.Transcript.Error == "" {
		t.Errorf("words %q (wanted %q), cure %q, error %q", r.Words, words, r.Cure, r.Transcript.Error)
	}
}

// TestWireTroubles: what a connected ERP can do wrong below HTTP.
func TestWireTroubles(t *testing.T) {
	head := "HTTP/1.1 200 OK\r\n"
	cases := []struct {
		name    string
		handle  func(conn *net.TCPConn)
		trouble sender.Trouble
		status  int
		words   string
	}{
		{"closed at once", func(*net.TCPConn) {}, sender.Reset, 0, "closed the connection"},
		{"reset at once", reset, sender.Reset, 0, "closed the connection"},
		{"reset between headers", say(head+"Server: x\r\n", reset), sender.Reset, 0, "closed the connection"},
		{"closed between headers", say(head+"Server: x\r\n", nil), sender.Reset, 0, "closed the connection"},
		{"closed in a header", say(head+"Content-Ty", nil), sender.BrokenHTTP, 0, "broke off inside its headers"},
		{"reset in body", say(head+"Content-Length: 10\r\n\r\n{", reset), sender.CutShort, 200, "before it was whole"},
		{"closed in body", say(head+"Content-Length: 10\r\n\r\n{", nil), sender.CutShort, 200, "before it was whole"},
		{"closed in chunk", say(head+"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a", nil), sender.CutShort, 200, "before it was whole"},
		{"closed before last chunk", say(head+"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", nil), sender.CutShort, 200, "before it was whole"},
		{"refusal cut short", say("HTTP/1.1 422 No\r\nContent-Length: 99\r\n\r\n{\"message\":\"x\"}", nil), sender.CutShort, 422, "before it was whole"},
		{"bad chunk", say(head+"Transfer-Encoding: chunked\r\n\r\nzz\r\n", nil), sender.BrokenHTTP, 200, "not HTTP/1.1"},
		{"not HTTP", say("220 mail.example.com ESMTP\r\n", nil), sender.BrokenHTTP, 0, "not HTTP/1.1"},
		{"garbage", say("\x00\x01\x02\x03\r\n\r\n", nil), sender.BrokenHTTP, 0, "not HTTP/1.1"},
		{"HTTP/2 without asking", say("\x00\x00\x12\x04\x00\x00\x00\x00\x00 settings\r\n", nil), sender.BrokenHTTP, 0, "not HTTP/1.1"},
		{"headers without a colon", say(head+"nonsense\r\n\r\n", nil), sender.BrokenHTTP, 0, "not HTTP/1.1"},
		{"two lengths", say(head+"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", nil), sender.BrokenHTTP, 0, "not HTTP/1.1"},
		{"headers without end", endless(head, "X-Fill: "+strings.Repeat("x", 1000)+"\r\n"), sender.BrokenHTTP, 0, "not HTTP/1.1"},
		{"1xx without end", endless("", "HTTP/1.1 102 Processing\r\n\r\n"), sender.BrokenHTTP, 0, "not HTTP/1.1"},
		{"body without end", endless(head+"\r\n", strings.Repeat("x", 1<<16)), sender.BodyTooLong, 200, "longer than the sender reads"},
		{"chunks without end", endless(head+"Transfer-Encoding: chunked\r\n\r\n", "5\r\nabcde\r\n"), sender.BodyTooLong, 200, "longer than the sender reads"},
		{"switching protocols", say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", untilGone), sender.BrokenHTTP, 101, "status 101"},
	}
	client := newClient(t, sender.Options{MaxAnswer: 64 << 10})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			url, requests := rawERP(t, c.handle)
			r := client.Post(ctxOf(t), url, sample())
			if c.status == 101 {
				r.Transcript.Error = "none: the answer is whole"
			}
			expectTrouble(t, r, c.trouble, c.status, true, c.words)
			if requests() != 1 {
				t.Errorf("%d requests arrived, wanted 1: nothing is repeated (T7)", requests())
			}
		})
	}
}

// TestTimeouts: each place where an ERP can hang ends at the time-out and is named.
func TestTimeouts(t *testing.T) {
	cases := []struct {
		name   string
		handle func(conn *net.TCPConn)
		status int
		words  string
	}{
		{"no answer", untilGone, 0, "gave no answer within"},
		{"status line only", say("HTTP/1.1 200 OK\r\n", untilGone), 0, "The answer began"},
		{"body stays out", say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", untilGone), 200, "The answer began"},
		{"body drips for ever", drip, 200, "The answer began"},
		{"continue for ever", say("HTTP/1.1 100 Continue\r\n\r\n", untilGone), 0, "The answer began"},
	}
	client := newClient(t, sender.Options{Timeout: 150 * time.Millisecond})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			url, _ := rawERP(t, c.handle)
			expectTrouble(t, client.Post(ctxOf(t), url, sample()), sender.Timeout, c.status, true, c.words)
		})
	}
	t.Run("TLS handshake", func(t *testing.T) {
		address := listen(t, untilGone)
		expectTrouble(t, client.Post(ctxOf(t), "https://"+address, sample()), sender.Timeout, 0, false, "TLS handshake did not end")
	})
}

// TestNeverArrived: troubles before a byte of the post can have left.
func TestNeverArrived(t *testing.T) {
	client := newClient(t, sender.Options{Timeout: 5 * time.Second})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	called, off := context.WithCancel(ctxOf(t))
	off()
	cases := []struct {
		name    string
		ctx     context.Context
		url     string
		payload any
		trouble sender.Trouble
		words   string
	}{
		{"refused", ctxOf(t), "http://" + l.Addr().String(), sample(), sender.Refused, "nothing listens"},
		{"no such name", ctxOf(t), "http://" + strings.Repeat("x", 64) + ".invalid/", sample(), sender.DNS, "could not be resolved"},
		{"no way", ctxOf(t), "http://255.255.255.255:9/", sample(), sender.Unreachable, "no route through"},
		{"called off", called, fixedERP(t, 200, nil, ""), sample(), sender.Cancelled, "cancelled"},
		{"bad URL", ctxOf(t), "erp.example.com", sample(), sender.BadURL, "does not begin with http://"},
		{"no JSON", ctxOf(t), "http://127.0.0.1:1", func() {}, sender.BadPayload, "cannot be written"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			expectTrouble(t, client.Post(c.ctx, c.url, c.payload), c.trouble, 0, false, c.words)
		})
	}
}

// TestCalledOffLate: a person who closes the page while the ERP works does not know what it did.
func TestCalledOffLate(t *testing.T) {
	ctx, cancel := context.WithCancel(ctxOf(t))
	url, _ := rawERP(t, func(conn *net.TCPConn) { cancel(); untilClosed(conn) })
	expectTrouble(t, newClient(t, sender.Options{}).Post(ctx, url, sample()), sender.Cancelled, 0, true, "cancelled")
}

// TestFineAnswers: unusual but right HTTP is not a trouble.
func TestFineAnswers(t *testing.T) {
	cases := map[string]string{
		"HTTP/1.0 and close":   "HTTP/1.0 200 OK\r\n\r\n{\"externalId\":\"A\"}",
		"no content length":    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"externalId\":\"A\"}",
		"100 and 103 before":   "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{\"externalId\":\"A\"}",
		"chunks":               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"externa\r\n9\r\nlId\":\"A\"}\r\n0\r\n\r\n",
		"no reason phrase":     "HTTP/1.1 200\r\nContent-Length: 18\r\n\r\n{\"externalId\":\"A\"}",
		"more than its length": "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 18\r\n\r\n{\"externalId\":\"A\"}trailing",
	}
	client := newClient(t, sender.Options{})
	for name, answer := range cases {
		t.Run(name, func(t *testing.T) {
			url, _ := rawERP(t, say(answer, nil))
			if r := client.Post(ctxOf(t), url, sample()); !r.Accepted || r.ExternalID != "A" {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// TestPackedAnswer: gzip is neither asked for nor unpacked behind anybody's back.
func TestPackedAnswer(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = io.WriteString(z, `{"externalId":"A"}`)
	z.Close()
	url := fixedERP(t, 200, map[string]string{"Content-Encoding": "gzip"}, packed.String())
	r := newClient(t, sender.Options{}).Post(ctxOf(t), url, sample())
	if !r.Accepted || r.ExternalID != "" || !strings.Contains(r.Words, "compressed") || !bytes.Equal(r.Transcript.AnswerBody, packed.Bytes()) {
		t.Errorf("got %s", r)
	}
	if r.Transcript.RequestHeader.Get("Accept-Encoding") != "" {
		t.Error("the post asked for packing")
	}
}

// say writes a text and then does what comes next; nil closes.
func say(text string, then func(*net.TCPConn)) func(*net.TCPConn) {
	return func(conn *net.TCPConn) {
		if _, err := io.WriteString(conn, text); err == nil && then != nil {
			then(conn)
		}
	}
}

// endless writes a beginning and then the same text until the sender has enough.
func endless(begin, again string) func(*net.TCPConn) {
	return say(begin, func(conn *net.TCPConn) {
		for {
			if _, err := io.WriteString(conn, again); err != nil {
				return
			}
		}
	})
}

func untilGone(conn *net.TCPConn) { untilClosed(conn) }

// reset ends the connection with RST instead of FIN.
func reset(conn *net.TCPConn) { _ = conn.SetLinger(0) }

// drip sends one byte every 5 ms for as long as somebody listens.
func drip(conn *net.TCPConn) {
	fmt.Fprint(conn, "HTTP/1.1 200 OK\r\n\r\n")
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if _, err := conn.Write([]byte{' '}); err != nil {
			return
		}
	}
}
