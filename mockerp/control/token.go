package control

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// enterPath is the path of the link that lets a browser in.
const enterPath = "/enter"

// Token is what a caller of the control door must show. The zero value asks for nothing. Make one with NewToken.
type Token struct {
	secret string
	link   string // what the link shows in place of the secret, as long as the mock runs
}

// NewToken makes one of a secret; "" asks for nothing.
func NewToken(secret string) Token {
	if secret == "" {
		return Token{}
	}
	return Token{secret: secret, link: rand.Text()}
}

// Link is a URL that lets a browser in. It carries a key of its own, not the secret. base is the URL of the door.
func (t Token) Link(base string) string {
	if t.secret == "" {
		return base
	}
	return base + enterPath + "?key=" + t.link
}

// derive makes what a browser keeps in place of the secret.
func (t Token) derive(what string) string {
	mac := hmac.New(sha256.New, []byte(t.secret))
	mac.Write([]byte(what))
	return hex.EncodeToString(mac.Sum(nil))
}

// cookieName differs from mock to mock, for a browser keeps one cookie of a name for all ports of a host.
func (t Token) cookieName() string { return "erpkit-" + t.derive("name")[:12] }

// admits tells whether a request shows the secret, or what was derived from it.
func (t Token) admits(r *http.Request) bool {
	if scheme, shown, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "bearer") && same(shown, t.secret) {
		return true
	}
	cookie, err := r.Cookie(t.cookieName())
	return err == nil && same(cookie.Value, t.derive("cookie"))
}

// same compares in a time that reveals nothing, not even the length.
func same(a, b string) bool {
	one, other := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return hmac.Equal(one[:], other[:])
}

// identify refuses requests without a token, except probes and the link.
func (d *door) identify(c *gin.Context) {
	t := d.options.Token
	if t.secret == "" || slices.Contains([]string{"/healthz", "/readyz", enterPath}, c.Request.URL.Path) || t.admits(c.Request) {
		return
	}
	c.Header("WWW-Authenticate", `Bearer realm="erpkit"`)
	d.refuse(c, refuseToken())
	c.Abort()
}

// enter gives a browser the cookie. It leads to the page by a document of its own, for after a redirect a browser would not
// send a strict cookie to one who came from elsewhere.
func (d *door) enter(c *call) (any, *refusal) {
	t := d.options.Token
	if t.secret == "" {
		return nil, refuseNoToken()
	}
	if !same(c.URL.Query().Get("key"), t.link) {
		return nil, refuseToken()
	}
	http.SetCookie(c.writer, &http.Cookie{
		Name: t.cookieName(), Value: t.derive("cookie"), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.TLS != nil,
	})
	c.writer.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	c.writer.Header().Set("Referrer-Policy", "no-referrer")
	return raw{"text/html; charset=utf-8", []byte(`<!doctype html><title>erpkit</title><meta http-equiv="refresh" content="0;url=/"><a href="/">To the page</a>` + "\n")}, nil
}
