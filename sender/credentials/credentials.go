package credentials

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Credentials make the headers that let posts in at one ERP. They are safe for concurrent use; nil is none.
type Credentials struct {
	header  http.Header // what is the same in every post
	signs   *signature  // nil is none
	tokens  *tokens     // nil is none
	secrets []string
}

// With gives credentials that have further headers, the same in every post. Those of c win.
func (c *Credentials) With(header http.Header) *Credentials {
	all := Credentials{header: header.Clone()}
	if all.header == nil {
		all.header = http.Header{}
	}
	for _, values := range header {
		for _, value := range values {
			_, bare, _ := strings.Cut(value, " ") // what stands behind the word Bearer and the like
			all.secrets = append(all.secrets, value, bare)
		}
	}
	if c != nil {
		maps.Copy(all.header, c.header)
		all.signs, all.tokens, all.secrets = c.signs, c.tokens, append(all.secrets, c.secrets...)
	}
	return &all
}

// Header gives the headers of a post with this body; their values are secrets. The error says in a sentence why
// there are none, such as what the token endpoint answered.
func (c *Credentials) Header(ctx context.Context, body []byte) (http.Header, error) {
	if c == nil {
		return nil, nil
	}
	header := c.header.Clone()
	if c.signs != nil {
		header.Set(c.signs.header, c.signs.of(body))
	}
	if c.tokens == nil {
		return header, nil
	}
	token, err := c.tokens.get(ctx)
	if err != nil {
		return nil, err
	}
	header.Set(authorization, token.Type()+" "+token.AccessToken)
	return header, nil
}

// Refused hears that the ERP answered 401: a token that it no longer takes is not used again.
func (c *Credentials) Refused() {
	if c != nil && c.tokens != nil {
		c.tokens.forget()
	}
}

// Trust gives the token endpoint the same certificate settings as the ERP; nil is none.
func (c *Credentials) Trust(config *tls.Config) {
	if c != nil && c.tokens != nil {
		c.tokens.trust(config)
	}
}

// Names are those of the headers, sorted.
func (c *Credentials) Names() []string {
	if c == nil {
		return nil
	}
	names := slices.Collect(maps.Keys(c.header))
	if c.signs != nil {
		names = append(names, c.signs.header)
	}
	if c.tokens != nil {
		names = append(names, authorization)
	}
	return slices.Sorted(slices.Values(names))
}

// Secrets are what must not be shown: the given secrets, and every token obtained with them so far. Some may
// be empty.
func (c *Credentials) Secrets() []string {
	if c == nil {
		return nil
	}
	all := slices.Clone(c.secrets)
	if c.tokens != nil {
		all = append(all, c.tokens.all()...)
	}
	return all
}

const authorization = "Authorization"

// basic is the value of a header that carries a user and a password (RFC 7617).
func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}
