package credentials_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/erpkit/erpkit/sender/credentials"
)

// endpoint is a token endpoint that counts what it was asked.
type endpoint struct {
	*httptest.Server
	mu     sync.Mutex
	forms  []url.Values
	answer func(n int, w http.ResponseWriter)
}

func newEndpoint(t *testing.T, answer func(n int, w http.ResponseWriter)) *endpoint {
	t.Helper()
	e := &endpoint{answer: answer}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		if user, password, given := r.BasicAuth(); given {
			form.Set("user", user)
			form.Set("password", password)
		}
		e.mu.Lock()
		e.forms = append(e.forms, form)
		n := len(e.forms)
		e.mu.Unlock()
		e.answer(n, w)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) asked() int { e.mu.Lock(); defer e.mu.Unlock(); return len(e.forms) }

// gives answers a new token each time, valid for so many seconds; 0 gives no lifetime.
func gives(seconds int) func(int, http.ResponseWriter) {
	return func(n int, w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": fmt.Sprintf("token-%d", n), "token_type": "Bearer", "expires_in": seconds})
	}
}

func (e *endpoint) credentials(t *testing.T, more string) *credentials.Credentials {
	t.Helper()
	t.Setenv("ERP_CLIENT_SECRET", "hush-hush")
	return mustOpen(t, "oauth2: {tokenUrl: '"+e.URL+"/token', clientId: erpkit, clientSecret: {env: ERP_CLIENT_SECRET}"+more+"}", nil)
}

func TestOAuth2_AsksOnceAndRenews(t *testing.T) {
	long := newEndpoint(t, gives(3600))
	c := long.credentials(t, ", scopes: [post, read], params: {audience: erp}")
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if got := header(t, c, "").Get("Authorization"); got != "Bearer token-1" {
				t.Errorf("got %q", got)
			}
		})
	}
	all.Wait()
	form := long.forms[0]
	if long.asked() != 1 || form.Get("grant_type") != "client_credentials" || form.Get("scope") != "post read" || form.Get("audience") != "erp" ||
		form.Get("user") != "erpkit" || form.Get("password") != "hush-hush" {
		t.Errorf("asked %d times, with %v", long.asked(), form)
	}
	c.Refused() // the ERP no longer takes the token
	if got := header(t, c, "").Get("Authorization"); got != "Bearer token-2" {
		t.Errorf("after a 401 it is still %q", got)
	}
	if secrets := fmt.Sprint(c.Secrets()); !strings.Contains(secrets, "token-1") || !strings.Contains(secrets, "token-2") || !strings.Contains(secrets, "hush-hush") {
		t.Errorf("the secrets are %s", secrets)
	}
	short := newEndpoint(t, gives(1)) // less than the time for which a token must still be good
	c = short.credentials(t, "")
	header(t, c, "")
	if got := header(t, c, "").Get("Authorization"); got != "Bearer token-2" {
		t.Errorf("a token that ends is not renewed: %q", got)
	}
}

func TestOAuth2_SaysPlainlyWhyThereIsNoToken(t *testing.T) {
	says := func(status int, kind, body string) func(int, http.ResponseWriter) {
		return func(_ int, w http.ResponseWriter) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	for words, answer := range map[string]func(int, http.ResponseWriter){
		"answered 401 Unauthorized: invalid_client (unknown client ***)": says(401, "application/json", `{"error":"invalid_client","error_description":"unknown client hush-hush"}`),
		"answered 400 Bad Request: unauthorized_client":                  says(400, "application/json", `{"error":"unauthorized_client"}`),
		`answered 500 Internal Server Error: <h1>\u001boh`:               says(500, "text/html", "<h1>\x1boh</h1>"),
		"answered 403 Forbidden: it said no more":                        says(403, "text/plain", ""),
		"answered 302 Found": func(_ int, w http.ResponseWriter) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(302)
		},
		"gave no token": says(200, "application/json", `{"token":"x"}`),
		"gave no token: oauth2: cannot parse json": says(200, "application/json", `hello`),
	} {
		e := newEndpoint(t, answer)
		_, err := e.credentials(t, "").Header(t.Context(), nil)
		if err == nil || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), "the token endpoint "+e.URL+"/token") || strings.Contains(err.Error(), "hush") {
			t.Errorf("wanted %q, got %v", words, err)
		}
	}
	e := newEndpoint(t, gives(1))
	c := e.credentials(t, "")
	e.Close()
	if _, err := c.Header(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "cannot be reached: dial") {
		t.Errorf("nobody there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Header(ctx, nil); err == nil {
		t.Error("who has had enough got a token")
	}
}
