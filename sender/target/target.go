package target

import (
	"cmp"
	"crypto/tls"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/credentials"
	"github.com/erpkit/erpkit/sender/master"
)

// Target is one ERP. The zero Target is nowhere: nothing can be posted to it.
type Target struct {
	// Base is a URL below which the paths of the mock lie (/device and so on); Single is one URL for all
	// kinds (C5). Kinds are the URLs of single kinds, which win over both.
	Base, Single string
	Kinds        map[schemas.Kind]string
	// Skip lists the kinds that the ERP does not offer.
	Skip []schemas.Kind
	// Headers are sent with every post, and so is what Auth makes of each; their values are secrets and never shown.
	Headers http.Header
	Auth    *credentials.Credentials
	// Insecure accepts any certificate.
	Insecure bool
	sender.Certificates
	// Timeout bounds one post; 0 leaves it to whoever posts.
	Timeout time.Duration
	// Rate is how many posts a second may be sent; 0 is without bound.
	Rate float64
	// Master are the work orders, parts and operations that the ERP has; nil makes names up.
	Master *master.Data
}

// Offers tells whether the ERP offers the kind.
func (t Target) Offers(kind schemas.Kind) bool { return !slices.Contains(t.Skip, kind) }

// URL gives the address for a kind of post; false when the ERP does not offer it, or no address was given.
func (t Target) URL(kind schemas.Kind) (string, bool) {
	switch {
	case !t.Offers(kind):
		return "", false
	case t.Kinds[kind] != "":
		return t.Kinds[kind], true
	case t.Single != "":
		return t.Single, true
	}
	url, err := sender.Join(t.Base, kind)
	return url, err == nil
}

// URLs lists the different addresses that posts go to.
func (t Target) URLs() []string {
	var all []string
	for _, kind := range schemas.Kinds() {
		if url, offered := t.URL(kind); offered && !slices.Contains(all, url) {
			all = append(all, url)
		}
	}
	return all
}

// OneURL tells whether all offered kinds are posted to the same address (C5).
func (t Target) OneURL() bool { return len(t.URLs()) == 1 }

// Settings is the Integration Builder page that the addresses stand for: an integration is on when it has one.
func (t Target) Settings(source string) sender.Settings { return sender.SettingsOf(source, t.URL) }

// String says where the target is, without secrets.
func (t Target) String() string {
	if t.Base != "" && len(t.Given()) == 1 {
		return show.URL(t.Base)
	}
	var shown []string
	for _, url := range t.URLs() {
		shown = append(shown, show.URL(url))
	}
	return strings.Join(shown, ", ")
}

// Or fills in what t leaves open with what the other says.
func (t Target) Or(other Target) Target {
	if len(t.Given()) == 0 {
		t.Base, t.Single, t.Kinds = other.Base, other.Single, other.Kinds
	}
	if len(t.Skip) == 0 {
		t.Skip = other.Skip
	}
	headers := other.Headers.Clone()
	if headers == nil {
		headers = http.Header{}
	}
	maps.Copy(headers, t.Headers)
	t.Headers, t.Insecure = headers, t.Insecure || other.Insecure
	if t.Auth == nil {
		t.Auth = other.Auth
	}
	if t.CertFile == "" && t.KeyFile == "" {
		t.CertFile, t.KeyFile = other.CertFile, other.KeyFile
	}
	t.Master = cmp.Or(t.Master, other.Master)
	t.CAFile, t.Timeout, t.Rate = cmp.Or(t.CAFile, other.CAFile), cmp.Or(t.Timeout, other.Timeout), cmp.Or(t.Rate, other.Rate)
	return t
}

// Options are the settings of a client that posts to the target, through the proxy of the environment where there
// is one. The pace is kept by all clients that are made of them together. The error says which file is wrong.
func (t Target) Options() (sender.Options, error) {
	config, err := t.Config()
	if t.Insecure && config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if t.Insecure {
		config.InsecureSkipVerify = true
	}
	t.Auth.Trust(config)
	o := sender.Options{
		Timeout: t.Timeout, TLS: config, Insecure: t.Insecure, ProxyFromEnvironment: true,
		Header: t.headers(isPlain), Credentials: t.credentials(),
	}
	if t.Rate > 0 {
		o.Pace = rate.NewLimiter(rate.Limit(t.Rate), 1)
	}
	return o, err
}

// credentials are all that may let a post in.
func (t Target) credentials() *credentials.Credentials {
	return t.Auth.With(t.headers(func(name string) bool { return !isPlain(name) }))
}

// headers are some of the headers.
func (t Target) headers(wanted func(name string) bool) http.Header {
	some := http.Header{}
	for name, values := range t.Headers {
		if wanted(name) {
			some[http.CanonicalHeaderKey(name)] = slices.Clone(values)
		}
	}
	return some
}

// isPlain tells whether a header says nothing of who posts.
func isPlain(name string) bool {
	return slices.Contains([]string{"Accept", "Accept-Language", "Content-Type", "Host", "User-Agent"}, http.CanonicalHeaderKey(name))
}

// Client makes a client that posts to the target. The error says which file is wrong.
func (t Target) Client() (*sender.Client, error) {
	options, err := t.Options()
	if err != nil {
		return nil, err
	}
	return sender.NewClient(options)
}

// Hide removes from a text all secrets that the target was given in a header, as credentials or in a URL,
// whatever their name: an ERP may repeat them in its answers.
func (t Target) Hide(text string) string {
	var urls []string
	for _, address := range t.Given() {
		urls = append(urls, address.URL)
	}
	return show.NewHider(t.credentials().Secrets(), urls).Hide(text)
}
