package schemas

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestWithinBounds_AtTheBounds: a number is taken up to its bounds, however it is written.
func TestWithinBounds_AtTheBounds(t *testing.T) {
	sevens := strings.Repeat("7", 201)
	for text, want := range map[string]bool{
		"1234567890123456": true, "12345678901234567": true, sevens[:200]: true, sevens: false, sevens[:200] + "e5": true, sevens + "e5": false,
		"1e100": true, "1e101": false, "1E100": true, "1E101": false, "1e-100": true, "1e-101": false, "1e999": false, "1E-999": false,
		"12345678901e101": false, "1234567890123456789e101": false,
	} {
		if got := withinBounds(text); got != want {
			t.Errorf("%s: %v", shorten(text), got)
		}
	}
	for text, want := range map[string]string{"e5": " 5", "1e5": "1 5", "12": "12 0", "1E-7": "1 -7", "1e99999999999999999999": "1 2147483647", "1e-99999999999999999999": "1 -2147483647"} {
		if mantissa, exponent := splitNumber(text); fmt.Sprint(mantissa, " ", exponent) != want {
			t.Errorf("%s: %q, %d", text, mantissa, exponent)
		}
	}
	for text, want := range map[string]string{"1e100": "1e+100", "1e-100": "1e-100", "2e100": "1e100", "9e-101": "1e-100", "-3e-100": "-3e-100"} {
		if got := string(nearest(text)); got != want {
			t.Errorf("nearest to %s is %s", text, got)
		}
	}
}

// TestCharset_GoesByTheBytesAtTheEdges: the first and the last letter of Hebrew, and the bytes beside them.
func TestCharset_GoesByTheBytesAtTheEdges(t *testing.T) {
	const hebrew, latin, windows = "windows-1255 (Hebrew)", "ISO-8859-1", "windows-1252"
	for body, want := range map[string]string{
		"\xe0\xfa": hebrew, "\xdf\xe0": latin, "\xfa\xfb": latin, "\xe0": hebrew, "\xfa": hebrew, "a\xe0\xe1": hebrew, "ab\xe0\xe1": latin,
		"z\xe0\xe1": hebrew, "az\xe0\xe1": latin, "AZ\xe0\xe1": latin, "{`\xe0": hebrew, "[@\xe0": hebrew, "\x80": windows, "\x9f": windows, "\xa0": latin, "\xe0\x80": windows,
	} {
		if got := charsetGuessed([]byte(body)); got != want {
			t.Errorf("%q: %s, want %s", body, got, want)
		}
	}
	for body, want := range map[string]bool{"a\x00b": false, "a\x00b\x00": true, "\x00a\x00b": true, "\x00a\x00\x00": false, "ab\x00\x00": false, "abcd": false, "a\x00b\x00c": true} {
		if got := IsUTF16([]byte(body)); got != want {
			t.Errorf("%q: %v", body, got)
		}
	}
}

// TestAnswers_AtTheBoundsOfTheirStatus: 300 is a redirect, 400 a refusal.
func TestAnswers_AtTheBoundsOfTheirStatus(t *testing.T) {
	for status, want := range map[int]string{200: "", 299: "", 300: "T2", 399: "T2"} {
		got := ""
		for _, f := range JudgeAnswer(status, http.Header{"Content-Type": {"application/json"}}, []byte(`{"externalId":"7"}`)) {
			got += f.Clause
		}
		if got != want {
			t.Errorf("%d: %q", status, got)
		}
	}
	body := []byte(`{"externalId":"7","message":"no"}`)
	for status, want := range map[int]string{399: "7|", 400: "|no"} {
		if id, message := ReadAnswer(status, body); id+"|"+message != want {
			t.Errorf("%d: %q, %q", status, id, message)
		}
	}
}

