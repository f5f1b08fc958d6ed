package show_test

import (
	"testing"

	"github.com/erpkit/erpkit/schemas/show"
)

func TestHider_HidesWhatWasCut(t *testing.T) {
	h := show.NewHider([]string{`hush"hush & more`, "", "7"}, []string{"http://erp/?plant=north-pole"})
	for text, want := range map[string]string{
		`got hush"hush & more`:               "got ***",
		`{"a":"hush\"hush \u0026 more"}`:     `{"a":"***"}`,
		`{"a":"{\"b\":\"hush\\\"hush & mo…"`: `{"a":"{\"b\":\"***…"`,
		`"got hus…", 7`:                      `"got hus…", 7`,
		`"got hush…", "north-p\"… (20)`:      `"got ***…", "***\"… (20)`,
		`north-pol&#34;… (20)`:               `***&#34;… (20)`,
		`{"externalId": "…"}`:                `{"externalId": "…"}`,
	} {
		if got := h.Hide(text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}

// What other text may have as well, is hidden only behind its name: words of the contract, and what is short.
func TestHider_LeavesOrdinaryWords(t *testing.T) {
	for secret, hidden := range map[string]bool{
		"abc": false, "abcd": true, "1234": false, "12345": false, "123456": true, "12.45": false, "1.2.3.": true, "12a4": true, "a1234": true,
		"true": false, "Remove": false, "removed": true,
	} {
		text := "got " + secret + " here"
		want := text
		if hidden {
			want = "got *** here"
		}
		if got := show.NewHider([]string{secret}, nil).Hide(text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}

// The password of a URL is hidden, as it is and as Basic authentication sends it.
func TestHider_HidesThePasswordOfAURL(t *testing.T) {
	h := show.NewHider(nil, []string{"http://user:geheim@erp/d", "http://user@erp/d", "http://\x01"})
	for text, want := range map[string]string{
		"no geheim for user": "no *** for user", "Basic dXNlcjpnZWhlaW0=": "Basic ***",
	} {
		if got := h.Hide(text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}
