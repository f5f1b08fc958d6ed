package credentials_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/sender/credentials"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open reads credentials from a file that has only them; files are found beside it.
func open(t *testing.T, auth string, beside map[string]string) (*credentials.Credentials, error) {
	t.Helper()
	folder := t.TempDir()
	for name, text := range beside {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(folder, "target.yaml")
	if err := os.WriteFile(path, []byte("version: 1\nauth:\n  "+strings.ReplaceAll(auth, "\n", "\n  ")), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := yamlfile.Read(path)
	if err != nil {
		return nil, err
	}
	if err := credentials.CheckLiterals(file, "/auth"); err != nil {
		return nil, err
	}
	var form struct {
		Version int              `yaml:"version"`
		Auth    credentials.Form `yaml:"auth"`
	}
	if err := file.Check("target.schema.json"); err != nil {
		return nil, err
	}
	if err := file.Decode(&form); err != nil {
		return nil, err
	}
	return form.Auth.Open(file, "/auth")
}

func mustOpen(t *testing.T, auth string, beside map[string]string) *credentials.Credentials {
	t.Helper()
	c, err := open(t, auth, beside)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func header(t *testing.T, c *credentials.Credentials, body string) http.Header {
	t.Helper()
	h, err := c.Header(t.Context(), []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHeader_CarriesWhatTheFileSays(t *testing.T) {
	t.Setenv("ERP_SECRET", "s3cret word")
	const body = `{"type":"add","sku":"גיטרה"}`
	sum := hmac.New(sha256.New, []byte("s3cret word"))
	sum.Write([]byte(body))
	long := hmac.New(sha512.New, []byte("s3cret word"))
	long.Write([]byte(body))
	for auth, wanted := range map[string]http.Header{
		"bearer: {env: ERP_SECRET}":                              {"Authorization": {"Bearer s3cret word"}},
		"bearer: {file: token.txt}":                              {"Authorization": {"Bearer from-file"}},
		"basic: {user: nextplus, password: {env: ERP_SECRET}}":   {"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte("nextplus:s3cret word"))}},
		"apiKey: {header: x-api-key, value: {file: token.txt}}":  {"X-Api-Key": {"from-file"}},
		"hmac: {header: X-Signature, secret: {env: ERP_SECRET}}": {"X-Signature": {hex.EncodeToString(sum.Sum(nil))}},
		"bearer: {env: ERP_SECRET}\napiKey: {header: X-K, value: {file: token.txt}}\nhmac: {header: X-Hub-Signature-256, secret: {env: ERP_SECRET}, prefix: 'sha256='}": {
			"Authorization": {"Bearer s3cret word"}, "X-K": {"from-file"}, "X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(sum.Sum(nil))}},
		"hmac: {header: X-S, secret: {env: ERP_SECRET}, algorithm: sha512, encoding: base64}": {"X-S": {base64.StdEncoding.EncodeToString(long.Sum(nil))}},
	} {
		c := mustOpen(t, auth, map[string]string{"token.txt": "from-file\r\n"})
		if got := header(t, c, body); fmt.Sprint(got) != fmt.Sprint(wanted) {
			t.Errorf("%s gave %v, wanted %v", auth, got, wanted)
		}
		if len(c.Names()) != len(wanted) || len(c.Secrets()) == 0 {
			t.Errorf("%s: names %q, %d secrets", auth, c.Names(), len(c.Secrets()))
		}
	}
}

func TestCredentials_NoneIsNone(t *testing.T) {
	var none *credentials.Credentials
	none.Refused()
	none.Trust(nil)
	if got := header(t, none, ""); len(got)+len(none.Names())+len(none.Secrets()) != 0 {
		t.Errorf("got %v", got)
	}
	with := none.With(http.Header{"Authorization": {"Bearer t0ken"}})
	if got := header(t, with, ""); got.Get("Authorization") != "Bearer t0ken" || !strings.Contains(fmt.Sprint(with.Secrets()), " t0ken") {
		t.Errorf("got %v, secrets %q", got, with.Secrets())
	}
}

// Each wrong file gets one sentence with its place, and none of them shows a secret.
func TestOpen_SaysWhatIsWrong(t *testing.T) {
	t.Setenv("ERP_SECRET", "hush-hush")
	t.Setenv("ERP_BROKEN", "hush\nhush")
	const oauth = "oauth2: {tokenUrl: 'https://login.example/t', clientId: a, clientSecret: {env: ERP_SECRET}"
	for auth, says := range map[string]string{
		"bearer: hush-hush":                      "/auth/bearer: a secret does not belong in this file",
		"basic: {user: a, password: hush-hush}":  "/auth/basic/password: a secret does not belong",
		"apiKey: {header: X-K, value: 123456}":   "/auth/apiKey/value: a secret does not belong",
		"hmac: {header: X-K, secret: hush-hush}": "/auth/hmac/secret: a secret does not belong",
		"oauth2: {tokenUrl: 'https://login.example/t', clientId: a, clientSecret: hush-hush}": "/auth/oauth2/clientSecret: a secret does not belong",
		"bearer: {env: ERP_NOT_THERE}": "/auth/bearer/env: the environment variable ERP_NOT_THERE is not set or empty",
		"bearer: {file: nowhere.txt}":  "/auth/bearer/file: the file with the secret cannot be read",
		"bearer: {file: empty.txt}":    "empty.txt is empty",
		"bearer: {file: long.txt}":     "longer than 16 KiB",
		"bearer: {env: ERP_BROKEN}":    "a character that no header can carry",
		"bearer: {env: A, file: B}":    "/auth/bearer: ",
		"bearer: {}":                   "/auth/bearer: ",
		"{}":                           "/auth: ",
		"beaver: {env: A}":             `"bearer"`,
		"bearer: {env: ERP_SECRET}\nbasic: {user: a, password: {env: ERP_SECRET}}":        "/auth/basic: the header Authorization is made by bearer already",
		oauth + "}\napiKey: {header: authorization, value: {env: ERP_SECRET}}":            "/auth/apiKey/header: the header Authorization is made by oauth2 already",
		"hmac: {header: Content-Length, secret: {env: ERP_SECRET}}":                       "/auth/hmac/header: the header Content-Length",
		"apiKey: {header: 'X Key', value: {env: ERP_SECRET}}":                             "/auth/apiKey/header: ",
		"basic: {user: 'a:b', password: {env: ERP_SECRET}}":                               "/auth/basic/user: the user must not contain a colon",
		"hmac: {header: X-K, secret: {env: ERP_SECRET}, algorithm: md5}":                  "/auth/hmac/algorithm: ",
		"oauth2: {tokenUrl: login.example, clientId: a, clientSecret: {env: ERP_SECRET}}": "/auth/oauth2/tokenUrl: this is not a URL",
		oauth + ", params: {scope: x}}":                                                   "/auth/oauth2/params/scope: scope is sent anyway",
		"oauth2: {tokenUrl: 'https://login.example/t', clientSecret: {env: ERP_SECRET}}":  `"clientId" is missing`,
	} {
		_, err := open(t, auth, map[string]string{"empty.txt": "\n", "long.txt": strings.Repeat("x", 20_000)})
		text := fmt.Sprint(err)
		if problems := (yamlfile.Problems{}); errors.As(err, &problems) && len(problems) > 0 {
			text = problems[0].Pointer + ": " + problems[0].Message
		}
		if err == nil || !strings.Contains(text, says) || strings.Contains(text, "hush") || strings.Contains(text, "123456") {
			t.Errorf("%s: got %s, wanted %q", auth, text, says)
		}
	}
}

func TestTransport_AddsWhatTheSenderDoesNotHave(t *testing.T) {
	t.Setenv("ERP_SECRET", "s3cret")
	seen := make(chan *http.Request, 1)
	erp := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Header.Set("Body", string(body))
		seen <- r
	}))
	t.Cleanup(erp.Close)
	next := &http.Transport{DisableKeepAlives: true}
	c := mustOpen(t, "hmac: {header: X-S, secret: {env: ERP_SECRET}}", nil).With(http.Header{"Authorization": {"Bearer ours"}})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, erp.URL, strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Basic theirs")
	answer, err := (&credentials.Transport{Auth: c, Next: next}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	r, wanted := <-seen, hmac.New(sha256.New, []byte("s3cret"))
	wanted.Write([]byte("body"))
	if r.Header.Get("Body") != "body" || r.Header.Get("Authorization") != "Bearer ours" || r.Header.Get("X-S") != hex.EncodeToString(wanted.Sum(nil)) ||
		request.Header.Get("Authorization") != "Basic theirs" {
		t.Errorf("the ERP saw %v", r.Header)
	}
}
