package sender

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/erpkit/erpkit/schemas/show"
)

// Reached is one stage on the way to an ERP, tried without posting anything.
type Reached struct {
	Stage   Stage   `json:"stage"` // StageName, StageConnect or StageTLS
	OK      bool    `json:"ok"`
	Trouble Trouble `json:"trouble,omitempty"`
	Words   string  `json:"words"`
	Cure    string  `json:"cure,omitempty"`
}

// Reach walks to the host of a URL the way a post would, and stops before the post: it resolves
// the name, makes the TCP connection and, for https, the TLS handshake. It ends with the first
// stage that fails. With a proxy it cannot see the way, and one stage says so. The error is
// CheckURL's.
func (c *Client) Reach(ctx context.Context, rawURL string) ([]Reached, error) {
	u, err := CheckURL(rawURL)
	if err != nil {
		return nil, err
	}
	proxy, err := c.proxyOf(u)
	if err != nil {
		return nil, err
	}
	if proxy != nil {
		return []Reached{{Stage: StageConnect, OK: true, Words: fmt.Sprintf("Posts go through the proxy %s, so the way behind it was not checked.", show.URL(proxy.String()))}}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	steps := []Reached{reachName(ctx, u.Hostname())}
	if !steps[0].OK {
		return steps, nil
	}
	conn, step := reachPort(ctx, u)
	steps = append(steps, step)
	if conn == nil {
		return steps, nil
	}
	defer conn.Close()
	if u.Scheme == "https" {
		steps = append(steps, c.reachTLS(ctx, conn, u))
	}
	return steps, nil
}

func reachName(ctx context.Context, host string) Reached {
	if net.ParseIP(strings.Split(host, "%")[0]) != nil {
		return Reached{Stage: StageName, OK: true, Words: "The host is an address, so there is no name to resolve."}
	}
	addresses, err := net.DefaultResolver.LookupHost(ctx, wireHost(host))
	if err != nil {
		return lost(StageName, err)
	}
	shown := addresses[:min(len(addresses), 4)]
	return Reached{Stage: StageName, OK: true, Words: fmt.Sprintf("The name resolves to %s.", strings.Join(shown, ", "))}
}

func reachPort(ctx context.Context, u *url.URL) (net.Conn, Reached) {
	address := hostPort(u)
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, lost(StageConnect, err)
	}
	return conn, Reached{Stage: StageConnect, OK: true, Words: fmt.Sprintf("%s accepts connections.", address)}
}

func (c *Client) reachTLS(ctx context.Context, conn net.Conn, u *url.URL) Reached {
	l, err := c.secure(ctx, conn, u)
	if err != nil {
		return lost(StageTLS, err)
	}
	state := l.Conn.(*tls.Conn).ConnectionState()
	words := fmt.Sprintf("%s, certificate valid until %s.", tls.VersionName(state.Version), state.PeerCertificates[0].NotAfter.UTC().Format("2006-01-02"))
	if c.tls.InsecureSkipVerify {
		words += " The certificate was not checked, as asked."
	}
	return Reached{Stage: StageTLS, OK: true, Words: words}
}

// lost makes the result of a failed stage, with the sentences of the catalogue.
func lost(stage Stage, err error) Reached {
	trouble := classify(err, stage, 0)
	text := textOf(trouble)
	r := Reached{Stage: stage, Trouble: trouble, Words: text.Words, Cure: text.Cure}
	if trouble == TLS {
		if words, cure := tlsReason(err); words != "" {
			r.Words, r.Cure = r.Words+" "+words, cure
		}
	}
	return r
}
