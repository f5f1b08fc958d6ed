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

// check looks at the name in every request, for reads too and wherever the door listens: a page that reads from what it
// takes for its own origin over plain HTTP sends nothing that only browsers send, and inside a container every caller
// comes from elsewhere.
func (g guard) check(r *http.Request) *refusal {
	if !g.trusted(bareHost(r.Host)) {
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

// bareHost is the name or address in a Host header or setting, without port, brackets and case.
func bareHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
