package yamlfile

import (
	"strings"
	"testing"
)

func TestProblemShowsTheLine(t *testing.T) {
	f, err := Parse("dir/f.yaml", []byte("rules:\n  - name: ב\n    seral: SN-7\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := f.KeyProblem("/rules/0/seral", "%q is not known here", "seral").Error()
	want := strings.Join([]string{
		`dir/f.yaml:3:5: "seral" is not known here`,
		"   3 |     seral: SN-7",
		"     |     ^",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestExcerptOfLongLine(t *testing.T) {
	f, err := Parse("f.yaml", []byte("["+strings.Repeat("אבגד, ", 1000)+"\tx, "+strings.Repeat("z", 200)+"]"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(f.Problem("/1000", "here").Excerpt, "\n")
	if len(lines) != 2 || len([]rune(lines[0])) > 130 {
		t.Fatalf("the excerpt is %q", lines)
	}
	caret := strings.Index(lines[1], "^")
	if shown := []rune(lines[0]); shown[caret] != 'x' || shown[caret-1] != ' ' {
		t.Errorf("the caret is not below the x:\n%s\n%s", lines[0], lines[1])
	}
}

func TestExcerptHidesOrdersForTerminals(t *testing.T) {
	f, err := Parse("f.yaml", []byte("a: \u202eabc\u200b\n"))
	if err != nil {
		t.Fatal(err)
	}
	if excerpt := f.Problem("/a", "here").Excerpt; strings.ContainsAny(excerpt, "\u202e\u200b") || !strings.Contains(excerpt, "·abc·") {
		t.Errorf("the excerpt is %q", excerpt)
	}
}

func TestLinesAreCutWhereYAMLCutsThem(t *testing.T) {
	for _, src := range []string{"a: 1\r\nb: 2\r\n", "a: 1\rb: 2", "a: 1\nb: 2", "a: 1\u0085b: 2", "a: 1\u2028b: 2"} {
		f, err := Parse("f.yaml", []byte(src))
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if p := f.Problem("/b", "here"); p.Line != 2 || p.Column != 4 || !strings.HasPrefix(p.Excerpt, "   2 | b: 2\n") {
			t.Errorf("%q: the place is %d:%d\n%s", src, p.Line, p.Column, p.Excerpt)
		}
	}
}

func TestProblemsAreToldOnceAndInOrder(t *testing.T) {
	list := Problems{{File: "f", Line: 3, Column: 1, Message: "c"}, {File: "f", Line: 1, Column: 2, Message: "a"}, {File: "f", Line: 3, Column: 1, Message: "c"}}
	if got, want := list.Err().Error(), "f:1:2: a\nf:3:1: c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if Problems(nil).Err() != nil {
		t.Error("no problems must be no error")
	}
	many := make(Problems, 70)
	for i := range many {
		many[i] = Problem{File: "f", Line: i + 1, Column: 1, Message: "m"}
	}
	if got := many.Err().Error(); strings.Count(got, "\n") != 50 || !strings.HasSuffix(got, "f: there are 20 more problems in this file") {
		t.Errorf("got %s", got)
	}
}
