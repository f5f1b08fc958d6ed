package yamlfile

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

type color string

func (c *color) UnmarshalText(text []byte) error {
	if string(text) != "red" && string(text) != "blue" {
		return errors.New("a color is red or blue")
	}
	*c = color(text)
	return nil
}

type settings struct {
	Name    string            `yaml:"name"`
	Count   int               `yaml:"count"`
	On      bool              `yaml:"on"`
	Qty     json.Number       `yaml:"qty"`
	Wait    time.Duration     `yaml:"wait"`
	Color   color             `yaml:"color"`
	Headers map[string]string `yaml:"headers"`
	Parts   []struct {
		SKU string `yaml:"sku"`
	} `yaml:"parts"`
	Any any `yaml:"any"`
}

func decode(t *testing.T, src string) (settings, error) {
	t.Helper()
	f, err := Parse("f.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	var s settings
	err = f.Decode(&s)
	return s, err
}

func TestDecodeKeepsWhatWasWritten(t *testing.T) {
	s, err := decode(t, "name: 0007\ncount: 3\non: true\nqty: 0.10\nwait: 1m30s\ncolor: red\n"+
		"headers: {a: 1.10, b: true, c: 2024-01-01, d: 1e999}\nparts: [{sku: 7}, {sku: no}]\nany: 2024-01-01\n")
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "0007" || s.Count != 3 || !s.On || s.Qty != "0.10" || s.Wait != 90*time.Second || s.Color != "red" ||
		s.Headers["a"] != "1.10" || s.Headers["b"] != "true" || s.Headers["c"] != "2024-01-01" || s.Headers["d"] != "1e999" ||
		s.Parts[0].SKU != "7" || s.Parts[1].SKU != "no" || s.Any != "2024-01-01" {
		t.Errorf("decoded %+v", s)
	}
}

func TestDecodeIsStrict(t *testing.T) {
	tests := map[string][]string{
		"name: x\ncuont: 3\n":                {`2:1: "cuont" is not known here: did you mean "count"?`},
		"parts: [{sku: a}, {skuu: b}]\nx: 1": {`1:20: "skuu" is not known here: did you mean "sku"?`, `2:1: "x" is not known here: what can be here is`},
		"count: many\nname: [a]\non: 1\n":    {`1:8: "count" does not fit: "many" is there`, `2:7: "name" does not fit: a list is there`, `3:5: "on" does not fit: "1" is there`},
		"naem: x\n":                          {`1:1: "naem" is not known here: did you mean "name"?`},
		"parts:\n- skuu: x\n":                {`2:3: "skuu" is not known here: did you mean "sku"?`},
		"count: 0x10\n":                      {`1:8: "count" does not fit: "0x10" is there`},
		"count: 12345678901234567890123\n":   {`1:8: "count" does not fit`},
		"color: green\n":                     {`1:8: "color" cannot be used: a color is red or blue`},
		"wait: 2 sec\n":                      {`1:7: "wait" does not fit: "2 sec" is there`},
		"wait: 2\n":                          {`1:7: "wait" does not fit: "2" is there`},
		"- a\n":                              {`1:1: the file does not fit: a list is there`},
		"parts: {sku: a}\n":                  {`1:8: "parts" does not fit: an object is there`},
	}
	for src, want := range tests {
		t.Run(src, func(t *testing.T) {
			_, err := decode(t, src)
			wantProblems(t, err, want...)
		})
	}
}

type explosive struct{}

func (*explosive) UnmarshalText([]byte) error { panic("boom") }

func TestDecodeSurvivesPanics(t *testing.T) {
	f, err := Parse("f.yaml", []byte("a: x"))
	if err != nil {
		t.Fatal(err)
	}
	var into struct{ A explosive }
	wantProblems(t, f.Decode(&into), "this cannot be read: boom")
	if err := f.Decode(into); err == nil || !strings.Contains(err.Error(), "needs a pointer") {
		t.Errorf("got %v", err)
	}
}

// Up to twelve names are told, of more only one that is near.
func TestMeant_TellsFewNames(t *testing.T) {
	names := strings.Split("a1 b2 c3 d4 e5 f6 g7 h8 i9 k10 l11 something", " ")
	for _, c := range []struct {
		word  string
		known []string
		want  string
	}{
		{"qqqqqq", nil, ""},
		{"qqqqqq", names[:1], ": what can be here is a1"},
		{"qqqqqq", names, ": what can be here is a1, b2, c3, d4, e5, f6, g7, h8, i9, k10, l11 and something"},
		{"qqqqqq", append(names, "m12"), ""},
		{"somethin", append(names, "m12"), `: did you mean "something"?`},
	} {
		if got := meant(c.word, c.known); got != c.want {
			t.Errorf("%s of %d: %q, want %q", c.word, len(c.known), got, c.want)
		}
	}
}
