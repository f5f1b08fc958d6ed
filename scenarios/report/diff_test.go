package report

import (
	"strings"
	"testing"
)

func TestDifference(t *testing.T) {
	for _, c := range []struct{ expected, came, want string }{
		{"a", "b", "- expected: a\n+ came:     b\n"},
		{"a\nb\nc", "a\nx\nc\nd", "  a\n- b\n+ x\n  c\n+ d\n"},
		{`{"a":1,"b":2}`, `{"a":1}`, "  {\n-   \"a\": 1,\n-   \"b\": 2\n+   \"a\": 1\n  }\n"},
		{"", "a\nb", "- \n+ a\n+ b\n"},
	} {
		if got := difference(c.expected, c.came); got != c.want {
			t.Errorf("%q against %q: got\n%s", c.expected, c.came, got)
		}
	}
}

// A difference of two long texts stays short, and costs little.
func TestDifferenceIsBounded(t *testing.T) {
	long := strings.Repeat("line\n", 100_000)
	got := difference(long, strings.Repeat("y", 5_000_000))
	if len(got) > 60_000 || !strings.Contains(got, "more") {
		t.Fatalf("%d bytes", len(got))
	}
}
