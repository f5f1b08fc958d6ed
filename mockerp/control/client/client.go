package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/api"
	"github.com/erpkit/erpkit/schemas/show"
)

const (
	defaultTimeout = 30 * time.Second
	mostAnswer     = 64 << 20 // bytes that are read of an answer, exports aside
	mostRefusal    = 4 << 20
)

// Options say where the control door is, and how it is reached.
type Options struct {
	// URL is that of the control door, such as http://127.0.0.1:8086.
	URL string
	// Token is that of the control door; "" is none.
	Token string
	// Timeout bounds the wait for one answer, and for the next piece of an export; what the mock is told to wait
	// comes on top. 0 is 30 seconds where the context of the call has no deadline.
	Timeout time.Duration
	// Transport carries the requests, for TLS of your own or a header with a token. nil is as net/http does it, the
	// proxy of the environment included, which is never asked for this machine; each call has its own connection.
	Transport http.RoundTripper
}

// Client talks to one control door. Make it with New.
type Client struct {
	base    *url.URL
	token   string
	timeout time.Duration
	http    http.Client
}

// New makes a client. Nothing is sent yet.
func New(o Options) (*Client, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("%q is not the URL of a control door, such as http://127.0.0.1:8086", show.URL(o.URL))
	}
	if o.Timeout < 0 {
		return nil, fmt.Errorf("the time-out of the control door is %s: give one above 0, or leave it out", o.Timeout)
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}
	}
	return &Client{base: base, token: o.Token, timeout: o.Timeout, http: http.Client{
		Transport:     o.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// name is where the door is, without a password.
func (c *Client) name() string { return c.base.Host + strings.TrimRight(c.base.EscapedPath(), "/") }

// bound gives a call its time: what the mock is told to wait, and the time-out.
func (c *Client) bound(ctx context.Context, wait time.Duration) (context.Context, context.CancelFunc) {
	if _, given := ctx.Deadline(); given && c.timeout == 0 {
		return context.WithCancel(ctx)
	}
	most := wait + cmp.Or(c.timeout, defaultTimeout)
	return context.WithTimeoutCause(ctx, most, lateError("it took longer than "+most.String()))
}

// call is one request.
type call struct {
	method, path string
	query        url.Values
	body         []byte
	wait         time.Duration // what the mock is told to wait
}

// ask sends one request and decodes its answer.
func (c *Client) ask(ctx context.Context, one call, into any) error {
	ctx, cancel := c.bound(ctx, one.wait)
	defer cancel()
	answer, err := c.send(ctx, one)
	if err != nil {
		return err
	}
	defer answer.Body.Close() // it was read
	if media := mediaType(answer); media != "application/json" {
		return c.foreign("its answer is %q and not JSON", media)
	}
	said, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	switch {
	case err != nil:
		return c.failed(ctx, err, true)
	case len(said) > mostAnswer:
		return fmt.Errorf("the answer of the mock on %s is longer than %d MiB: ask for less at once, or export it", c.name(), mostAnswer>>20)
	}
	if err := json.Unmarshal(said, into); err != nil {
		return c.foreign("its answer is not JSON as erpkit writes it")
	}
	return nil
}

// send gives the answer, whose body must be closed, or the error of a refusal.
func (c *Client) send(ctx context.Context, one call) (*http.Response, error) {
	to := c.base.JoinPath(one.path)
	to.RawQuery = one.query.Encode()
	request, err := http.NewRequestWithContext(ctx, one.method, to.String(), bytes.NewReader(one.body))
	if err != nil {
		return nil, c.failed(ctx, err, false)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	if one.body != nil {
		request.Header.Set("Content-Type", "application/yaml")
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, c.failed(ctx, err, false)
	}
	if answer.StatusCode == http.StatusOK || answer.StatusCode == http.StatusAccepted {
		return answer, nil
	}
	defer answer.Body.Close() // it was read
	return nil, c.refused(answer)
}

func (c *Client) refused(answer *http.Response) error {
	said := api.Refusal{Status: answer.StatusCode}
	body, err := io.ReadAll(io.LimitReader(answer.Body, mostRefusal))
	if err != nil || json.Unmarshal(body, &said) != nil || said.Code == "" {
		return c.foreign("status %d %s", answer.StatusCode, http.StatusText(answer.StatusCode))
	}
	return &said
}

func mediaType(answer *http.Response) string {
	media, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if err != nil {
		return "of no type"
	}
	return media
}