// TestTexts_AreCutBetweenCharacters: a text is cut before a character that does not fit, and never beyond its beginning.
func TestTexts_AreCutBetweenCharacters(t *testing.T) {
	for _, c := range []struct {
		text   string
		length int
		want   string
	}{{"abc", 2, "ab"}, {"aé", 2, "a"}, {"éa", 1, ""}, {"é", 0, ""}, {"\x80\x80", 1, ""}, {"a😀", 4, "a"}} {
		if got := cut(c.text, c.length); got != c.want {
			t.Errorf("%q cut at %d: %q", c.text, c.length, got)
		}
	}
	for n, want := range map[int]int{500: 500, 501: 503} {
		if got := fit(strings.Repeat("a", n)); len(got) != want {
			t.Errorf("a pointer of %d is shown with %d bytes", n, len(got))
		}
	}
	for n, want := range map[int]int{500: 500, 501: 500} {
		if got := unpacked(strings.Repeat("a", n)); len(got) != want {
			t.Errorf("a message of %d is repeated with %d bytes", n, len(got))
		}
	}
	for text, want := range map[string]string{`["{\"message\":\"so\"}"]`: "so", `[]`: "[]", `["x"]`: `["x"]`, `["{}"]`: `["{}"]`} {
		if got := unpacked(text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	for text, want := range map[string]bool{"": false, "7": true, "-": false, "-7": true, "a": false, strings.Repeat("7", 60): true, strings.Repeat("7", 61): false} {
		if got := looksLikeNumber(text); got != want {
			t.Errorf("%q looks like a number: %v", text, got)
		}
	}
}

// TestKeywords_OfASchemaAreCheckedTypeFirst: the order is the same each time, the type first.
func TestKeywords_OfASchemaAreCheckedTypeFirst(t *testing.T) {
	got := fmt.Sprint(keywordsOf(map[string]any{"minLength": 1, "type": "string", "enum": nil, "title": "t", "pattern": "x", "required": 1, "properties": 1}))
	if want := "[type enum properties minLength pattern] <nil>"; got != want {
		t.Errorf("got %s", got)
	}
}

// TestMinLength_CountsCharacters and not bytes; without a text there is nothing to count.
func TestMinLength_CountsCharacters(t *testing.T) {
	for _, c := range []struct {
		least float64
		value any
		want  bool
	}{{1, "", false}, {1, "é", true}, {0, "", true}, {2, "é", false}, {2, "éa", true}, {2, "a", false}, {3, "éa", false}, {3, 7, true}} {
		holds, err := minLengthCheck(c.least)
		if err != nil || holds(c.value) != c.want {
			t.Errorf("%v of at least %v: %v (%v)", c.value, c.least, !c.want, err)
		}
	}
	if _, err := minLengthCheck("1"); err == nil {
		t.Error("a length that is a text was taken")
	}
}

// TestMaxLength_CountsCharacters, as above.
func TestMaxLength_CountsCharacters(t *testing.T) {
	for _, c := range []struct {
		most  float64
		value any
		want  bool
	}{{0, "", true}, {0, "a", false}, {2, "ab", true}, {2, "éé", true}, {2, "ééé", false}, {2, "abc", false}, {0, 7, true}} {
		holds, err := maxLengthCheck(c.most)
		if err != nil || holds(c.value) != c.want {
			t.Errorf("%v of at most %v: %v (%v)", c.value, c.most, !c.want, err)
		}
	}
}

// TestBroken_IsAboutMUSTOnly, and kinds have the types of the contract.
func TestBroken_IsAboutMUSTOnly(t *testing.T) {
	for level, want := range map[Level]bool{Must: true, Should: false, Note: false} {
		if got := Broken([]Finding{{Level: Note}, {Level: level}}); got != want {
			t.Errorf("%s: %v", level, got)
		}
	}
	for kind, want := range map[Kind]string{Device: "[add update remove]", ItemAttach: "[add remove]", Operation: "[add remove]"} {
		if got := fmt.Sprint(kind.Types()); got != want {
			t.Errorf("%s: %s", kind, got)
		}
	}
}

// TestDecode_TakesThirtyTwoLevels, and guesses no more than 16 members of a body.
func TestDecode_TakesThirtyTwoLevels(t *testing.T) {
	for depth, want := range map[int]bool{maxDepth: true, maxDepth + 1: false} {
		body := strings.Repeat(`{"a":`, depth-1) + "{}" + strings.Repeat("}", depth-1)
		object, _ := Parse([]byte(body))
		if got := object != nil; got != want {
			t.Errorf("%d levels are read: %v", depth, got)
		}
	}
	for body, want := range map[string]int{"{}": 1, "1,2": 2, strings.Repeat(",", 40): 16} {
		r := reader{body: []byte(body)}
		if got := r.guess(1); got != want || r.guess(2) != 0 {
			t.Errorf("%q: %d", body, got)
		}
	}
	if got := standsAt([]byte(strings.Repeat("x", 40)), 5); got != `"`+strings.Repeat("x", 30)+`"` {
		t.Errorf("at 5 stands %s", got)
	}
}
