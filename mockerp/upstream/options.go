package upstream

import (
	"cmp"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"golang.org/x/net/http/httpproxy"

	"github.com/erpkit/erpkit/schemas"
)

// The defaults of Options.
const (
	DefaultTimeout   = 30 * time.Second
	defaultMaxAnswer = 1 << 20
)

// Options say where the real ERP is.
type Options struct {
	// URL is the base for every kind: a post to /device goes to URL/device, and one to / goes to
	// URL itself. Empty is none.
	URL string
	// Kinds are the whole URLs of single kinds; they win over URL.
	Kinds map[schemas.Kind]string
	// Timeout is for one post as a whole; 0 is DefaultTimeout.
	Timeout time.Duration
	// MaxAnswer is the longest answer in bytes that is handed on; 0 is defaultMaxAnswer.
	MaxAnswer int64
	// AuthorityFile has further certificate authorities in PEM that the ERP may have; empty is none.
	AuthorityFile string
	// Secrets, if set, are what Wrap adds and nobody may see: Hide takes it out of texts, as it does with what the URLs have.
	Secrets func() []string
	// Wrap, if set, is put around what sends the posts, such as one that adds credentials.
	Wrap func(http.RoundTripper) http.RoundTripper
}

// Upstream is a real ERP. It is safe for concurrent use.
type Upstream struct {
	base      *url.URL
	kinds     map[schemas.Kind]*url.URL
	timeout   time.Duration
	maxAnswer int64
	transport *http.Transport
	send      http.RoundTripper // transport, or what is around it
	token     string            // of this mock, to be known again
	large     chan struct{}     // places for long answers
	secrets   secrets
}

// largeAnswers is how many long answers are read at once.
const largeAnswers = 64

// New checks the options. The error lists every address that is wrong.
func New(o Options) (*Upstream, error) {
	u := &Upstream{
		kinds: map[schemas.Kind]*url.URL{}, timeout: o.Timeout, maxAnswer: o.MaxAnswer,
		token: newToken(), large: make(chan struct{}, largeAnswers), secrets: secrets{urls: append(slices.Collect(maps.Values(o.Kinds)), o.URL), all: o.Secrets},
	}
	u.timeout = cmp.Or(u.timeout, DefaultTimeout)
	u.maxAnswer = cmp.Or(u.maxAnswer, defaultMaxAnswer)
	if u.timeout < 0 || u.maxAnswer < 0 {
		return nil, errors.New("the limits for the ERP behind the mock must be above 0")
	}
	if err := u.place(o); err != nil {
		return nil, err
	}
	authorities, err := readAuthorities(o.AuthorityFile)
	if err != nil {
		return nil, err
	}
	u.transport = newTransport(authorities, u.timeout)
	u.send = u.transport
	if o.Wrap != nil {
		u.send = o.Wrap(u.transport)
	}
	return u, nil
}

// place reads the addresses.
func (u *Upstream) place(o Options) error {
	var errs []error
	take := func(text string) *url.URL {
		parsed, err := parse(text)
		errs = append(errs, err)
		return parsed
	}
	if o.URL != "" {
		u.base = take(o.URL)
	}
	for _, kind := range slices.Sorted(maps.Keys(o.Kinds)) {
		if o.Kinds[kind] != "" {
			u.kinds[kind] = take(o.Kinds[kind])
		}
	}
	if u.base == nil && len(u.kinds) == 0 && errors.Join(errs...) == nil {
		return errors.New("there is no address of an ERP: give one for all kinds of posts, or for some of them")
	}
	return errors.Join(errs...)
}

func parse(text string) (*url.URL, error) {
	parsed, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the address of the ERP cannot be read: %w; write it like https://erp.example/nextplus", err)
	case parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "":
		return nil, fmt.Errorf("the address of the ERP %q is not a whole URL: write it like https://erp.example/nextplus", text)
	case parsed.User != nil:
		return nil, fmt.Errorf("the address of the ERP at %s has a user in it: leave that out, the headers of the MES are handed on", parsed.Host)
	case parsed.Fragment != "":
		return nil, fmt.Errorf("the address of the ERP %q has a #fragment, which is never sent: leave that out", text)
	}
	return parsed, nil
}

func readAuthorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil // those of the system
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the certificate authorities of the ERP cannot be read: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("there is no certificate in %s: it must be in PEM, beginning with -----BEGIN CERTIFICATE-----", file)
	}
	return pool, nil
}

// newTransport follows the proxies of the environment, never for this machine, and touches nothing of what comes.
// Idle connections are given up before the usual server does: a post that meets a closing connection is not sent again. The
// transport goes on connecting for a post that has run out of time, so that is bounded by itself.
func newTransport(authorities *x509.CertPool, timeout time.Duration) *http.Transport {
	connect := min(10*time.Second, timeout)
	proxyOf := httpproxy.FromEnvironment().ProxyFunc()
	return &http.Transport{
		Proxy:                  func(r *http.Request) (*url.URL, error) { return proxyOf(r.URL) },
		DialContext:            (&net.Dialer{Timeout: connect}).DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    connect,
		DisableCompression:     true,
		MaxIdleConnsPerHost:    64,
		IdleConnTimeout:        3 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

func newToken() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	return hex.EncodeToString(b[:])
}

// Close closes the idle connections.
func (u *Upstream) Close() { u.transport.CloseIdleConnections() }

// Has tells whether posts of the kind go to a real ERP.
func (u *Upstream) Has(kind schemas.Kind) bool {
	return u != nil && (u.base != nil || u.kinds[kind] != nil)
}

// Timeout is how long one post may take.
func (u *Upstream) Timeout() time.Duration { return u.timeout }

// Settings are the addresses, without their queries, which may be secret.
func (u *Upstream) Settings() map[string]string {
	settings := map[string]string{}
	if u.base != nil {
		settings["all"] = bare(u.base)
	}
	for kind, address := range u.kinds {
		settings[string(kind)] = bare(address)
	}
	return settings
}

func bare(address *url.URL) string {
	shown := *address
	shown.RawQuery = ""
	return shown.String()
}
