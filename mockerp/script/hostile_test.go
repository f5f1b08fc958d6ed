package script

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// A script from a stranger must not take the machine: whatever a template does, it ends
// soon, with a bounded answer and bounded memory.
func TestTemplatesStayWithinBounds(t *testing.T) {
	double := "{{ $x := \"aaaaaaaaaaaaaaaa\" }}" + strings.Repeat("{{ $x = print $x $x }}", 60) + "{{ $x }}"
	big := func(use string) string {
		return "{{ $x := .serial }}" + strings.Repeat("{{ $x = print $x $x }}", 9) + use // 64 letters -> 32 KiB
	}
	tests := map[string]string{
		"doubling":           double,
		"doubling replaces":  "{{ $x := \"aa\" }}" + strings.Repeat("{{ $x = replace \"a\" $x $x }}", 20) + "{{ $x }}",
		"doubling cat":       strings.ReplaceAll(double, "print $x $x", "cat $x $x"),
		"doubling printf":    strings.ReplaceAll(double, "print $x $x", "printf \"%s%s\" $x $x"),
		"doubling quote":     strings.ReplaceAll(double, "print $x $x", "quote $x $x"),
		"doubling html":      strings.ReplaceAll(double, "print $x $x", "html $x $x"),
		"doubling lists":     strings.ReplaceAll(double, "print $x $x", "print (splitList \"\" $x)"),
		"indexed printf":     big("{{ printf \"" + strings.Repeat("%[1]s", 500) + "\" $x }}"),
		"many verbs":         big("{{ printf \"" + strings.Repeat("%s", 50) + "\" $x $x $x }}"),
		"much output":        big(strings.Repeat("{{ $x }}", 500)),
		"many arguments":     big("{{ print" + strings.Repeat(" $x", 2000) + " }}"),
		"replace nothing":    big("{{ replace \"\" $x $x }}"),
		"escaped over again": "{{ $x := \"'\" }}" + strings.Repeat("{{ $x = js $x }}", 40) + "{{ $x }}",
	}
	p := post(t, schemas.Device, `{"type":"add","serial":"`+strings.Repeat("ab", 32)+`"}`)
	for name, template := range tests {
		t.Run(name, func(t *testing.T) {
			var answer Answer
			spent := yamlfiletest.Allocated(func() { answer = answerOf(t, template, p) }) >> 20
			if answer.Status != 500 || len(answer.Body) > 2000 {
				t.Errorf("got %d with %d bytes, want a failure", answer.Status, len(answer.Body))
			}
			if spent > 64 {
				t.Errorf("%d MiB were allocated", spent)
			}
		})
	}
}

// The costliest template that is accepted, at its full length, still ends soon.
func TestLongTemplatesEnd(t *testing.T) {
	use := "{{ $x := .serial }}" + strings.Repeat("{{ $x = print $x $x }}", 9)
	use += strings.Repeat("{{ $y := $x|upper|lower|sha256sum }}", (maxTemplates-len(use)-50)/len("{{ $y := $x|upper|lower|sha256sum }}"))
	with := func(letters int) Post {
		return post(t, schemas.Device, `{"type":"add","serial":"`+strings.Repeat("a", letters)+`"}`)
	}
	if answer := answerOf(t, use+"done", with(4)); answer.Status != 201 || string(answer.Body) != "done" {
		t.Errorf("got %d %.100s", answer.Status, answer.Body)
	}
	if answer := answerOf(t, use+"done", with(64)); answer.Status != 500 || !strings.Contains(string(answer.Body), "work on more than 8 MiB") {
		t.Errorf("got %d %s", answer.Status, answer.Body)
	}
	_, err := Parse("f", []byte("version: 1\nrules:\n- answer:\n    body: ['"+strings.Repeat("{{ .serial }}", 700)+"', '"+strings.Repeat("{{ .serial }}", 700)+"']"))
	if err == nil || !strings.Contains(err.Error(), "f:4:5: the templates of one answer can have at most 16384 bytes in all") {
		t.Errorf("got %.300v", err)
	}
	_, err = Parse("f", []byte("version: 1\nrules:\n- answer:\n    body: '"+strings.Repeat("{{ .serial }}", 2000)+"'"))
	if err == nil || !strings.Contains(err.Error(), "the templates of one answer can have at most 16384 bytes in all") {
		t.Errorf("got %.300v", err)
	}
}

