package upstream_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/mockerp/upstream"
	"github.com/erpkit/erpkit/schemas"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// erp is an ERP that answers as handle does.
func erp(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

// rawERP answers every post with these very bytes and tells what came, as it came.
func rawERP(t *testing.T, answer string) (string, <-chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	came := make(chan string, 10)
	done := make(chan struct{})
	t.Cleanup(func() { listener.Close(); <-done })
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			request, err := http.ReadRequest(bufio.NewReader(io.TeeReader(conn, capture(came))))
			if err == nil {
				_, _ = io.Copy(io.Discard, request.Body)
			}
			_, _ = io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	return "http://" + listener.Addr().String(), came
}

type capture chan<- string

func (c capture) Write(p []byte) (int, error) { c <- string(p); return len(p), nil }

func upstreamOf(t *testing.T, o upstream.Options) *upstream.Upstream {
	t.Helper()
	u, err := upstream.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(u.Close)
	return u
}

func ask(t *testing.T, o upstream.Options, p upstream.Post) (upstream.Answer, *upstream.Trouble) {
	t.Helper()
	return upstreamOf(t, o).Ask(t.Context(), p)
}

var device = upstream.Post{Kind: schemas.Device, Path: "/device", Body: []byte("{\"a\":\t1.10 }\n")}
