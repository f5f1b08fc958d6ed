package sender

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/time/rate"
)

// Poster sends one payload to one URL, as Client does.
type Poster interface {
	Post(ctx context.Context, url string, payload any) Result
}

// Credentials let posts in at an ERP.
type Credentials interface {
	// Header returns the headers for a post with this body. Their values are never shown. The error
	// says why there are none.
	Header(ctx context.Context, body []byte) (http.Header, error)
	// Refused is called when the ERP answered 401 to a post with these headers.
	Refused()
}

// The defaults of Options.
const (
	DefaultTimeout   = 30 * time.Second
	defaultMaxAnswer = 1 << 20
)

// Options are the settings of a Client. The zero value is ready to use.
type Options struct {
	// Timeout bounds one post from resolving the host's name to the last byte of the answer. 0 is
	// DefaultTimeout.
	Timeout time.Duration
	// Header is added to every post, and overrides what the client sets itself.
	Header http.Header
	// MaxAnswer is how many bytes of an answer's body the client reads. 0 is defaultMaxAnswer.
	MaxAnswer int64
	// TLS is used for https, for a private authority or a client certificate.
	TLS *tls.Config
	// Insecure accepts any certificate: for a first look only.
	Insecure bool
	// ProxyFromEnvironment respects HTTP_PROXY, HTTPS_PROXY and NO_PROXY; the proxy must be an
	// http one. Off by default: the MES server should reach the ERP directly.
	ProxyFromEnvironment bool
	// Credentials, if set, add headers that let each post in. Header overrides them.
	Credentials Credentials
	// Pace, if set, limits the rate of posts, across all clients that share it.
	Pace *rate.Limiter
}

// Client posts payloads as the MES does (T1-T8): over HTTP/1.1, with one attempt, without
// following redirects or asking for compression. It keeps nothing but open connections. It is
// safe for concurrent use. Close it when it is no longer needed.
type Client struct {
	opts Options
	tls  *tls.Config
	pool pool
}

// NewClient makes a client. The error names the wrong option.
func NewClient(opts Options) (*Client, error) {
	if opts.Timeout < 0 || opts.MaxAnswer < 0 {
		return nil, errors.New("a time-out and a limit of the answer cannot be negative: leave them 0 for the defaults")
	}
	opts.Timeout = cmp.Or(opts.Timeout, DefaultTimeout)
	opts.MaxAnswer = cmp.Or(opts.MaxAnswer, defaultMaxAnswer)
	if err := CheckHeader(opts.Header); err != nil {
		return nil, err
	}
	opts.Header = opts.Header.Clone()
	return &Client{opts: opts, tls: tlsConfig(opts)}, nil
}

// Close closes idle connections. It does not disturb posts under way.
func (c *Client) Close() { c.pool.close() }

func tlsConfig(opts Options) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if opts.TLS != nil {
		config = opts.TLS.Clone()
	}
	if opts.Insecure {
		config.InsecureSkipVerify = true
	}
	config.NextProtos = []string{"http/1.1"}
	return config
}

// CheckHeader finds names and values that HTTP does not allow. The error shows no value.
func CheckHeader(header http.Header) error {
	for name, values := range header {
		if !httpguts.ValidHeaderFieldName(name) {
			return fmt.Errorf("%q cannot be the name of a header: use letters, digits and dashes", name)
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return fmt.Errorf("the value of the header %q has a character that HTTP does not allow, such as a line break", name)
			}
		}
	}
	return nil
}