// A long post makes no template expensive: what a function would write of an object is known before it does.
func TestTemplates_OfALongPost(t *testing.T) {
	var more strings.Builder
	for i := range 15_000 {
		fmt.Fprintf(&more, `"%d":{"b":["\u05d0",1,null]},`, i)
	}
	p := post(t, schemas.ItemAttach, `{"type":"add","serial":"x","item":{"sku":"s","quantity":1,"more":{`+more.String()+`"z":1}},"l":[`+strings.Repeat("1,", 200_000)+"1]}")
	fill := func(begin, each, end string) string {
		return begin + strings.Repeat(each, (maxTemplates-len(begin)-len(end)-10)/len(each)) + end
	}
	for _, template := range []string{
		fill("{{ $x := print", " .", "}}"), fill("{{ $x := printf \"%v\"", " .item", "}}"), fill("{{ $x := len (cat", " .", ") }}"),
		fill("", "{{ $x := toJson .item }}", ""), fill("{{ $x := html", " .item", "}}"), fill("{{ $x := js", " .", "}}"),
		fill("{{ $x := quote", " .", "}}"), fill("", "{{ $x := .item | toString | len }}", ""), fill("", "{{ .item }}", ""),
		fill("{{ $x := urlquery", " .", "}}"), fill("{{ $x := print", " (get . \"l\")", "}}"), fill("", "{{ $x := int (get . \"l\") }}", ""),
		fill("{{ $x := println", " (dig \"item\" \"more\" \"none\" .)", "}}"), fill("", "{{ $x := get (get . \"l\") \"a\" }}", ""),
	} {
		var answer Answer
		spent := yamlfiletest.Allocated(func() { answer = answerOf(t, template, p) }) >> 20
		if answer.Status != 500 || len(answer.Body) > 2000 {
			t.Errorf("%.40s: got %d with %d bytes, want a failure", template, answer.Status, len(answer.Body))
		}
		if spent > 64 {
			t.Errorf("%.40s: %d MiB were allocated", template, spent)
		}
	}
	const looks = `{{ get . "none" | default "new" }}{{ hasKey . "item" }}{{ dig "item" "sku" "none" . }}{{ len (get .item "more") }}{{ empty .item }}`
	if answer := answerOf(t, looks, p); string(answer.Body) != "newtrues15001false" {
		t.Errorf("looking into a long post: %d %s", answer.Status, answer.Body)
	}
}

// A file within the bounds of yamlfile, made to be as much work as can be, is refused or
// read in bounded memory.
func TestHostileScripts(t *testing.T) {
	const head = "version: 1\nrules:\n"
	sources := map[string]string{
		"a thousand rules": head + strings.Repeat("- {times: 1, answer: {status: 409}}\n", 1000),
		"endless patterns": head + strings.Repeat("- {times: 1, when: {members: {"+
			"/x: {matches: 'a{900}b{900}'}, serial: {matches: 'a{900}b{900}'}, sku: {matches: 'a{900}b{900}'}, stockId: {matches: 'a{900}b{900}'}}}, answer: {pass: true}}\n", 1000),
		"lists and patterns": head + strings.Repeat("- {when: {members: {sku: X, serial: {matches: 'a{900}b{900}'}}}, answer: {status: 409}}\n", 300) +
			strings.Repeat("- {when: {members: {serial: ["+strings.Repeat("aaaaaaaaaaaaaaaaaaaaaaaaaaaa,", 100)+"b]}}, answer: {status: 409}}\n", 250),
		"long lists":     head + strings.Repeat("- {when: {members: {serial: ["+strings.Repeat("a,", 999)+"b], sku: ["+strings.Repeat("a,", 999)+"c]}}, answer: {status: 409}}\n", 25),
		"many rules":     head + strings.Repeat("- answer: {status: 409}\n", 20_000),
		"many templates": head + strings.Repeat("- {times: 1, answer: {body: ['{{ .serial }}','{{ .sku }}','{{ .type }}','{{ .books.id }}']}}\n", 900),
		"many problems":  head + strings.Repeat("- {times: 1, answer: {body: ['{{ .a }}','{{ .b }}','{{ .c }}','{{ .d }}','{{ .e }}']}}\n", 900),
		"many members":   head + strings.Repeat("- when: {members: {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8}}\n", 900),
		"many patterns":  head + strings.Repeat("- {times: 1, when: {members: {serial: {matches: 'a{900}b{900}'}}}, answer: {status: 409}}\n", 200),
		"one long body":  head + "- answer: {body: [" + strings.Repeat("1,", 50_000) + "1]}\n",
		"deep body":      head + "- answer: {body: " + strings.Repeat("[", 20) + strings.Repeat("]", 20) + "}\n",
		"nested actions": head + "- answer: {body: '" + strings.Repeat("{{ if .serial }}", 900) + "'}\n",
		"parentheses":    head + "- answer: {body: '{{ " + strings.Repeat("(", 8000) + "'}\n",
	}
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			var err error
			spent := yamlfiletest.Allocated(func() { _, err = Parse("f", []byte(src)) }) >> 20
			if spent > 400 {
				t.Errorf("%d MiB were allocated", spent)
			}
			if err != nil && len(err.Error()) > 40_000 {
				t.Errorf("the error is %d bytes long", len(fmt.Sprint(err)))
			}
		})
	}
}

