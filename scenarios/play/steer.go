package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/erpkit/erpkit/mockerp/control/client"
	"github.com/erpkit/erpkit/schemas/show"
)

// steered is a running mock that is steered by its control door. Each story has an ERP of its own there, as on the
// mock inside the process.
type steered struct {
	control string // its control door
	base    string // its ERP door
	observe bool   // its mode
	nonce   string // distinguishes the runs of this call of Run from others
	door    *client.Client
}

// controlTime bounds one request to a door of the mock.
const controlTime = 30 * time.Second

func newSteered(t Target) (*steered, error) {
	door, err := client.New(client.Options{URL: t.Control, Timeout: controlTime, Token: t.ControlToken})
	if err != nil {
		return nil, fmt.Errorf("the control URL: %w", err)
	}
	return &steered{control: t.Control, base: t.Base, nonce: strings.Trim(NewPrefix(), "-"), door: door}, nil
}

// unreachedError says that there is no ERP at an address.
type unreachedError struct{ words string }

func (e *unreachedError) Error() string { return e.words }

// isUnreached tells whether the ERP or the control door cannot be reached.
func isUnreached(err error) bool {
	var erp *unreachedError
	var door *client.UnreachableError
	var foreign *client.ForeignError
	return errors.As(err, &erp) || errors.As(err, &door) || errors.As(err, &foreign)
}

// connect finds out what the mock is. The error says that there is none, or that stories cannot be played there.
func (s *steered) connect(ctx context.Context, t Target) error {
	info, err := s.door.Info(ctx)
	if err != nil {
		return err
	}
	var settings struct {
		Mode     string
		Upstream json.RawMessage
	}
	if err := json.Unmarshal(info.Settings, &settings); err != nil {
		return fmt.Errorf("the settings of the mock at %s cannot be read: %w", s.shown(), err)
	}
	if len(settings.Upstream) > 0 && string(settings.Upstream) != "null" {
		return fmt.Errorf("the mock at %s has a real ERP behind it (--upstream), where stories would leave what they add: play them against a mock without one", s.shown())
	}
	s.observe = settings.Mode == "observe"
	said := info.Addresses["erp"]
	if t.Base == "" {
		if isLoopback(s.control) != isLoopback(said) {
			return fmt.Errorf("the mock at %s says that its ERP door is at %s, which is not where its control door is: say where it is with --url", s.shown(), show.URL(said))
		}
		s.base = said
		t.Base, t.Control = said, ""
		return t.check(false)
	}
	if samePlace(t.Base, said) {
		return nil
	}
	return s.sameMock(ctx)
}

// sameMock checks that both doors belong to one mock: what stories add to another ERP would stay there. A GET
// changes nothing in any ERP.
func (s *steered) sameMock(ctx context.Context) error {
	path := "/r/" + s.runName("probe", 0) + "/device"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(s.base, "/")+path, nil)
	if err != nil {
		return err
	}
	plain := http.Client{
		Timeout: controlTime, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := plain.Do(request)
	if err != nil {
		return &unreachedError{fmt.Sprintf("%s cannot be reached: %v", show.URL(s.base), bare(err))}
	}
	defer answer.Body.Close() // only its header is read
	id, err := strconv.ParseUint(answer.Header.Get("Erpkit-Exchange"), 10, 64)
	if err == nil {
		seen, err := s.door.Exchange(ctx, id)
		if err == nil && strings.HasSuffix(seen.Request.URL, path) {
			return nil
		}
	}
	return fmt.Errorf("%s is not the ERP door of the mock at %s: leave --url out, or give the right one", show.URL(s.base), s.shown())
}

func (s *steered) shown() string { return show.URL(strings.TrimSuffix(s.control, "/")) }

// bare is an error without its URL, which may carry a password.
func bare(err error) error {
	if withURL, ok := errors.AsType[*url.Error](err); ok {
		return withURL.Err
	}
	return err
}

// runName makes a name for a run that is unique on the mock and that a person can recognize.
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
