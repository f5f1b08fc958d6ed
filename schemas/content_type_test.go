package schemas_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

func TestJudgeContentType(t *testing.T) {
	for _, test := range []struct{ contentType, encoding, message, hint string }{
		{"application/json", "", "", ""},
		{"application/json", "identity", "", ""},
		{"Application/JSON; charset=UTF-8", "", "", ""},
		{"application/vnd.mes+json", "", "", ""},
		{"", "", "The post has no Content-Type (T1).", "send JSON with application/json"},
		{"text/plain", "", "The Content-Type is text/plain (T1).", "send JSON with application/json"},
		{"application/json, text/plain", "", "The Content-Type is application/json, text/plain (T1).", "send JSON with application/json"},
		{"\x1b[2J/x", "", `The Content-Type is \x1b[2J/x (T1).`, "send JSON with application/json"},
		{"application/json; charset=utf8", "", "The Content-Type says charset utf8, which is read as UTF-8 (T1).", "write it utf-8"},
		{"application/json; charset=US-ASCII", "", "The Content-Type says charset US-ASCII, which is read as UTF-8 (T1).", "write it utf-8"},
		{"application/json; charset=iso-8859-8", "", "The Content-Type says charset iso-8859-8 (T1).", "send JSON in UTF-8"},
		{"application/json", "gzip", "The body is sent with Content-Encoding gzip (T1).", "send it as it is"},
		{strings.Repeat("x", 5000), "", "The Content-Type is " + strings.Repeat("x", 60) + "… (5000 bytes) (T1).", "send JSON with application/json"},
	} {
		got := schemas.JudgeContentType(test.contentType, test.encoding)
		switch {
		case test.message == "" && len(got) > 0:
			t.Errorf("%q: got %v", test.contentType, got)
		case test.message == "":
		case strings.HasSuffix(test.hint, "utf-8"):
			if len(got) != 1 || got[0].Level != schemas.Note || got[0].Message != test.message || got[0].Hint != test.hint {
				t.Errorf("%q: got %+v", test.contentType, got)
			}
		case len(got) != 1 || got[0].Message != test.message || got[0].Hint != test.hint || got[0].Clause != "T1" || got[0].Level != schemas.Must:
			t.Errorf("%.50q %q: got %+v", test.contentType, test.encoding, got)
		}
	}
}
