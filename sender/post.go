package sender

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// Post sends one payload to url and waits for the answer (T7). The payload is a struct of
// package schemas, anything else that encoding/json can write, or the bytes of the body
// ([]byte, json.RawMessage), which are sent as they are, right or wrong.
//
// The Result says what happened: an answer counts only if it came whole; anything else is a failure without an
// ERP message (T6). If the body is cut short, does not end in time or is longer than MaxAnswer, there is no
// answer, whatever the status line says (reading). The post leaves at most once: nothing is retried.
func (c *Client) Post(ctx context.Context, url string, payload any) Result {
	t := Transcript{Method: http.MethodPost, URL: url, Started: time.Now(), Insecure: c.tls.InsecureSkipVerify, Timeout: c.opts.Timeout}
	body, err := encode(payload)
	if err != nil {
		return failed(BadPayload, err, t)
	}
	t.RequestBody = body
	target, err := CheckURL(url)
	if err != nil {
		return failed(BadURL, err, t)
	}
	if err := c.wait(ctx); err != nil {
		return failed(Cancelled, err, t)
	}
	credentials, err := c.credentials(ctx, body)
	if err != nil {
		t.RequestHeader = c.request(target, nil, body).Header // the other headers that would have been sent
		if ctx.Err() != nil {
			return failed(Cancelled, err, t)
		}
		return failed(NoEntry, err, t)
	}
	t.Started = time.Now()
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	return c.exchange(ctx, target, credentials, t)
}

// credentials returns the headers that let the post in. Getting them is not part of the post: its time begins
// later.
func (c *Client) credentials(ctx context.Context, body []byte) (http.Header, error) {
	if c.opts.Credentials == nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	return c.opts.Credentials.Header(ctx, body)
}

// wait waits until the pace allows the next post, or ctx ends.
func (c *Client) wait(ctx context.Context) error {
	if c.opts.Pace == nil {
		return ctx.Err()
	}
	return c.opts.Pace.Wait(ctx)
}

// exchange sends the post and reads the answer.
func (c *Client) exchange(ctx context.Context, target *url.URL, credentials http.Header, t Transcript) Result {
	p := &progress{}
	req := c.request(target, credentials, t.RequestBody)
	t.RequestHeader, t.secret = req.Header.Clone(), slices.Collect(maps.Keys(credentials))
	t.certificate = target.Scheme == "https" && len(c.tls.Certificates) > 0
	a, err := c.overLine(ctx, target, req, t.RequestBody, p)
	if a.Response != nil {
		t.Status, t.Proto, t.AnswerHeader, t.AnswerBody = a.StatusCode, a.Proto, a.Header, a.body
	}
	tooLong := int64(len(t.AnswerBody)) > c.opts.MaxAnswer
	if tooLong {
		t.AnswerBody, t.AnswerTruncated = t.AnswerBody[:c.opts.MaxAnswer], true
	}
	t.finish(p.at())
	switch {
	case err != nil:
		return failed(classify(err, t.Stage, t.Status), err, t)
	case tooLong:
		return failed(BodyTooLong, fmt.Errorf("the sender reads at most %d bytes", c.opts.MaxAnswer), t)
	}
	t.Stage = StageDone
	result := Understand(t.Status, t.AnswerHeader, t.AnswerBody)
	if a.surplus {
		result.addWords("The ERP sent more bytes than its Content-Length says; the rest was not read.",
			"Count Content-Length in bytes, not in characters: letters such as א take two.")
	}
	result.Transcript = t
	c.askToIdentify(&result)
	return result
}

// overLine uses a kept connection or makes a new one, and keeps it if all went well. It never
// tries again on another connection: a kept one is checked before anything is written to it, and
// after that nobody knows what the ERP has read (T7).
func (c *Client) overLine(ctx context.Context, target *url.URL, req *http.Request, body []byte, p *progress) (answer, error) {
	l := c.pool.take(lineKey(target))
	if l == nil {
		var err error
		if l, err = c.dial(ctx, target, p); err != nil {
			return answer{}, errors.Join(ctx.Err(), err)
		}
	}
	if proxy, err := c.proxyOf(target); l.proxy && err == nil && proxy != nil && proxyAuth(proxy) != "" {
		req.Header.Set("Proxy-Authorization", proxyAuth(proxy))
	}
	a, err := l.exchange(ctx, req, body, c.opts.MaxAnswer, p)
	if a.whole {
		l.rest = restOf(a.Header)
		c.pool.put(l)
	} else {
		l.Close()
	}
	return a, err
}

// request builds the post (T1).
func (c *Client) request(target *url.URL, credentials http.Header, body []byte) *http.Request {
	req := &http.Request{
		Method:        http.MethodPost,
		URL:           target,
		Host:          target.Host,
		Header:        http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}, "User-Agent": {"erpkit"}},
		ContentLength: int64(len(body)),
		Body:          io.NopCloser(bytes.NewReader(body)),
	}
	if target.User != nil {
		password, _ := target.User.Password()
		req.SetBasicAuth(target.User.Username(), password)
	}
	maps.Copy(req.Header, credentials)
	for name, values := range c.opts.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
	}
	return req
}

// encode writes a payload as JSON; bytes stay as they are.
func encode(payload any) ([]byte, error) {
	switch raw := payload.(type) {
	case []byte:
		return bytes.Clone(raw), nil
	case json.RawMessage:
		return bytes.Clone(raw), nil
	}
	return schemas.JSON(payload)
}

// failed makes the result of a post without a whole answer.
func failed(trouble Trouble, err error, t Transcript) Result {
	t.Error = show.Clip(err.Error(), 500)
	text := textOf(trouble)
	r := Result{Status: t.Status, Trouble: trouble, Transcript: t}
	r.addWords(text.Words, "")
	switch trouble {
	case BadURL, NoEntry:
		r.addWords(capital(t.Error)+".", "")
	case TLS:
		words, cure := tlsReason(err)
		if words == "" {
			cure = text.Cure
		}
		r.addWords(words, cure)
	case Timeout:
		r.addWords(timeoutWords(t), "")
	}
	r.Cure = cmp.Or(r.Cure, text.Cure)
	if r.MayBeBooked() {
		r.addWords("The post had left the sender, so the ERP may have booked it; the MES treats it as failed (T6).", "")
	} else {
		r.addWords("Nothing reached the ERP.", "")
	}
	return r
}

func timeoutWords(t Transcript) string {
	after := t.Took.Round(time.Millisecond)
	switch t.Stage {
	case StageStart, StageName:
		return fmt.Sprintf("The name of the host was not resolved within %s.", after)
	case StageConnect:
		return fmt.Sprintf("There was no connection within %s: a firewall may drop the packets.", after)
	case StageTLS:
		return fmt.Sprintf("The TLS handshake did not end within %s.", after)
	case StageAnswer:
		return fmt.Sprintf("The answer began, but was not complete within %s.", after)
	}
	return fmt.Sprintf("It accepted the connection, but gave no answer within %s.", after)
}
