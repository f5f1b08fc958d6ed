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
