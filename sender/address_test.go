package sender_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender"
)

func TestCheckURL(t *testing.T) {
	for raw, words := range map[string]string{
		"":                             "there is no URL",
		" http://erp/":                 "before or after",
		"http://erp/\n":                "before or after",
		"http://erp/my device":         "space inside",
		"http://erp/\u00a0x":           "space inside",
		"http://erp/\u200bx":           "invisible",
		`http:\\erp\device`:            "backslash",
		"erp/device":                   "does not begin with http",
		"localhost:8085/device":        "does not begin with http",
		"http:/erp":                    "does not begin with http",
		"ftp://erp/":                   "http and https only",
		"HTTPX://erp/":                 "http and https only",
		"http:///device":               "no host",
		"https://http://erp/device":    "colon but no port",
		"http://erp:/":                 "colon but no port",
		"http://erp:0/":                "does not exist",
		"http://erp:65536/":            "does not exist",
		"http://erp:8085device":        "not a URL",
		"http://<server>/":             "no host has",
		"http://$ERP/":                 "no host has",
		"http://[::1/":                 "not a URL",
		"http://127.0.0.1:8085":        "",
		"HTTPS://erp.example.com/a?b":  "",
		"http://[::1]:8085/x":          "",
		"http://user:pw@erp/%20x":      "",
		"http://שרת.example/התקן":      "",
		"http://erp/a#fragment":        "",
		"http://xn--4dbrk0ce.example/": "",
	} {
		_, err := sender.CheckURL(raw)
		if words == "" && err != nil || words != "" && (err == nil || !strings.Contains(err.Error(), words)) {
			t.Errorf("%q: %v, wanted %q", raw, err, words)
		}
	}
}

func TestJoin(t *testing.T) {
	for base, want := range map[string]string{
		"http://erp":          "http://erp/item-attach",
		"http://erp/":         "http://erp/item-attach",
		"http://erp/r/7/":     "http://erp/r/7/item-attach",
		"http://u:p@erp/?t=1": "http://u:p@erp/item-attach?t=1",
	} {
		if got, err := sender.Join(base, schemas.ItemAttach); err != nil || got != want {
			t.Errorf("%s gives %s, %v; wanted %s", base, got, err, want)
		}
	}
	if _, err := sender.Join("erp", schemas.Device); err == nil {
		t.Error("no error for a base that is not a URL")
	}
}

// TestCatalogue: each trouble has words and a cure, once.
func TestCatalogue(t *testing.T) {
	seen := map[sender.Trouble]bool{}
	for _, text := range sender.Troubles() {
		if text.Words == "" || text.Cure == "" || seen[text.Trouble] {
			t.Errorf("%q: %+v", text.Trouble, text)
		}
		seen[text.Trouble] = true
	}
	if len(seen) != 14 {
		t.Errorf("%d troubles, wanted 14", len(seen))
	}
}
