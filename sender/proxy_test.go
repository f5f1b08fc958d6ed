package sender_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// proxy is a small HTTP proxy: it answers posts to http hosts itself and opens no tunnel.
func proxy(t *testing.T) (address string, asked *atomic.Value) {
	t.Helper()
	asked = &atomic.Value{}
	address = listen(t, func(conn *net.TCPConn) {
		in := bufio.NewReader(conn)
		req, err := http.ReadRequest(in)
		if err != nil || (req.Method != http.MethodConnect && !drain(req)) {
			return
		}
		asked.Store(req.Method + " " + req.RequestURI + " " + req.Header.Get("Proxy-Authorization"))
		if req.Method != http.MethodConnect {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{\"externalId\":\"P\"}")
			untilClosed(conn)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
	})
	return address, asked
}

// TestProxy: the proxy of the environment is used only when asked for, for http and https.
func TestProxy(t *testing.T) {
	address, asked := proxy(t)
	t.Setenv("HTTP_PROXY", "http://me:pw@"+address)
	t.Setenv("HTTPS_PROXY", "http://"+address)
	t.Setenv("NO_PROXY", "")
	far := "http://erp.invalid/device?x=1"
	if r := newClient(t, sender.Options{}).Post(ctxOf(t), "http://"+strings.Repeat("x", 64)+".invalid/", sample()); r.Trouble != sender.DNS || asked.Load() != nil {
		t.Errorf("not asked for: %s, the proxy got %v", r, asked.Load())
	}
	client := newClient(t, sender.Options{ProxyFromEnvironment: true, Insecure: true})
	t.Cleanup(client.Close)
	if r := client.Post(ctxOf(t), far, sample()); r.ExternalID != "P" || asked.Load() != "POST "+far+" Basic bWU6cHc=" || strings.Contains(r.Transcript.String(), "bWU6cHc") {
		t.Errorf("http: %s, the proxy got %v", r, asked.Load())
	}
	if r := client.Post(ctxOf(t), "https://erp.invalid/", sample()); r.Trouble != sender.ProxyFailed || !strings.Contains(r.Transcript.Error, "407") {
		t.Errorf("refused tunnel: %s %s", r, r.Transcript.Error)
	}
	steps, err := client.Reach(ctxOf(t), far)
	if err != nil || len(steps) != 1 || !strings.Contains(steps[0].Words, "proxy") || strings.Contains(steps[0].Words, "pw") {
		t.Errorf("reach: %+v %v", steps, err)
	}
}

// TestProxy_ThatIsNotThere: the words are about the proxy, not about the ERP's port.
func TestProxy_ThatIsNotThere(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil || closed.Close() != nil {
		t.Fatal(err)
	}
	t.Setenv("NO_PROXY", "")
	client := newClient(t, sender.Options{ProxyFromEnvironment: true})
	for name, at := range map[string]string{"nothing listens": closed.Addr().String(), "no such name": strings.Repeat("x", 64) + ".invalid:3128"} {
		t.Setenv("HTTP_PROXY", "http://"+at)
		r := client.Post(ctxOf(t), "http://erp.invalid/device", sample())
		expectTrouble(t, r, sender.ProxyFailed, 0, false, "The proxy in the environment cannot be reached")
		if said := r.String(); !strings.Contains(said, "NO_PROXY") || strings.Contains(said, "port") {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// TestSilentProxy: a proxy that does not answer costs the time-out and no more.
func TestSilentProxy(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://"+listen(t, untilGone))
	t.Setenv("NO_PROXY", "")
	client := newClient(t, sender.Options{ProxyFromEnvironment: true, Timeout: 100 * time.Millisecond})
	expectTrouble(t, client.Post(ctxOf(t), "https://erp.test/device", sample()), sender.Timeout, 0, false, "no connection within")
}

// TestTunnel: https goes through a tunnel and is encrypted up to the ERP. The ERP's host must not be
// loopback, which no proxy is used for: it is a name that only the proxy resolves here.
func TestTunnel(t *testing.T) {
	ours := newAuthority(t)
	erp := tlsERP(t, &tls.Config{Certificates: []tls.Certificate{ours.issue(t, "erp.test", time.Now().Add(time.Hour))}})
	at := strings.TrimPrefix(erp, "https://")
	through := listen(t, func(conn *net.TCPConn) {
		in := bufio.NewReader(conn)
		if req, err := http.ReadRequest(in); err != nil || req.Method != http.MethodConnect || req.RequestURI != "erp.test:443" {
			return
		}
		there, err := net.Dial("tcp", at)
		if err != nil {
			return
		}
		defer there.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
		done := make(chan struct{})
		go func() { _, _ = io.Copy(there, in); there.Close(); close(done) }()
		_, _ = io.Copy(conn, there)
		conn.Close()
		<-done
	})
	t.Setenv("HTTPS_PROXY", "http://"+through)
	t.Setenv("NO_PROXY", "")
	client := newClient(t, sender.Options{ProxyFromEnvironment: true, TLS: &tls.Config{RootCAs: ours.pool}})
	t.Cleanup(client.Close)
	for range 3 {
		if r := client.Post(ctxOf(t), "https://erp.test/device", sample()); r.ExternalID != "A" {
			t.Errorf("got %s %s", r, r.Transcript.Error)
		}
	}
}
