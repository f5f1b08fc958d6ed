package target

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

// Target is one ERP. Its addresses are given in one of three ways: three URLs, a Base below which
// the mock's paths lie, or one Single URL for all kinds (C5).
type Target struct {
	DeviceURL     string
	ItemAttachURL string
	OperationURL  string
	Base          string
	Single        string
	// Skip lists the kinds that the ERP does not offer.
	Skip []schemas.Kind
	// Headers are sent with every post; their values are secrets and never shown.
	Headers http.Header
	// Insecure accepts any certificate. CAFile, CertFile and KeyFile are PEM files: an authority
	// to trust, and the certificate with which the client shows who it is.
	Insecure                  bool
	CAFile, CertFile, KeyFile string
	// Timeout bounds one post; 0 is DefaultTimeout.
	Timeout time.Duration
	// Rate is how many posts a second may be sent; 0 is without bound.
	Rate float64
}

// DefaultTimeout is how long one post may take: twice what E8 asks for.
const DefaultTimeout = 10 * time.Second

// Offers tells whether the ERP offers the kind.
func (t Target) Offers(kind schemas.Kind) bool { return !slices.Contains(t.Skip, kind) }

// URL gives the address for a kind of post, and whether the kind is offered at all.
func (t Target) URL(kind schemas.Kind) (string, bool) {
	if !t.Offers(kind) {
		return "", false
	}
	if own := t.own(kind); own != "" {
		return own, true
	}
	if t.Single != "" {
		return t.Single, true
	}
	url, err := sender.Join(t.Base, kind)
	return url, err == nil
}

// own is the URL that was given for one kind alone.
func (t Target) own(kind schemas.Kind) string {
	return map[schemas.Kind]string{
		schemas.Device: t.DeviceURL, schemas.ItemAttach: t.ItemAttachURL, schemas.Operation: t.OperationURL,
	}[kind]
}

// Check looks at what was given, without sending anything. All that is wrong is said at once.
func (t Target) Check() error {
	wrong := t.checkAddresses()
	if t.Timeout < 0 || t.Rate < 0 {
		wrong = append(wrong, errors.New("the time-out and the rate cannot be negative: leave them out for the defaults"))
	}
	if err := t.certificates().Check(); err != nil {
		wrong = append(wrong, err)
	}
	for _, kind := range t.Skip {
		if _, err := schemas.ParseKind(string(kind)); err != nil {
			wrong = append(wrong, err)
		}
	}
	if !slices.ContainsFunc(schemas.Kinds(), t.Offers) {
		wrong = append(wrong, errors.New("all three kinds are skipped, so nothing is left to judge: offer at least one"))
	}
	return errors.Join(wrong...)
}

func (t Target) checkAddresses() []error {
	var wrong []error
	for name, url := range map[string]string{"base URL": t.Base, "single URL": t.Single} {
		if url == "" {
			continue
		}
		if _, err := sender.CheckURL(url); err != nil {
			wrong = append(wrong, fmt.Errorf("the %s: %w", name, err))
		}
	}
	if t.Base != "" && t.Single != "" {
		wrong = append(wrong, errors.New("a base URL and a single URL cannot both be given: one has a path for each kind, the other takes all kinds"))
	}
	for _, kind := range schemas.Kinds() {
		if !t.Offers(kind) || (t.own(kind) == "" && (t.Base != "" || t.Single != "")) {
			continue
		}
		if _, err := sender.CheckURL(t.own(kind)); err != nil {
			wrong = append(wrong, fmt.Errorf("the URL for %s: %w", kind, err))
		}
	}
	return wrong
}

// Patience is the time-out of one post.
func (t Target) Patience() time.Duration {
	if t.Timeout == 0 {
		return DefaultTimeout
	}
	return t.Timeout
}

// OneURL tells whether all offered kinds are posted to the same address (C5).
func (t Target) OneURL() bool {
	seen := map[string]bool{}
	for _, kind := range schemas.Kinds() {
		if url, offered := t.URL(kind); offered {
			seen[url] = true
		}
	}
	return len(seen) == 1
}
