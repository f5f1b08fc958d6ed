package script

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// FuzzTemplate: a template that is taken answers any post, with a bounded text or with why it cannot, soon and in bounded memory;
// the answer is of the same form when it is made again.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		"{{ .serial }} {{ .books.id }}", "{{ get . \"x\" | default \"none\" | upper }}", "{{ printf \"%04d\" (counter \"a\") }}",
		"{{ $x := print . . }}{{ len $x }}", "{{ if and .item (gt .item.quantity 1) }}{{ toJson .item }}{{ else }}{{ dig \"a\" \"b\" . }}{{ end }}",
		"{{ with .item }}{{ .sku | replace \"a\" \"bb\" }}{{ end }}", "{{ index .post.header \"A\" }}{{ uuid }}{{ randInt 1 6 }}{{ now \"2006\" }}",
	} {
		f.Add(seed, `{"type":"add","serial":"SN-7","item":{"sku":"a","quantity":2,"more":[1,{"b":null}]}}`)
	}
	f.Fuzz(func(t *testing.T, template, payload string) {
		body, err := json.Marshal(template)
		if err != nil || len(payload) > 1<<20 {
			return
		}
		s, err := Parse("f", []byte(`{"version":1,"rules":[{"answer":{"status":201,"body":`+string(body)+`}}]}`))
		value, findings := schemas.Parse([]byte(payload))
		if err != nil || value == nil || findings != nil {
			return
		}
		var answer Answer
		var ok bool
		begun := time.Now()
		spent := yamlfiletest.Allocated(func() { answer, ok = Start(s).Answer(Post{Kind: schemas.ItemAttach, Payload: value, Run: "main"}) })
		if spent > 128<<20 || time.Since(begun) > 10*time.Second {
			t.Fatalf("it cost %d bytes and %s", spent, time.Since(begun))
		}
		if !ok || answer.Status != 201 && answer.Status != 500 || len(answer.Body) > 2*maxOutput {
			t.Fatalf("got %v, %d with %d bytes", ok, answer.Status, len(answer.Body))
		}
		if answer.Status == 500 && !strings.HasPrefix(string(answer.Body), `{"message":`) {
			t.Fatalf("a failure does not say why: %.200s", answer.Body)
		}
	})
}
