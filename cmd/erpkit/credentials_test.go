package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// gate is an ERP that lets in only some posts. It refuses the others with an echo of all that they carried.
func gate(t *testing.T, lets func(r *http.Request, body []byte) bool) (erp string, let *atomic.Int32) {
	t.Helper()
	mock, _ := served(t)
	behind, err := url.Parse(mock)
	if err != nil {
		t.Fatal(err)
	}
	let = &atomic.Int32{}
	forward := httputil.NewSingleHostReverseProxy(behind)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !lets(r, body) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"message":%q}`, fmt.Sprintf("who are you: %v %s", r.Header, r.URL))
			return
		}
		let.Add(1)
		r.Body = io.NopCloser(bytes.NewReader(body))
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, let
}

func tokenEndpoint(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if _, password, _ := r.BasicAuth(); password != "hush-secret" {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":"invalid_client"}`)
			return
		}
		fmt.Fprint(w, `{"access_token":"hush-token","token_type":"Bearer","expires_in":3600}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func hasHeader(name, value string) func(*http.Request, []byte) bool {
	return func(r *http.Request, _ []byte) bool { return r.Header.Get(name) == value }
}

func signed(r *http.Request, body []byte) bool {
	sum := hmac.New(sha256.New, []byte("hush-secret"))
	sum.Write(body)
	return r.Header.Get("X-Signature") == "sha256="+hex.EncodeToString(sum.Sum(nil))
}

func TestCredentials_LetEveryCommandIn(t *testing.T) {
	t.Setenv("TEST_ERP_SECRET", "hush-secret")
	secret := writeFile(t, "secret.txt", "hush-secret\n")
	for name, c := range map[string]struct {
		auth string
		lets func(*http.Request, []byte) bool
	}{
		"bearer":  {"bearer: {env: TEST_ERP_SECRET}", hasHeader("Authorization", "Bearer hush-secret")},
		"basic":   {"basic: {user: nextplus, password: {file: " + secret + "}}", hasHeader("Authorization", "Basic bmV4dHBsdXM6aHVzaC1zZWNyZXQ=")},
		"api key": {"apiKey: {header: X-Erp, value: {env: TEST_ERP_SECRET}}", hasHeader("X-Erp", "hush-secret")},
		"oauth2":  {"oauth2: {tokenUrl: '" + tokenEndpoint(t) + "', clientId: erpkit, clientSecret: {env: TEST_ERP_SECRET}}", hasHeader("Authorization", "Bearer hush-token")},
		"hmac":    {"hmac: {header: X-Signature, secret: {env: TEST_ERP_SECRET}, prefix: sha256=}", signed},
	} {
		erp, let := gate(t, c.lets)
		auth := writeFile(t, "auth.yaml", "version: 1\nauth:\n  "+c.auth+"\n")
		for command, args := range posting(t) {
			before := let.Load()
			got := runErpkit(t, "", append(args, "--url", erp, "--auth-file", auth)...)
			want := exitOK
			if command == "cleanup" { // the mock knows no such device
				want = exitFailed
			}
			if got.code != want || let.Load() == before || strings.Contains(got.stdout+got.stderr, "hush") {
				t.Errorf("%s, %s: code %d, %d posts were let in\n%s%s", name, command, got.code, let.Load()-before, got.stdout, got.stderr)
			}
		}
		if name == "bearer" || name == "hmac" { // a run takes long
			got := erpkitProcess(t, "verify", "--url", erp, "--auth-file", auth, "--focus", "^T1", "--json")
			if got.code != exitOK || strings.Contains(got.stdout+got.stderr, "hush") {
				t.Errorf("%s, verify: code %d\n%s%s", name, got.code, got.stdout, got.stderr)
			}
		}
	}
}

// Credentials are hidden wherever the ERP repeats them, whatever the name of the header or query member.
func TestCredentials_AreHiddenByWhereTheyCameFrom(t *testing.T) {
	t.Setenv("TEST_ERP_SECRET", "hush-token with 'quotes' & <more>")
	erp, _ := gate(t, func(*http.Request, []byte) bool { return false })
	at := strings.Replace(erp, "http://", "http://someone:hush-password@", 1) + "?plant=hush-plant&x=a%20hush%20b"
	auth := writeFile(t, "auth.yaml", "version: 1\nauth:\n  apiKey: {header: X-Plain, value: {env: TEST_ERP_SECRET}}\n")
	junit, left := filepath.Join(t.TempDir(), "junit.xml"), filepath.Join(t.TempDir(), "left.json")
	flags := []string{"--url", at, "--auth-file", auth, "--header", "X-Ordinary: hush-header"}
	commands := map[string][]string{
		"send as JSON": {"send", "device", "add", "--serial", "SN-1", "--state", left + ".state", "--json"},
		"send aloud":   {"send", "device", "add", "--serial", "SN-1", "--state", left + ".state", "-v"},
		"try as JSON":  {"try", "--json"},
		"shift":        {"shift", "--events", "2", "--json"},
		"run as JSON":  {"run", "--only", "guitar", "--leftovers", left, "--json", "--junit", junit},
		"run dry":      {"run", "--only", "guitar", "--leftovers", left, "--dry-run"},
	}
	for name, args := range posting(t) {
		commands[name] = args
	}
	for name, args := range commands {
		got := runErpkit(t, "", append(args, flags...)...)
		for _, file := range []string{junit, left} {
			text, _ := os.ReadFile(file)
			got.stdout += string(text)
		}
		if got.code == exitUsage || strings.Contains(got.stdout+got.stderr, "hush") {
			t.Errorf("%s: code %d\n%s%s", name, got.code, got.stdout, got.stderr)
		}
	}
	got := erpkitProcess(t, append([]string{"verify", "--json"}, flags...)...)
	if got.code != exitUnreachable || strings.Contains(got.stdout+got.stderr, "hush") || !strings.Contains(got.stderr, "to a post that carried ") {
		t.Errorf("verify: code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

func TestCredentials_ARefusalSaysWhatWasSent(t *testing.T) {
	t.Setenv("TEST_ERP_SECRET", "hush-secret-of-23-chars")
	erp, _ := gate(t, func(*http.Request, []byte) bool { return false })
	closed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"message":"this work order is closed"}`)
	}))
	t.Cleanup(closed.Close)
	bearer := writeFile(t, "auth.yaml", "version: 1\nauth: {bearer: {env: TEST_ERP_SECRET}}\n")
	for says, flags := range map[string][]string{
		"The post carried no credentials at all. Give credentials: --header":                              nil,
		"The post carried a bearer token of 23 characters. Check that these are":                          {"--auth-file", bearer},
		"a basic login (a user of 2 characters, a password of 6)":                                         {"--header", "Authorization: Basic bWU6c2VjcmV0"},
		"the header X-Any of 5 characters":                                                                {"--header", "X-Any: other"},
		`"this work order is closed" If this is about who posts: the post carried no credentials at all.`: {"--single-url", closed.URL, "--url", ""},
	} {
		got := runErpkit(t, `{"type":"add"}`, append([]string{"send", "--file", "-", "--url", erp}, flags...)...)
		if got.code != exitFailed || !strings.Contains(got.stdout, says) {
			t.Errorf("wanted %q, got code %d\n%s", says, got.code, got.stdout)
		}
	}
}

