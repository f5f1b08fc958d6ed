package sender

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"

	"golang.org/x/net/http/httpproxy"
)

// dial makes a new connection to the host of a URL, through the proxy if there is one.
func (c *Client) dial(ctx context.Context, target *url.URL, p *progress) (*line, error) {
	proxy, err := c.proxyOf(target)
	if err != nil {
		return nil, err
	}
	first := target
	if proxy != nil {
		first = proxy
	}
	conn, err := new(net.Dialer).DialContext(httptrace.WithClientTrace(ctx, p.trace()), "tcp", hostPort(first))
	if err != nil && proxy != nil {
		return nil, &proxyError{proxy.Host, "cannot be reached", err}
	}
	if err != nil {
		return nil, err
	}
	l := newLine(conn, lineKey(target))
	if proxy != nil && target.Scheme == "http" {
		l.proxy = true
		return l, nil
	}
	if proxy != nil {
		err = tunnel(ctx, conn, proxy, hostPort(target))
	}
	if err == nil && target.Scheme == "https" {
		p.reach(StageTLS)
		l, err = c.secure(ctx, conn, target)
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return l, nil
}

// lineKey says which posts may share a connection.
func lineKey(target *url.URL) string { return target.Scheme + " " + hostPort(target) }

func hostPort(u *url.URL) string {
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	return net.JoinHostPort(wireHost(u.Hostname()), port)
}

func (c *Client) secure(ctx context.Context, conn net.Conn, target *url.URL) (*line, error) {
	config := c.tls
	if config.ServerName == "" {
		config = config.Clone()
		config.ServerName = wireHost(target.Hostname())
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return newLine(secure, lineKey(target)), nil
}

// proxyOf returns the proxy of the environment, if the options ask for it.
func (c *Client) proxyOf(target *url.URL) (*url.URL, error) {
	if !c.opts.ProxyFromEnvironment {
		return nil, nil
	}
	return Proxy(target)
}

// Proxy returns the proxy that the environment names for a URL: HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY
// names the host; nil is none. localhost and loopback addresses never have one.
func Proxy(target *url.URL) (*url.URL, error) {
	proxy, err := httpproxy.FromEnvironment().ProxyFunc()(target)
	if err != nil {
		return nil, fmt.Errorf("the proxy in the environment cannot be used: %s", parseReason(err))
	}
	if proxy != nil && proxy.Scheme != "http" {
		return nil, fmt.Errorf("the proxy in the environment is a %s proxy, and only http proxies are supported: write it like http://proxy.example:3128, or put the host of the ERP into NO_PROXY", proxy.Scheme)
	}
	if proxy != nil {
		if _, err := CheckURL(proxy.String()); err != nil {
			return nil, fmt.Errorf("the proxy in the environment cannot be used: %w", err)
		}
	}
	return proxy, nil
}

// proxyAuth is the header value for a proxy with a user name and a password; "" is none.
func proxyAuth(proxy *url.URL) string {
	if proxy.User == nil {
		return ""
	}
	password, _ := proxy.User.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(proxy.User.Username()+":"+password))
}

// tunnel asks a proxy for a connection to the ERP, which does not speak before we do.
func tunnel(ctx context.Context, conn net.Conn, proxy *url.URL, to string) error {
	l := newLine(conn, "")
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: to}, Host: to, Header: http.Header{}}
	if auth := proxyAuth(proxy); auth != "" {
		req.Header.Set("Proxy-Authorization", auth)
	}
	release := l.until(ctx)
	defer release()
	if err := req.Write(conn); err != nil {
		return &proxyError{proxy.Host, "did not take the request", err}
	}
	res, err := l.readHead(req, &progress{}) //nolint:bodyclose // an answer to CONNECT has no body to close
	if err != nil {
		return &proxyError{proxy.Host, "gave no answer", err}
	}
	if res.StatusCode != http.StatusOK {
		return &proxyError{proxy.Host, fmt.Sprintf("answered %d and did not connect to %s", res.StatusCode, to), nil}
	}
	return nil
}

// proxyError is what went wrong between the sender and a proxy: the ERP had no part in it.
type proxyError struct {
	host, what string
	err        error // nil when the proxy answered
}

func (e *proxyError) Error() string {
	said := "the proxy " + e.host + " " + e.what
	if e.err != nil {
		said += ": " + e.err.Error()
	}
	return said
}

func (e *proxyError) Unwrap() error { return e.err }
