package network_test

import (
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/erpkit/erpkit/mockerp/network"
)

// lookAlike is what net/http writes itself to what it cannot read.
const lookAlike = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request: of the ERP"

// TestDoor_LeavesTheAnswersOfHandlers, also those that look like net/http's own: whose answer it is is known by the
// request whose handler has begun. The second request on a connection, which cannot be read, is told all the same.
func TestDoor_LeavesTheAnswersOfHandlers(t *testing.T) {
	said := make(chan network.Unread, 10)
	door := servingTo(t, usual, "", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/short" {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "400 Bad Request: of the ERP")
			return
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, lookAlike)
	}), func(u network.Unread) []byte { said <- u; return []byte("never heard of it") })
	conn := dial(t, door)
	if got := exchange(t, conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); got != lookAlike || len(said) > 0 {
		t.Errorf("got %q, and %d were told", got, len(said))
	}
	conn = dial(t, door)
	if got := exchange(t, conn, "GET /short HTTP/1.1\r\nHost: x\r\n\r\nGET /short HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"); len(said) != 1 || got[len(got)-len("never heard of it"):] != "never heard of it" {
		t.Errorf("got %q, and %d were told", got, len(said))
	}
}

func exchange(t *testing.T, conn net.Conn, text string) string {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}
