package script

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	sprig "github.com/go-task/slim-sprig/v3"

	"github.com/erpkit/erpkit/schemas"
)

// answerOf gives the body that a script makes of one template, in a body of text.
func answerOf(t testing.TB, template string, p Post) Answer {
	t.Helper()
	s := rulesOf(t, "- answer:\n    status: 201\n    body: |-\n      "+strings.ReplaceAll(template, "\n", "\n      "))
	answer, ok := Start(s).Answer(p)
	if !ok {
		t.Fatal("no answer")
	}
	return answer
}

func stationPost(t testing.TB) Post {
	p := post(t, schemas.ItemAttach, attach)
	p.Header = http.Header{"X-Station": {"st 4", "other"}}
	p.Query = url.Values{"line": {"A&B"}}
	return p
}

func TestTemplates(t *testing.T) {
	tests := map[string]string{
		"{{ .serial }} is blocked":                        "SN-7 is blocked",
		"{{ .workorderNumber }}/{{ .sku }}":               "0007/ק-1",
		"{{ .item.sku }} x {{ .item.quantity }}":          "0005 x 0.10",
		"[{{ .workorderExternalId }}]":                    "[]",
		"{{ .books.id }} {{ .post.run }} {{ .post.seq }}": "ERP-DEV-000001 main 7",
		"{{ .post.kind }} {{ index .post.header \"X-Station\" }} {{ index .post.query \"line\" | urlquery }}":    "item-attach st 4 A%26B",
		"{{ get .post.header \"x-station\" }} {{ get .post.query \"line\" }}[{{ get .post.header \"X-None\" }}]": "st 4 A&B[]",
		"[{{ index .post.header \"X-None\" }}]":                                                                     "[]",
		"{{ get . \"oldSerial\" | default \"none\" }}":                                                              "none",
		"{{ dig \"item\" \"serial\" \"none\" . }} {{ dig \"item\" \"sku\" \"none\" . }}":                            "none 0005",
		"{{ if hasKey . \"externalId\" }}yes{{ else }}no{{ end }}":                                                  "no",
		"{{ with .item }}{{ .sku }}/{{ $.serial }}{{ end }}":                                                        "0005/SN-7",
		"{{ $s := .serial }}{{ $s | lower | replace \"-\" \"\" | quote }}":                                          `"sn7"`,
		"{{ add .post.seq 1 }} {{ mul 2 3 }} {{ get . \"big\" }}":                                                   "8 6 9007199254740993",
		"{{ add (get . \"big\") 1 }}":                                                                               "9007199254740994",
		"{{ if gt .item.quantity 0 }}some{{ end }} {{ if lt .item.quantity 0.2 }}few{{ end }}":                      "some few",
		"{{ if eq .serial \"SN-1\" \"SN-7\" }}in{{ end }} {{ ne .post.seq 7 }} {{ ge 1 1.0 }} {{ le \"a\" \"b\" }}": "in false true true",
		"{{ float64 .item.quantity }} {{ int 2.9 }} {{ round 2.456 2 }}":                                            "0.1 2 2.46",
		"{{ trunc 2 .sku }} {{ trunc -1 .sku }} {{ substr 1 -1 .sku }} {{ substr 0 99 .sku }}":                      "ק- 1 -1 ק-1",
		"{{ splitList \"-\" .serial | last }} {{ .serial | trimPrefix \"SN-\" }}":                                   "7 7",
		"{{ printf \"%05d %s %.2f\" 42 .serial 1.5 }} {{ print 1 2 }}":                                              "00042 SN-7 1.50 1 2",
		"{{ toJson .item }}":              `{"quantity":0.10,"sku":"0005"}`,
		"{{ \"<b>\" | html }}":            "&lt;b&gt;",
		"{{ sha256sum \"a\" | trunc 8 }}": "ca978112",
		"{{- /* why */ -}}\n  x":          "x",
		"{{ \"{{\" }}":                    "{{",
	}
	for template, want := range tests {
		t.Run(template, func(t *testing.T) {
			got := answerOf(t, template, stationPost(t))
			if string(got.Body) != want || got.Status != 201 {
				t.Errorf("got %d %q, want %q", got.Status, got.Body, want)
			}
			if got.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
				t.Errorf("the headers are %v", got.Header)
			}
		})
	}
}

