package show_test

import (
	"net/http"
	"testing"

	"github.com/erpkit/erpkit/schemas/show"
)

func TestHeader_HidesSecrets(t *testing.T) {
	for _, c := range []struct{ name, value, wanted string }{
		{"Authorization", "Basic dXNlcjpwdw==", "Basic ***"},
		{"Authorization", "geheim", "***"},
		{"Proxy-Authorization", "Bearer a b", "Bearer ***"},
		{"X-Jwt-Assertion", "1", "***"},
		{"Cookie", "sid=1; theme=dark", "***"},
		{"Set-Cookie", "sid=1", "***"},
		{"X-Api-Key", "1", "***"},
		{"X-Amz-Security-Token", "1", "***"},
		{"X-Csrf-Token", "1", "***"},
		{"X-Hub-Signature-256", "sha256=1", "***"},
		{"Ocp-Apim-Subscription-Key", "1", "***"},
		{"Www-Authenticate", `Basic realm="erp"`, `Basic realm="erp"`},
		{"Content-Type", "application/json; charset=utf-8", "application/json; charset=utf-8"},
		{"Referer", "https://u:p@mes.example/a?token=1#access_token=2&b=3", "https://***@mes.example/a?token=***#access_token=***&b=3"},
		{"User-Agent", "node", "node"},
	} {
		got := show.Header(http.Header{c.name: {"first", c.value}})[c.name]
		if got[1] != c.wanted {
			t.Errorf("%s: %s: got %q, wanted %q", c.name, c.value, got[1], c.wanted)
		}
	}
}

func TestURL_HidesSecrets(t *testing.T) {
	for given, wanted := range map[string]string{
		"/device":                          "/device",
		"/device?":                         "/device?",
		"/device?run=a&Token=x&b=%zz&flag": "/device?run=a&Token=***&b=%zz&flag",
		"/device?%74oken=x":                "/device?%74oken=***",
		"/device?api_key=x&apiKey=y&key=z": "/device?api_key=***&apiKey=***&key=***",
		"/device?client_secret=a=b&next=1": "/device?client_secret=***&next=1",
		"http://user:pw@erp.example/d?a=1": "http://***@erp.example/d?a=1",
		"http://@erp.example/d":            "http://***@erp.example/d",
		"///d@c":                           "///d@c",
		"/device?&next=1&token=x":          "/device?&next=1&token=***",
		"//user:pw@erp.example/device":     "//***@erp.example/device",
		"http://erp.example/a//b@c":        "http://erp.example/a//b@c",
		"/a//b@c":                          "/a//b@c",
		"/device?serial=SN-7&keyboard=1":   "/device?serial=SN-7&keyboard=1",
		"/device?serial=%D7%94&password=":  "/device?serial=%D7%94&password=***",
		"*":                                "*",
		"":                                 "",
		"/device?a=1&&b=2;c":               "/device?a=1&&b=2;c",
		"https://a@b@c/d?x#y":              "https://***@c/d?x#y",
		"/?%zz=1&sig":                      "/?%zz=***&sig",
		"/x#token=1":                       "/x#token=***",
		"http://h?client_secret=1#":        "http://h?client_secret=***#",
		"http://user:pw@[::1]:8085/d":      "http://***@[::1]:8085/d",
		"http://key@erp/d":                 "http://***@erp/d",
		"http://erp/d?user_pwd=2;code=4":   "http://erp/d?user_pwd=***;code=***",
		"http://u:p@erp:x/":                "***", // no URL, and it could hold a password
		"http://erp/\x01?token=1":          "***",
		"u:p@erp/d":                        "***",
		"not a url":                        "not a url",
	} {
		if got := show.URL(given); got != wanted {
			t.Errorf("%s: got %q, wanted %q", given, got, wanted)
		}
	}
}