// A payload may be hostile too: long, deep, with names that a template uses itself.
func TestHostilePayloads(t *testing.T) {
	deep := strings.Repeat(`{"item":`, 5000) + "1" + strings.Repeat("}", 5000)
	for name, payload := range map[string]string{
		"deep":     `{"type":"add","serial":"x","item":` + deep + `}`,
		"own data": `{"type":"add","serial":"x","books":{"id":"mine"},"post":{"run":"mine"}}`,
		"numbers":  `{"type":"add","serial":"x","validQty":1e999999999,"n":[1e5]}`,
	} {
		t.Run(name, func(t *testing.T) {
			p := post(t, schemas.Operation, payload)
			if got := answerOf(t, "{{ .serial }}{{ .books.id }}{{ .post.run }}", p); string(got.Body) != "xERP-DEV-000001main" {
				t.Errorf("got %d %s", got.Status, got.Body)
			}
		})
	}
	long := post(t, schemas.Device, `{"type":"add","serial":"`+strings.Repeat("x", maxOutput+1)+`"}`)
	if got := answerOf(t, "{{ .serial }}", long); got.Status != 500 || !strings.Contains(string(got.Body), "longer than 65536 bytes") {
		t.Errorf("got %d %.200s", got.Status, got.Body)
	}
	if got := answerOf(t, "{{ .serial | trunc 3 }}", long); got.Status != 500 {
		t.Errorf("got %d %.200s", got.Status, got.Body)
	}
}

// FuzzParse: any bytes are either refused with problems, or are a script that answers a post as it says.
func FuzzParse(f *testing.F) {
	seeds := []string{
		"version: 1\nrules:\n- {name: a, when: {kind: device, type: [add], members: {item.sku: {matches: x, above: 1}, /a/b: [1, x]}}, times: 3, answer: {status: 409, headers: {X-A: '{{ .serial }}'}, body: {message: '{{ .sku | upper }}'}, delay: 2s}}\n",
		"version: 1\nrules:\n- answers: [{status: 500, times: 2}, {pass: true}, {body: '{{ if .serial }}x{{ end }}'}]\n  then: repeat\n",
		`{"version": 1, "rules": [{"answer": {"body": ["{{ printf \"%d\" .position }}"]}}]}`,
	}
	p := Post{Kind: schemas.Device, Type: "add", Payload: map[string]any{"type": "add", "serial": "SN-7", "sku": nil, "item": map[string]any{"sku": "x"}}}
	read := func(_ *testing.T, source []byte) (*Script, error) { return Parse("f", source) }
	yamlfiletest.Fuzz(f, seeds, read, func(t *testing.T, _ []byte, s *Script) {
		live := Start(s)
		for range 3 {
			answer, ok := live.Answer(p)
			if ok && !answer.Pass && (answer.Status < 200 || answer.Status > 599 || answer.Rule == "") {
				t.Fatalf("the answer is %+v", answer)
			}
		}
		live.Uses()
	})
}
