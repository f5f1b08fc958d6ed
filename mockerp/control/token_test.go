package control

import (
	"net/http"
	"strings"
	"testing"
)

const secret = "f3a9-long-enough-5d1c"

// answersWithToken asks every route without the token, which refuses all but probes.
func (m *mock) answersWithToken(t *testing.T) {
	closed := start(t, func(o *Options) { o.Token = NewToken(secret) })
	closed.document = m.document
	for _, r := range closed.routes() {
		path := strings.NewReplacer(":run", "default", ":id", "1", ":file", "device.schema.json", ":number", "1", ":n", "1").Replace(r.path)
		wanted := 401
		if r.path == "/healthz" || r.path == "/readyz" {
			wanted = 200
		}
		got := closed.do(t, r.method, path, "")
		if got.status != wanted {
			t.Errorf("%s %s without the token: got %d, wanted %d", r.method, path, got.status, wanted)
		}
		if wanted == 401 && (!strings.Contains(string(got.body), "ERPKIT_CONTROL_TOKEN") || strings.Contains(string(got.body), secret)) {
			t.Errorf("%s: wanted the cure, and no secret: %s", path, got.body)
		}
	}
	m.do(t, "GET", "/enter", "")
	closed.do(t, "GET", "/enter?key="+closed.options.Token.link, "")
	closed.do(t, "GET", "/enter", "", "Host", "evil.example")
	m.do(t, "GET", "/enter", "", "Host", "evil.example")
}

func (m *mock) routes() []route { return (&door{options: m.options}).routes() }

func TestToken_AsBearerAndAsCookie(t *testing.T) {
	m := start(t, func(o *Options) { o.Token = NewToken(secret) })
	for shown, wanted := range map[string]int{
		"Bearer " + secret: 200, "bearer " + secret: 200, "Bearer " + secret + "x": 401, "Bearer": 401, "Basic " + secret: 401, secret: 401, "Bearer " + m.options.Token.link: 401,
	} {
		if got := m.do(t, "GET", v1+"/runs", "", "Authorization", shown); got.status != wanted {
			t.Errorf("%q: got %d, wanted %d", shown, got.status, wanted)
		}
	}
	for _, key := range []string{"", "wrong", secret} {
		if got := m.do(t, "GET", "/enter?key="+key, ""); got.status != 401 || got.header.Get("Set-Cookie") != "" {
			t.Errorf("the key %q: got %d %v", key, got.status, got.header)
		}
	}
	link := m.options.Token.Link("http://127.0.0.1:8086")
	got := m.do(t, "GET", strings.TrimPrefix(link, "http://127.0.0.1:8086"), "")
	cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
	if err != nil || got.status != 200 || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || strings.Contains(cookie.Value+link, secret) {
		t.Fatalf("the link: got %d %v %v", got.status, got.header, err)
	}
	for value, wanted := range map[string]int{cookie.Value: 200, cookie.Value[1:]: 401, secret: 401} {
		if got := m.do(t, "GET", v1+"/runs", "", "Cookie", cookie.Name+"="+value); got.status != wanted {
			t.Errorf("the cookie %q: got %d, wanted %d", value, got.status, wanted)
		}
	}
	if got := m.do(t, "POST", v1+"/reset", "", "Cookie", cookie.Name+"="+cookie.Value, "Origin", "https://evil.example"); got.status != 403 {
		t.Errorf("a foreign page with the cookie: got %d", got.status)
	}
	if NewToken(secret).cookieName() != cookie.Name || NewToken(secret+"2").cookieName() == cookie.Name {
		t.Error("the name of the cookie is not that of the token")
	}
}
