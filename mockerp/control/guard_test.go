package control

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestForeignPages: what a browser sends for a page of another origin is refused.
func TestForeignPages(t *testing.T) {
	m := start(t, func(o *Options) { o.Hosts = []string{"Mock.Example"} })
	here := m.server.URL
	reset := v1 + "/reset"
	for _, c := range []struct {
		what, method, path string
		wanted             int
		headers            []string
	}{
		{"a program", "POST", reset, 200, nil},
		{"a page of this door", "POST", reset, 200, []string{"Origin", here, "Sec-Fetch-Site", "same-origin"}},
		{"a page of this door in an old browser", "POST", reset, 200, []string{"Origin", here}},
		{"a foreign page", "POST", reset, 403, []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}},
		{"a foreign page in an old browser", "POST", reset, 403, []string{"Origin", "https://evil.example"}},
		{"a page without origin", "POST", reset, 403, []string{"Origin", "null"}},
		{"a page of another port", "POST", reset, 403, []string{"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"}},
		{"a foreign form", "DELETE", v1 + "/books", 403, []string{"Sec-Fetch-Site", "cross-site"}},
		{"a link from a foreign page", "GET", "/", 200, []string{"Sec-Fetch-Site", "cross-site"}},
		{"a rebound name", "GET", v1 + "/runs", 403, []string{"Host", "evil.example"}},
		{"a rebound name that writes", "POST", reset, 403, []string{"Host", "evil.example", "Origin", "http://evil.example"}},
		{"a rebound name with a point", "GET", v1 + "/runs", 403, []string{"Host", "evil.example.:8086"}},
		{"localhost", "GET", v1 + "/runs", 200, []string{"Host", "localhost:8086"}},
		{"a name below localhost", "GET", v1 + "/runs", 200, []string{"Host", "mock.localhost"}},
		{"127.0.0.7", "GET", v1 + "/runs", 200, []string{"Host", "127.0.0.7:8086"}},
		{"::1", "GET", v1 + "/runs", 200, []string{"Host", "[::1]:8086"}},
		{"a name that was set", "POST", reset, 200, []string{"Host", "mock.example:8086", "Origin", "http://mock.example:8086"}},
		{"a service in a network", "GET", v1 + "/runs", 200, []string{"Host", "mock:8086"}},
	} {
		if got := m.do(t, c.method, c.path, "", c.headers...); got.status != c.wanted {
			t.Errorf("%s: got %d, wanted %d: %s", c.what, got.status, c.wanted, got.body)
		}
	}
}

// TestNamesFromElsewhere: the name counts wherever the door listens, also in a container, and for reads too. A page that
// made its own name point there sends nothing else that would give it away.
func TestNamesFromElsewhere(t *testing.T) {
	request := func(host string) *http.Request {
		r := httptest.NewRequest("GET", "http://"+host+"/api/v1/runs", nil)
		return r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(172, 18, 0, 2), Port: 8086}))
	}
	g := newGuard([]string{"mock.net.internal"})
	for _, host := range []string{"172.18.0.2:8086", "mock:8086", "localhost:8086", "mock.net.internal:8086", "MOCK.net.internal.", "[fd00::2]:8086"} {
		if said := g.check(request(host)); said != nil {
			t.Errorf("%s was refused: %s", host, said.Message)
		}
	}
	for _, host := range []string{"evil.example:8086", "other.net.internal", "172.18.0.2.evil.example"} {
		if said := g.check(request(host)); said == nil || !strings.Contains(said.Message, "--control-host "+bareHost(host)+".") {
			t.Errorf("%s was let in, or not told the cure: %v", host, said)
		}
	}
}

// TestNoOtherOriginMayRead: no answer allows other origins, and none is guessed to be a page.
func TestNoOtherOriginMayRead(t *testing.T) {
	m := start(t)
	for _, got := range []answer{
		m.do(t, "GET", v1+"/runs", "", "Origin", "https://evil.example"),
		m.do(t, "OPTIONS", v1+"/reset", "", "Origin", "https://evil.example", "Access-Control-Request-Method", "POST"),
	} {
		for name := range got.header {
			if len(name) > 14 && name[:14] == "Access-Control" {
				t.Errorf("got %s: %s", name, got.header.Get(name))
			}
		}
		if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("got %v", got.header)
		}
	}
}
