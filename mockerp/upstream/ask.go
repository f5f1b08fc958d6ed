package upstream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// Post is what is handed on.
type Post struct {
	Kind schemas.Kind
	// Path is the path below the run, such as /device or /, and Query the raw query as it came.
	Path, Query string
	Header      http.Header
	Body        []byte
}

// Answer is what the real ERP said.
type Answer struct {
	Status int
	Header http.Header // without those of the connection
	Body   []byte
	Host   string // which ERP it was
}

// Trouble says why there is no answer to hand on. Its text is a sentence for a person.
type Trouble struct {
	Status  int // 502, 504 when it took too long, 508 when the mock asked itself
	Message string
	Host    string
	Cause   error // nil when there is none
}

func (t *Trouble) Error() string { return t.Message }

func (t *Trouble) Unwrap() error { return t.Cause }

// Ask hands the post on, once, and waits for the whole answer, at most until the time-out. The end of ctx
// cuts it short. Trouble is nil when the real ERP answered, with whatever status.
func (u *Upstream) Ask(ctx context.Context, p Post) (Answer, *Trouble) {
	address := u.address(p)
	if u.loops(p.Header) {
		return Answer{}, &Trouble{Status: http.StatusLoopDetected, Host: address.Host,
			Message: "The address of the ERP behind this mock leads back to this mock: give the address of the real ERP."}
	}
	ctx, cancel := context.WithTimeout(ctx, u.timeout)
	defer cancel()
	response, err := u.send.RoundTrip(u.request(ctx, address, p))
	if err != nil {
		return Answer{}, u.trouble(ctx, address.Host, "could not be asked", err)
	}
	defer response.Body.Close()
	if err := final(response.StatusCode); err != nil {
		return Answer{}, u.trouble(ctx, address.Host, "gave no answer", err)
	}
	body, err := u.read(response)
	if err != nil {
		return Answer{}, u.trouble(ctx, address.Host, "gave an answer that could not be read to its end", err)
	}
	return Answer{Status: response.StatusCode, Header: endToEnd(response.Header), Body: body, Host: address.Host}, nil
}

// address is where the post goes: its path belongs to the mock, so that only the base counts for one
// that came to /.
func (u *Upstream) address(p Post) *url.URL {
	address, single := u.kinds[p.Kind], true
	if address == nil {
		address, single = u.base, false
	}
	to := *address
	if path := strings.Trim(p.Path, "/"); path != "" && !single {
		to.Path = strings.TrimSuffix(to.Path, "/") + "/" + path
		if to.RawPath != "" { // the base as it was written
			to.RawPath = strings.TrimSuffix(to.RawPath, "/") + "/" + path
		}
	}
	if query := withoutPrefer(p.Query); query != "" {
		if to.RawQuery != "" {
			to.RawQuery += "&"
		}
		to.RawQuery += query
	}
	return &to
}

// withoutPrefer takes out what was meant for the mock; the rest stays as it was written.
func withoutPrefer(query string) string {
	parts := slices.DeleteFunc(strings.Split(query, "&"), func(part string) bool { return strings.HasPrefix(part, "prefer=") })
	return strings.Join(parts, "&")
}

// request is the post as it is sent. Go sends a request again by itself when its body can be had again
// and a header calls that harmless; so then it cannot be had.
func (u *Upstream) request(ctx context.Context, to *url.URL, p Post) *http.Request {
	header := endToEnd(p.Header)
	header.Add(hopsHeader, u.token)
	if _, given := header["User-Agent"]; !given {
		header["User-Agent"] = []string{""} // else Go adds its own
	}
	header.Del("Expect") // the body is here already
	request := &http.Request{
		Method: http.MethodPost, URL: to, Host: to.Host, Header: header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		ContentLength: int64(len(p.Body)), Body: io.NopCloser(bytes.NewReader(p.Body)),
	}
	if header.Get("Idempotency-Key") == "" && header.Get("X-Idempotency-Key") == "" {
		request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(p.Body)), nil }
	}
	return request.WithContext(ctx)
}

const smallAnswer = 64 << 10

// final is an error where the status does not end an exchange: what follows a 101 is not HTTP and has no end.
func final(status int) error {
	switch {
	case status == http.StatusSwitchingProtocols:
		return errors.New("it changed to another protocol (101), which nobody asked for")
	case status < http.StatusOK:
		return fmt.Errorf("HTTP has no status %03d", status)
	}
	return nil
}

var errTooLong = errors.New("it is too long")

// read reads the whole body. Long ones need one of a bounded number of places.
func (u *Upstream) read(response *http.Response) ([]byte, error) {
	if response.ContentLength > u.maxAnswer {
		return nil, fmt.Errorf("%w: %d bytes, of which at most %d are handed on", errTooLong, response.ContentLength, u.maxAnswer)
	}
	head, err := io.ReadAll(io.LimitReader(response.Body, min(smallAnswer, u.maxAnswer+1)))
	if err != nil || len(head) < smallAnswer && int64(len(head)) <= u.maxAnswer {
		return head, err
	}
	select {
	case u.large <- struct{}{}:
		defer func() { <-u.large }()
	case <-response.Request.Context().Done():
		return nil, response.Request.Context().Err()
	}
	rest, err := io.ReadAll(io.LimitReader(response.Body, u.maxAnswer-int64(len(head))+1))
	if int64(len(head)+len(rest)) > u.maxAnswer {
		return nil, fmt.Errorf("%w: at most %d bytes are handed on", errTooLong, u.maxAnswer)
	}
	return append(head, rest...), err
}

// trouble makes the sentence for the station and the journal.
func (u *Upstream) trouble(ctx context.Context, host, what string, err error) *Trouble {
	var netErr net.Error
	t := &Trouble{Status: http.StatusBadGateway, Host: host, Cause: err}
	switch {
	case ctx.Err() == context.Canceled:
		t.Message = fmt.Sprintf("The mock stopped before the ERP at %s answered; it may have taken the post.", host)
	case ctx.Err() == nil && errors.As(err, &netErr) && netErr.Timeout():
		t.Status = http.StatusGatewayTimeout
		t.Message = fmt.Sprintf("The ERP at %s could not be reached in time: %v.", host, err)
	case ctx.Err() != nil:
		t.Status = http.StatusGatewayTimeout
		t.Message = fmt.Sprintf("The ERP at %s did not answer within %s; it may have taken the post.", host, u.timeout)
	default:
		t.Message = fmt.Sprintf("The ERP at %s %s: %v.", host, what, err)
	}
	return t
}
