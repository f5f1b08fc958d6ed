package commandline_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic/capture/commandline"
)

// FuzzParse reads any command: it ends with a request that has a URL and a method, or with words; and a command
// that can be read is whole where its lines say so.
func FuzzParse(f *testing.F) {
	for _, text := range commands {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := commandline.Parse(text)
		switch {
		case err != nil && strings.TrimSpace(err.Error()) == "":
			t.Fatal("an error without words")
		case err == nil && (r.URL == "" || r.Method == "" && !strings.Contains(text, "-")):
			t.Fatalf("%+v", r)
		case err == nil && len(r.Body) > 4*len(text)+100:
			t.Fatalf("%d bytes became a body of %d", len(text), len(r.Body))
		}
		var o commandline.Opening
		for line := range strings.SplitAfterSeq(text, "\n") {
			o.Line(line)
		}
	})
}
