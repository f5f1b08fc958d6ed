package schemas_test

import (
	"net/http"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

func TestCharsetOf(t *testing.T) {
	for _, c := range []struct{ contentType, body, want string }{
		{"application/json; charset=iso-8859-1", `{"message":"Müller"}`, ""}, // UTF-8 in spite of what it says
		{"", `{"message":"M` + "\xfc" + `ller"}`, "ISO-8859-1"}, {"", "\x93quoted\x94", "windows-1252"},
		{"application/json; charset=iso-8859-8", "\xe0", "ISO-8859-8"}, {"application/json; charset=utf8", "num\xe9ro", "ISO-8859-1"},
		{"", "\xff\xfe{\x00", "UTF-16"}, {"", "\xfe\xff\x00{", "UTF-16"}, {"", "{\x00}\x00", "UTF-16"}, {"", "\x00{\x00}", "UTF-16"},
		{"", "\xf9\xec\xe5\xed", "windows-1255 (Hebrew)"}, {"", "le num\xe9ro", "ISO-8859-1"},
		{"", "", ""}, {"", "{}", ""}, {"", "\x00\x00\x00\x00", ""}, {";;", "num\xe9ro", "ISO-8859-1"},
	} {
		packed := http.Header{"Content-Encoding": {"gzip"}}
		if got := schemas.CharsetOf(packed, []byte("\x1f\x8b")); got != "" {
			t.Errorf("a packed body is taken for %s", got)
		}
		if got := schemas.CharsetOf(http.Header{"Content-Type": {c.contentType}}, []byte(c.body)); got != c.want {
			t.Errorf("%q %q: got %q, want %q", c.contentType, c.body, got, c.want)
		}
	}
}
