package control

import (
	"net"
	"net/http"
	"strings"
)

// guard keeps web pages of others from steering or reading the mock through a browser on the same
// machine. There are two ways: a page sends a request to this door although it is of another origin,
// or (DNS rebinding) it makes its own name point here, so that the browser takes both for one.
type guard struct {
	hosts   map[string]bool
	origins *http.CrossOriginProtection
}

func newGuard(hosts []string) guard {
	g := guard{hosts: map[string]bool{}, origins: http.NewCrossOriginProtection()}
	for _, host := range hosts {
		g.hosts[bareHost(host)] = true
	}
	return g
}

func (g guard) check(r *http.Request) *refusal {
	if (fromBrowser(r) || arrivedOnLoopback(r)) && !g.trusted(bareHost(r.Host)) {
		return refuseHost(r.Host)
	}
	if g.origins.Check(r) != nil {
		return refuseOrigin()
	}
	return nil
}

// trusted tells whether a name cannot belong to a web page that was made to point here. An IP
// address is not looked up, and a name without a point is not the web's to give away: so the
// names of services in a Docker network need no setting.
func (g guard) trusted(host string) bool {
	return !strings.Contains(host, ".") || net.ParseIP(host) != nil ||
		strings.HasSuffix(host, ".localhost") || g.hosts[host]
}

// fromBrowser sees the headers that only browsers send. They do not send them with every request:
// a page that reads from what it takes for its own origin over plain HTTP sends none of them.
func fromBrowser(r *http.Request) bool {
	return r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != ""
}

// arrivedOnLoopback tells that the caller is on this machine: then a foreign name in Host is
// either rebinding or an alias that can be set.
func arrivedOnLoopback(r *http.Request) bool {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	host, _, err := net.SplitHostPort(addr.String())
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}

// bareHost is the name or address in a Host header or setting, without port, brackets and case.
func bareHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