// A template that fails must not be silent, and must not end the mock.
func TestTemplatesThatFail(t *testing.T) {
	tests := map[string]string{
		"{{ .oldSerial }}":                          "{{ .oldSerial }} is not in this post: write {{ get . \"oldSerial\" | default \"none\" }} where it may be missing",
		"{{ .item.externalId }}":                    "{{ .item.externalId }} is not in this post: write {{ dig \"item\" \"externalId\" \"none\" . }} where it may be missing",
		"{{ fail }}":                                "",
		"{{ div 1 0 }}":                             "divide by zero",
		"{{ if gt .serial 1 }}{{ end }}":            "text is compared with text and numbers with numbers",
		"{{ index .serial 99 }}":                    "out of range",
		"{{ printf \"%1000000d\" 1 }}":              "printf takes widths up to 99",
		"{{ printf \"%*d\" 1000000 1 }}":            "printf takes widths up to 99",
		"{{ printf \"%.999999999f\" 1.0 }}":         "printf takes widths up to 99",
		"{{ upper 7 }}":                             "expected string",
		"{{ dig \"serial\" \"x\" \"none\" . }}":     "interface conversion",
		"{{ index .post.header.x.y }}":              "",
		"{{ slice .serial 5 2 }}":                   "out of range",
		"{{ substr 1 2 }}":                          "",
		"{{ get . \"station\" | splitList \"-\" }}": "wrong type",
	}
	for template, want := range tests {
		t.Run(template, func(t *testing.T) {
			if want == "" { // refused when it is read; the words are those of the golden files
				if _, err := Parse("f", []byte("version: 1\nrules:\n- answer: {body: '"+template+"'}")); err != nil {
					return
				}
				want = "The mock's script"
			}
			p := post(t, schemas.ItemAttach, strings.Replace(attach, `"sku":"0005",`, `"sku":"0005","x":null,`, 1))
			got := answerOf(t, template, p)
			findings := schemas.JudgeAnswer(got.Status, got.Header, got.Body)
			if got.Status != 500 || !strings.Contains(string(got.Body), want[:min(len(want), 20)]) || len(findings) > 0 {
				t.Errorf("got %d %s with findings %v, want %q", got.Status, got.Body, findings, want)
			}
			if !strings.Contains(string(got.Body), `rule \"rule 1\" on line 3`) || got.Rule != "rule 1" || got.Header.Get("Content-Type") != "application/json" {
				t.Errorf("the answer does not name its rule: %s", got.Body)
			}
		})
	}
}

// The post belongs to the journal: no template may change it.
func TestTemplatesDoNotChangeThePost(t *testing.T) {
	for _, name := range []string{"set", "unset"} {
		if _, err := Parse("f", []byte("version: 1\nrules:\n- answer: {body: '{{ "+name+" . \"serial\" \"x\" }}'}")); err == nil {
			t.Errorf("%s is there", name)
		}
	}
	p := stationPost(t)
	answerOf(t, "{{ .serial }}{{ toJson . }}", p)
	if _, there := p.Payload["books"]; there || p.Payload["workorderExternalId"] != nil {
		t.Errorf("the payload is now %v", p.Payload)
	}
}

// Only what was looked at is there: no chance but that of the seed, nothing that repeats, no
// way out.
func TestFunctionsAreThoseThatWereLookedAt(t *testing.T) {
	c := compiler{}
	got := c.functions().names()
	for _, name := range got {
		if slices.Contains([]string{"repeat", "until", "untilStep", "seq", "indent", "nindent", "list", "tuple", "dict", "append", "concat", "set", "unset",
			"join", "regexMatch", "regexReplaceAll", "env", "expandenv", "getHostByName", "ago", "date", "randAlphaNum", "uuidv4", "call", "fail", "deepEqual"}, name) {
			t.Errorf("%s is there", name)
		}
	}
	all := sprig.HermeticTxtFuncMap()
	for _, name := range append(borrowed[:], counting[:]...) {
		if all[name] == nil {
			t.Errorf("slim-sprig has no %s", name)
		}
	}
	want := "add add1 atoi b64dec b64enc cat ceil coalesce contains counter default dig div empty eq first float64 floor ge get gt hasKey " +
		"hasPrefix hasSuffix html int int64 js last le lower lt max min mod mul ne now plural print printf println quote randInt random replace round " +
		"sha256sum splitList squote sub substr ternary title toJson toString trim trimAll trimPrefix trimSuffix trunc upper urlquery uuid"
	if list := strings.Join(got, " "); list != want {
		t.Errorf("the functions are\n%s, want\n%s", list, want)
	}
}
