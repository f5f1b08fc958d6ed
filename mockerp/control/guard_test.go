package control

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
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

// TestNamesFromElsewhere: a program that comes over the network may use any name; a browser may not.
func TestNamesFromElsewhere(t *testing.T) {
	g := newGuard(nil)
	request := func(headers ...string) *http.Request {
		r := httptest.NewRequest("GET", "http://mock.net.internal:8086/api/v1/runs", nil)
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(172, 18, 0, 2), Port: 8086}))
	}
	if said := g.check(request()); said != nil {
		t.Errorf("a program was refused: %s", said.Message)
	}
	if g.check(request("Sec-Fetch-Site", "same-origin")) == nil {
		t.Error("a browser was let in under a name that nobody set")
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
