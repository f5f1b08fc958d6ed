package schemas

import (
	"fmt"
	"strings"
	"testing"
)

// What a schema wants is told in words.
func TestWantedBy_InWords(t *testing.T) {
	for want, schema := range map[string]map[string]any{
		"`a`, `b` or `c`": {"enum": []any{"a", "b", "c"}, "type": "string"},
		"a UUID, such as 8be4d280-0978-11f0-85c4-17a4d49812dc": {"pattern": uuidPattern, "type": "string"},
		"a whole number of 0 or more":                          {"type": "integer"},
		"a number above 0":                                     {"type": "number", "exclusiveMinimum": 0},
		"a number of 0 or more":                                {"type": "number"},
		"a non-empty string":                                   {"type": "string", "minLength": 1},
		"an object":                                            {"type": "object"},
		"a string":                                             {"type": "string"},
		"a string or null":                                     {"type": []any{"string", "null"}},
	} {
		if got := wantedBy(schema); got != want {
			t.Errorf("%v: %s, want %s", schema, got, want)
		}
	}
}

// A path through a schema takes the entry of a list that there is, and stays where it is otherwise.
func TestFollow_EntriesOfAList(t *testing.T) {
	j := &judge{doc: map[string]any{"$comment": "A", "allOf": []any{map[string]any{"$comment": "B", "type": "object"}}}}
	for path, clause := range map[string]string{"/allOf/0/type": "B", "/allOf/1/type": "A", "/allOf/x": "A", "/type": "A"} {
		if got := j.follow(path).clause; got != clause {
			t.Errorf("%s is of clause %q, want %q", path, got, clause)
		}
	}
}

// Unknown members are named for an object of a size that a person types; at most twenty, in order.
func TestFirstNames_OfSmallObjects(t *testing.T) {
	for size, want := range map[int]int{0: 0, 5: 5, 21: 20, 200: 20, 201: 0} {
		object := map[string]any{"known": 1}
		for i := len(object); i < size; i++ {
			object[fmt.Sprintf("n%03d", i)] = i
		}
		if size == 0 {
			object = nil
		}
		names := firstNames(object, nil)
		if len(names) != want || want > 1 && names[0] != "known" {
			t.Errorf("%d members: %q", size, names)
		}
	}
	if names := firstNames(map[string]any{"known": 1, "other": 2}, &shape{names: []string{"known"}}); len(names) != 1 || names[0] != "other" {
		t.Errorf("got %q", names)
	}
}

// An id is looked for in up to three objects around it.
func TestDeepest_ToThreeLevels(t *testing.T) {
	for levels := range 7 {
		inner, want := map[string]any{"externalId": "E-1"}, "/externalId"
		for i := range levels {
			inner, want = map[string]any{fmt.Sprint("o", i): inner}, fmt.Sprint("/o", i)+want
		}
		if levels == 0 || levels > 3 {
			want = ""
		}
		if got := deepest(inner, "externalId", "", 3); got != want {
			t.Errorf("%d levels: %q, want %q", levels, got, want)
		}
	}
}

// The words of a framework's answer begin with its name; without a name they are a sentence of their own.
func TestDialect_SentenceWithAndWithoutName(t *testing.T) {
	for name, want := range map[string]string{"": "The id is there", "Odoo": "This is how Odoo answers: the id is there"} {
		if got := (&Dialect{Name: name}).sentence("the id is there"); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
}

// A refusal is one from 400 on.
func TestDialect_RefusedFrom400(t *testing.T) {
	for status, want := range map[int]bool{399: false, 400: true} {
		if got := (&spoken{status: status}).failed(); got != want {
			t.Errorf("%d is a refusal: %v", status, got)
		}
	}
}

// A refusal without a message says what its body is.
func TestJudgeAnswer_SaysWhatTheBodyIs(t *testing.T) {
	for body, want := range map[string]string{
		"": "no body", " \n": "no body", "[1]": "JSON", `"no"`: "JSON", "<html><body>Bad gateway</body></html>": "an HTML page", "no": "a body that is not JSON",
	} {
		findings := JudgeAnswer(422, nil, []byte(body))
		if len(findings) != 1 || !strings.HasSuffix(findings[0].Got, want) {
			t.Errorf("%q: %+v, want %q", body, findings, want)
		}
	}
}

// Text that is not Unicode is told with the byte at which it begins.
func TestJudge_SaysWhereTextIsNotUnicode(t *testing.T) {
	body := "{\"type\":\"add\",\"serial\":\"S\xffN\"}"
	want := fmt.Sprintf("in the string at byte %d", strings.Index(body, "\"S"))
	for _, f := range Judge(Device, []byte(body)) {
		if f.Clause == "P5" && strings.Contains(f.Message, want) {
			return
		}
	}
	t.Errorf("nobody says %q: %+v", want, Judge(Device, []byte(body)))
}
