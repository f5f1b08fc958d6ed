package play

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/erpkit/erpkit/sender"
)

// steered is a running mock that is steered by its control door, so that each story has an ERP of
// its own there, as it has on the mock inside the process.
type steered struct {
	control string // its control door
	base    string // its ERP door
	observe bool   // its mode
	nonce   string // tells the runs of one call of Run from those of others
	client  *http.Client
}

// controlTime bounds one request to the control door, and maxSaid what is read of its answer.
const (
	controlTime = 30 * time.Second
	maxSaid     = 4 << 20
)

func newSteered(t Target) *steered {
	return &steered{
		control: strings.TrimSuffix(t.Control, "/"), base: t.Base, nonce: strings.Trim(NewPrefix(), "-"),
		client: &http.Client{
			Timeout: controlTime, Transport: &http.Transport{DisableKeepAlives: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// unreachedError says that the control door is not there, or is none.
type unreachedError struct{ words string }

func (e *unreachedError) Error() string { return e.words }

// connect finds out what the mock is. An *unreachedError says that there is none; any other error
// that stories cannot be played there.
func (s *steered) connect(ctx context.Context, t Target) error {
	var info struct {
		Name      string
		Addresses struct{ ERP string }
		Settings  struct {
			Mode     string
			Upstream json.RawMessage
		}
	}
	if err := s.ask(ctx, http.MethodGet, "/api/v1/info", nil, &info); err != nil {
		return err
	}
	if info.Name != "erpkit mock ERP" || info.Addresses.ERP == "" {
		return s.stranger("it does not say that it is a mock ERP of erpkit")
	}
	if len(info.Settings.Upstream) > 0 && string(info.Settings.Upstream) != "null" {
		return fmt.Errorf("the mock at %s has a real ERP behind it (--upstream), where stories would leave what they add: play them against a mock without one", s.shown())
	}
	s.observe = info.Settings.Mode == "observe"
	said := info.Addresses.ERP
	if t.Base == "" {
		if isLoopback(s.control) != isLoopback(said) {
			return fmt.Errorf("the mock at %s says that its ERP door is at %s, which is not where its control door is: say where it is with --url", s.shown(), sender.MaskURL(said))
		}
		s.base = said
		t.Base, t.Control = said, ""
		return errors.Join(t.check(false)...)
	}
	if samePlace(t.Base, said) {
		return nil
	}
	return s.sameMock(ctx)
}

// sameMock looks whether the two doors are those of one mock: what stories add elsewhere would
// stay there. A GET changes nothing in any ERP.
func (s *steered) sameMock(ctx context.Context) error {
	path := "/r/" + s.runName("probe", 0) + "/device"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(s.base, "/")+path, nil)
	if err != nil {
		return err
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return &unreachedError{fmt.Sprintf("%s cannot be reached: %v", sender.MaskURL(s.base), bare(err))}
	}
	defer answer.Body.Close() // only its header is read
	var seen struct{ Request struct{ URL string } }
	if id := answer.Header.Get("Erpkit-Exchange"); id != "" {
		err = s.ask(ctx, http.MethodGet, "/api/v1/exchanges/"+url.PathEscape(id), nil, &seen)
	}
	if err != nil || !strings.HasSuffix(seen.Request.URL, path) {
		return fmt.Errorf("%s is not the ERP door of the mock at %s: leave --url out, or give the right one", sender.MaskURL(s.base), s.shown())
	}
	return nil
}

func (s *steered) shown() string { return sender.MaskURL(s.control) }

func (s *steered) stranger(why string) error {
	return &unreachedError{fmt.Sprintf("what answers on %s is no control door of erpkit: %s", s.shown(), why)}
}

// refusedError is what the control door says when it refuses.
type refusedError struct {
	Message string `json:"message"`
	Code    string `json:"code"`
}

func (e *refusedError) Error() string { return e.Message }

// ask sends one request to the control door and decodes its answer.
func (s *steered) ask(ctx context.Context, method, path string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, s.control+path, bytes.NewReader(body))
	if err != nil {
		return &unreachedError{fmt.Sprintf("%s is no address of a control door: %v", s.shown(), bare(err))}
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/yaml")
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return &unreachedError{fmt.Sprintf("no mock answers on %s: %v; start one with: erpkit serve", s.shown(), bare(err))}
	}
	defer answer.Body.Close() // it was read
	said, err := io.ReadAll(io.LimitReader(answer.Body, maxSaid))
	if err != nil {
		return &unreachedError{fmt.Sprintf("the mock on %s broke off: %v", s.shown(), bare(err))}
	}
	if answer.StatusCode != http.StatusOK {
		var refused refusedError
		if json.Unmarshal(said, &refused) != nil || refused.Code == "" {
			return s.stranger("status " + answer.Status)
		}
		return &refused
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(said, into); err != nil {
		return s.stranger("its answer is no JSON as erpkit writes it")
	}
	return nil
}

// bare is an error without the URL, which may carry a password.
func bare(err error) error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		return withURL.Err
	}
	return err
}

// runName makes a name that no other run on the mock has, and that a person finds again.
func (s *steered) runName(story string, number int) string {
	const most = 40
	name := strings.Map(func(r rune) rune {
		if notInPrefix(r) {
			return '-'
		}
		return r
	}, story)
	return fmt.Sprintf("%s-%s-%d", name[:min(len(name), most)], s.nonce, number+1)
}

func isLoopback(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	return isThisMachine(u.Hostname())
}

// isThisMachine tells whether a host is always this machine.
func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// samePlace compares two base URLs; this machine has several names.
func samePlace(a, b string) bool {
	one, err1 := url.Parse(strings.TrimSuffix(a, "/"))
	other, err2 := url.Parse(strings.TrimSuffix(b, "/"))
	if err1 != nil || err2 != nil {
		return false
	}
	sameHost := strings.EqualFold(one.Hostname(), other.Hostname()) || one.Hostname() == "localhost" && other.Hostname() == "127.0.0.1"
	return sameHost && one.Scheme == other.Scheme && one.Port() == other.Port() && one.Path == other.Path
}
