package credentials

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpproxy"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/erpkit/erpkit/schemas/show"
)

// tokens gets the tokens of OAuth 2 by client credentials (RFC 6749, section 4.4), and keeps the last one for as
// long as it is good.
type tokens struct {
	config clientcredentials.Config
	turn   chan struct{} // for the endpoint: one request at a time

	mu     sync.Mutex // guards what follows
	client *http.Client
	token  *oauth2.Token
	seen   []string
}

const (
	// tokenTime bounds one request to the token endpoint.
	tokenTime = 10 * time.Second
	// maxSeen is how many old tokens are still hidden.
	maxSeen = 100
)

func (o *opening) openTokens(f *Form) {
	given := f.OAuth2
	u, err := url.Parse(given.TokenURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		o.wrong("this is not a URL of a token endpoint: write it like https://login.example.com/oauth2/token", "oauth2", "tokenUrl")
	}
	params := url.Values{}
	for name, value := range given.Params {
		if slices.Contains([]string{"grant_type", "scope", "client_id", "client_secret"}, name) {
			o.wrong(name+" is sent anyway: leave it out here", "oauth2", "params", name)
		}
		params.Set(name, value)
	}
	o.tokens = &tokens{
		config: clientcredentials.Config{
			ClientID: given.ClientID, ClientSecret: o.read(given.ClientSecret, "oauth2", "clientSecret"),
			TokenURL: given.TokenURL, Scopes: given.Scopes, EndpointParams: params,
		},
		turn: make(chan struct{}, 1),
	}
	o.tokens.trust(nil)
}

// trust makes the client that asks the endpoint. It follows no redirect: the secret is for the endpoint alone.
func (s *tokens) trust(config *tls.Config) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.client = &http.Client{
		Timeout:       tokenTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			TLSClientConfig: config.Clone(), DisableKeepAlives: true, ForceAttemptHTTP2: true,
			Proxy: func(r *http.Request) (*url.URL, error) { return httpproxy.FromEnvironment().ProxyFunc()(r.URL) },
		},
	}
}

// get gives a token that is good for now.
func (s *tokens) get(ctx context.Context) (*oauth2.Token, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	token, client := s.kept()
	if token.Valid() {
		return token, nil
	}
	token, err := s.config.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	if err != nil {
		return nil, s.failure(err)
	}
	s.keep(token)
	return token, nil
}

func (s *tokens) kept() (*oauth2.Token, *http.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token, s.client
}

func (s *tokens) keep(token *oauth2.Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.seen = token, append(s.seen, token.AccessToken)
	s.seen = s.seen[max(0, len(s.seen)-maxSeen):]
}

func (s *tokens) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = nil
}

func (s *tokens) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// failure says plainly why there is no token.
func (s *tokens) failure(err error) error {
	at := "the token endpoint " + show.URL(s.config.TokenURL)
	var refused *oauth2.RetrieveError
	var lost *url.Error
	switch {
	case errors.As(err, &refused) && refused.Response != nil:
		said := strings.ReplaceAll(reason(refused), s.config.ClientSecret, show.Masked)
		return fmt.Errorf("%s answered %s: %s", at, refused.Response.Status, said)
	case errors.As(err, &lost):
		return fmt.Errorf("%s cannot be reached: %w", at, lost.Err)
	}
	return fmt.Errorf("%s gave no token: %w", at, err)
}

// reason is what an endpoint says of itself, safe for a terminal.
func reason(refused *oauth2.RetrieveError) string {
	const most = 200
	switch {
	case refused.ErrorCode != "" && refused.ErrorDescription != "":
		return show.Text(show.Clip(refused.ErrorCode+" ("+refused.ErrorDescription, most)) + ")"
	case refused.ErrorCode != "":
		return show.Text(show.Clip(refused.ErrorCode, most))
	case len(refused.Body) == 0:
		return "it said no more; check the URL, the client's id and its secret"
	}
	return show.Text(show.Clip(string(refused.Body), most))
}