func TestCredentials_ThatCannotBeHadAreNoPost(t *testing.T) {
	t.Setenv("TEST_ERP_SECRET", "wrong")
	erp, let := gate(t, func(*http.Request, []byte) bool { return true })
	endpoint := tokenEndpoint(t)
	auth := writeFile(t, "auth.yaml", "version: 1\nauth: {oauth2: {tokenUrl: '"+endpoint+"', clientId: a, clientSecret: {env: TEST_ERP_SECRET}}}\n")
	for name, args := range posting(t) {
		got := runErpkit(t, "", append(args, "--url", erp, "--auth-file", auth)...)
		code := exitUnreachable
		if name == "try" {
			code = exitFailed
		}
		if got.code != code || let.Load() != 0 || name != "shift" && !strings.Contains(got.stdout+got.stderr, "answered 401 Unauthorized: invalid_client") {
			t.Errorf("%s: code %d, %d posts\n%s%s", name, got.code, let.Load(), got.stdout, got.stderr)
		}
	}
	for says, flags := range map[string][]string{
		"the header Authorization is given, and the credentials set it, too": {"--auth-file", auth, "--header", "authorization: Bearer x"},
		"has no credentials": {"--auth-file", writeFile(t, "none.yaml", "version: 1\nurl: http://127.0.0.1:1\n")},
	} {
		if got := runErpkit(t, "", append([]string{"shift", "--url", erp}, flags...)...); got.code != exitUsage || !strings.Contains(got.stderr, says) {
			t.Errorf("wanted %q, got code %d\n%s", says, got.code, got.stderr)
		}
	}
}

// The mock forwards posts to a real ERP with credentials that the MES does not have.
func TestServe_UpstreamGetsItsCredentials(t *testing.T) {
	t.Setenv("TEST_ERP_SECRET", "hush-secret")
	auth := writeFile(t, "auth.yaml", "version: 1\nauth:\n  hmac: {header: X-Signature, secret: {env: TEST_ERP_SECRET}, prefix: sha256=}\n")
	erp, let := gate(t, func(r *http.Request, body []byte) bool { return signed(r, body) && r.Header.Get("X-Tenant") == "seven" })
	mock, control := served(t, "--upstream", erp, "--upstream-auth", auth, "--upstream-header", "X-Tenant: seven")
	if got := runErpkit(t, "", "shift", "--events", "10", "--url", mock); got.code != exitOK || let.Load() != 10 {
		t.Errorf("code %d, %d posts\n%s%s", got.code, let.Load(), got.stdout, got.stderr)
	}
	if got := runErpkit(t, "", "export", "--control-url", control, "--format", "jsonl"); strings.Contains(got.stdout, "hush") || strings.Contains(got.stdout, "X-Tenant") {
		t.Errorf("the journal has what the MES never sent: %s", got.stdout)
	}
	for says, flags := range map[string][]string{
		"are for a real ERP":                    {"--upstream-auth", auth},
		`--upstream-header wants "Name: value"`: {"--upstream", erp, "--upstream-header", "hush"},
		"the credentials set it, too":           {"--upstream", erp, "--upstream-auth", auth, "--upstream-header", "X-Signature: hush"},
		"nowhere.yaml":                          {"--upstream", erp, "--upstream-auth", "nowhere.yaml"},
		"cannot be the name of a header":        {"--upstream", erp, "--upstream-header", "X Tenant: hush"},
	} {
		got := runErpkit(t, "", append([]string{"serve", "--addr", "127.0.0.1:0", "--control-addr", "127.0.0.1:0"}, flags...)...)
		if got.code != exitUsage || !strings.Contains(got.stderr, says) || strings.Contains(got.stderr, "hush") {
			t.Errorf("%v: code %d, wanted %q\n%s", flags, got.code, says, got.stderr)
		}
	}
}
