package capsule

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// A pseudonym has the shape of its name, but differs from it.
func TestPseudonymsHaveTheSameShape(t *testing.T) {
	m := NewMasker("k")
	for _, name := range []string{"SN-7", "SerialNumber123", "000875", "NXT-915", "0007", "הזמנה-42", "أمر-٤٢", "製番-0007", "Größe ß", "a", "9", "№ 5/b",
		"8be4d280-0978-11f0-85c4-17a4d49812dc", "3E8C75D1-3B7B-4416-A525-A4441056E9BF"} {
		got := m.name(name)
		if got == name || shape(got) != shape(name) && !strings.Contains(got, shape(name)) {
			t.Errorf("%q became %q", name, got)
		}
		if again := m.name(name); again != got {
			t.Errorf("%q became %q and then %q", name, got, again)
		}
	}
	for _, name := range []string{"", "---", "000", "🎸"} {
		if got := m.name(name); got != name {
			t.Errorf("%q, in which nothing can be masked, became %q", name, got)
		}
	}
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if got := m.name("8be4d280-0978-11f0-85c4-17a4d49812dc"); !uuid.MatchString(got) {
		t.Errorf("got %q, which is not a UUID of version 1", got)
	}
}

// shape replaces every letter and digit of a text with its class.
func shape(text string) string {
	if len(text) == 36 && strings.Count(text, "-") == 4 {
		return "uuid"
	}
	zero := true
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r) && zero && digit(r) == 0:
			return '0'
		case unicode.IsDigit(r):
			zero = false
			return '9'
		}
		zero = true
		switch {
		case unicode.IsUpper(r):
			return 'A'
		case unicode.IsLower(r):
			return 'a'
		case unicode.IsLetter(r):
			return 'x'
		}
		return r
	}, text)
}

// Two names never get the same pseudonym, and names that differ only in case stay so.
func TestPseudonymsAreDifferent(t *testing.T) {
	m, seen := NewMasker("k"), map[string]string{}
	for i := range 3000 {
		name := fmt.Sprintf("SN-%d", i)
		got := m.name(name)
		if other, taken := seen[got]; taken {
			t.Fatalf("%q and %q both became %q", name, other, got)
		}
		seen[got] = name
	}
	upper, lower := m.name("AbC-12x"), m.name("abc-12X")
	if !strings.EqualFold(upper, lower) || upper == lower {
		t.Errorf("got %q and %q", upper, lower)
	}
	for i := range 30 { // one digit has fewer pseudonyms than that
		if got := m.name(fmt.Sprint(i % 10)); seen[got] != "" && seen[got] != fmt.Sprint(i%10) {
			t.Errorf("%d became %q, which is that of %s", i, got, seen[got])
		} else {
			seen[got] = fmt.Sprint(i % 10)
		}
	}
}

// In sentences the names get their pseudonyms, and no other word stays as it was.
func TestProse(t *testing.T) {
	m := NewMasker("k")
	sn, sn70, order := m.name("SN-7"), m.name("SN-70"), m.name("הזמנה 42")
	got := m.prose("Serial SN-7 (not SN-70, SN-7.) is taken on הזמנה 42 by Dana.")
	want := []string{sn + " (", sn70 + ", " + sn + ".)", order + " "}
	for _, part := range want {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not in %q", part, got)
		}
	}
	for _, word := range []string{"Serial", "Dana", "SN-7 "} {
		if strings.Contains(got, word) {
			t.Errorf("%q is still in %q", word, got)
		}
	}
	if shape(got) != shape("Serial SN-7 (not SN-70, SN-7.) is taken on הזמנה 42 by Dana.") {
		t.Errorf("the sentence lost its shape: %q", got)
	}
}

// A masked body keeps all bytes outside its texts.
func TestBodiesKeepTheirForm(t *testing.T) {
	m := NewMasker("k")
	body := "{ \"type\" : \"add\",\n\"serial\":\"SN-\\u0037\", \"item\":{\"quantity\":1.10,\"sku\":\"\\\"x\\\\\"}, \"a\":[\"b\",null,true,{\"clause\":\"D3\"}],\"externalId\":4711, \"externalId\":\"\"}\n"
	got := string(m.body([]byte(body), inPost))
	form := regexp.MustCompile(`"(?:[^"\\]|\\.)*"|4711|[1-9][0-9]{3}`)
	if a, b := form.ReplaceAllString(got, "_"), form.ReplaceAllString(body, "_"); a != b {
		t.Errorf("the form became\n%s\nwas\n%s", a, b)
	}
	for _, kept := range []string{`"type" : "add"`, `"quantity":1.10`, `null,true`} {
		if !strings.Contains(got, kept) {
			t.Errorf("%s was not kept in %s", kept, got)
		}
	}
	if strings.Contains(got, "4711") || strings.Contains(got, `"b"`) || strings.Contains(got, "D3") || !json.Valid([]byte(got)) {
		t.Errorf("got %s", got)
	}
	for _, broken := range []string{`{"serial":"SN-7`, `<html>Dana</html>`, "\xffDana", `{"a":1} Dana`} {
		if got := string(m.body([]byte(broken), inAnswer)); strings.Contains(got, "Dana") || strings.Contains(got, "SN-7") || utf8.ValidString(got) != utf8.ValidString(broken) {
			t.Errorf("%q became %q", broken, got)
		}
	}
}

func FuzzBody(f *testing.F) {
	f.Add(`{"serial":"SN-7","a":["\ud83c\udfb8",{"message":"x"}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		got := NewMasker("k").body([]byte(body), inPost)
		if jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true)) && !json.Valid(got) {
			t.Fatalf("%q became %q", body, got)
		}
	})
}
