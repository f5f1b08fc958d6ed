package scenarios

import (
	"testing"
)

// A raw body keeps the order and the digits of the file, and its references get their values.
func TestRawBodies(t *testing.T) {
	look := func(r Ref) (any, error) {
		return map[string]any{"row.n": 0, "row.text": `say "hi" <&>`, "row.none": nil}[r.Name+"."+r.Field], nil
	}
	mark := func(m Mark, text string) string {
		return map[Mark]string{NoMark: "", SerialMark: "S-", NumberMark: "W-"}[m] + text
	}
	for body, want := range map[string]string{
		`{z: 1.10, a: [true, null, {b: "x"}]}`:                                            `{"z":1.10,"a":[true,null,{"b":"x"}]}`,
		`{a: "${row.text}", b: "<${row.text}>"}`:                                          `{"a":"say \"hi\" <&>","b":"<say \"hi\" <&>>"}`,
		`{a: "${row.n}", b: "${row.none}", c: "${row.n}0"}`:                               `{"a":0,"b":null,"c":"00"}`,
		`{serial: SN-7, oldSerial: "${row.text}", workorderNumber: 7, item: {serial: a}}`: `{"serial":"S-SN-7","oldSerial":"S-say \"hi\" <&>","workorderNumber":7,"item":{"serial":"S-a"}}`,
		`"plain $${x} {"`:      `plain ${x} {`,
		`""`:                   ``,
		`[]`:                   `[]`,
		`{a: "${with.count}"}`: `{"a":2}`,
		`{a: "שלום ${row.n}"}`: `{"a":"שלום 0"}`,
	} {
		text := "version: 1\ntitle: x\nwith: {count: 2}\ntable: [{n: 0, text: x, none: null}]\nsteps:\n  - post: {kind: device, body: " + body + "}\n"
		story, err := Parse("story.yaml", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		got, err := story.Steps[0].Post.Body.Resolve(look, mark)
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v, want %s", body, got, err, want)
		}
	}
}

func TestEscapedTextComesBack(t *testing.T) {
	for _, text := range []string{"", "plain", "${a.b}", "$${", "$$${x}", "a$b", "{}$", "${", "x ${ y } $${z}"} {
		parts, err := split(EscapeText(text), place{})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got, _ := (Text{parts: parts}).Resolve(nil); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
}
