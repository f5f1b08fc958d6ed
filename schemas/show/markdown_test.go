package show_test

import (
	"testing"

	"github.com/erpkit/erpkit/schemas/show"
)

func TestMarkdown_IsTextWhateverItSays(t *testing.T) {
	for text, want := range map[string]string{
		"Take SN-1 back.":      "Take SN-1 back.",
		"<b> & @all":           "&#60;b&#62; &#38; @\u200ball",
		"# a | `b` *c* [d](e)": "\\# a \\| \\`b\\` \\*c\\* \\[d\\](e)",
		"\x1b[2J \u202e":       "U+001B\\[2J U+202E",
		"פריט":                 "פריט",
	} {
		if got := show.Markdown(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
