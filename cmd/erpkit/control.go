package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/pflag"

	"github.com/erpkit/erpkit/mockerp"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// controlFlags say where the control door of a running mock is.
type controlFlags struct {
	addr, url string
}

func (f *controlFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.addr, "control-addr", mockerp.DefaultControlAddr, "host:port of the mock's control door")
	flags.StringVar(&f.url, "control-url", "", "URL of the mock's control door, in place of --control-addr")
}

// base is the URL of the control door, without a slash at its end.
func (f *controlFlags) base() (string, error) {
	if f.url == "" {
		ready, err := readyURL(f.addr)
		return strings.TrimSuffix(ready, "/readyz"), err
	}
	parsed, err := url.Parse(f.url)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" || parsed.RawQuery != "" || parsed.Fragment != "" {
		return "", exitf(exitUsage, "--control-url is not the URL of a control door, such as http://%s", mockerp.DefaultControlAddr)
	}
	return strings.TrimSuffix(f.url, "/"), nil
}

// controlRefusal is what the control door says when it refuses.
type controlRefusal struct {
	Message  string            `json:"message"`
	Code     string            `json:"code"`
	Problems yamlfile.Problems `json:"problems"`
}

// exitCode tells apart what is wrong with the request, and that the mock cannot serve it.
func (r *controlRefusal) exitCode(status int) int {
	switch {
	case r.Code == "unknown-run":
		return exitFailed
	case status < http.StatusInternalServerError:
		return exitUsage
	}
	return exitUnreachable
}

// askControl sends one request to the control door and gives the answer, whose body must be closed. The
// error carries the exit code.
func askControl(ctx context.Context, method, to, contentType string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, to, body)
	if err != nil {
		return nil, exitf(exitUsage, "the address of the control door cannot be used: %w", err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		return nil, unreached(ctx, to, err)
	}
	if answer.StatusCode == http.StatusOK {
		return answer, nil
	}
	defer answer.Body.Close()
	return nil, refusedBy(answer)
}

func unreached(ctx context.Context, to string, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	var cause *url.Error
	if errors.As(err, &cause) {
		err = cause.Err // without the URL, which may carry a password
	}
	where := to
	if parsed, parseErr := url.Parse(to); parseErr == nil {
		where = parsed.Host
	}
	return exitf(exitUnreachable, "no mock answers on %s: %w; start one with: erpkit serve", where, err)
}

func refusedBy(answer *http.Response) error {
	var said controlRefusal
	body, err := io.ReadAll(io.LimitReader(answer.Body, 4<<20))
	if err == nil {
		err = json.Unmarshal(body, &said)
	}
	if err != nil || said.Code == "" {
		return exitf(exitUnreachable, "what answers on %s is no control door of erpkit: status %s", answer.Request.URL.Host, answer.Status)
	}
	code := said.exitCode(answer.StatusCode)
	if len(said.Problems) > 0 {
		return exitWith(code, said.Problems)
	}
	return &exitError{code, &refusedError{said}}
}

// refusedError is a refusal of the control door as a sentence.
type refusedError struct{ said controlRefusal }

func (e *refusedError) Error() string { return printable(e.said.Message) }
