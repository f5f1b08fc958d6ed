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

// What is not in the file is not found, also just behind the end of a list.
func TestValue_BehindTheEndOfAList(t *testing.T) {
	f, err := Parse("f.yaml", []byte("a: [1,\n 2]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for pointer, line := range map[string]int{"/a/0": 1, "/a/1": 2, "/a/2": 1, "/a/-1": 1, "/a/x": 1, "/b": 1, "a": 1} {
		if got := f.Line(pointer); got != line {
			t.Errorf("%s is on line %d, want %d", pointer, got, line)
		}
		_, there := f.Value(pointer)
		if want := pointer == "/a/0" || pointer == "/a/1"; there != want {
			t.Errorf("%s is there: %v", pointer, there)
		}
	}
}

// A line of the source is given from a letter on, without its break.
func TestSourceLine_FromALetterOn(t *testing.T) {
	f, err := Parse("f.yaml", []byte("a: אב\r\nb: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line, column int
		want         string
		ok           bool
	}{{1, 1, "a: אב", true}, {1, 5, "ב", true}, {1, 6, "", true}, {1, 60, "", true}, {2, 4, "2", true}, {3, 1, "", true}, {4, 1, "", false}, {0, 1, "", false}} {
		if got, ok := f.SourceLine(c.line, c.column); got != c.want || ok != c.ok {
			t.Errorf("%d:%d is %q, %v", c.line, c.column, got, ok)
		}
	}
}

// One problem for each place; behind the first hundreds they are only counted.
func TestAdd_OneProblemForEachPlace(t *testing.T) {
	at := func(file string, line, column int) Problem { return Problem{File: file, Line: line, Column: column} }
	var ps Problems
	for _, p := range []Problem{at("f", 1, 1), at("f", 1, 1), at("f", 1, 2), at("f", 2, 1), at("g", 1, 1), at("g", 1, 1)} {
		ps.Add(p)
	}
	if len(ps) != 4 {
		t.Errorf("%d problems are kept of 4 places", len(ps))
	}
	ps = Problems{counted("f", 3, false)}
	ps.Add(Problem{File: "f"})
	if len(ps) != 2 {
		t.Error("a problem of the whole file is taken for what was only counted")
	}
	ps = nil
	for i := range mostKept {
		ps.Add(at("f", i+1, 1))
	}
	if len(ps) != mostKept || ps.Count() != mostKept {
		t.Fatalf("%d problems are kept, %d counted", len(ps), ps.Count())
	}
	for i, step := range []struct {
		add   Problem
		count int
		limit bool
	}{
		{at("f", mostKept+1, 1), mostKept + 1, false},
		{at("f", mostKept+2, 1), mostKept + 2, false},
		{at("f", 1, 1), mostKept + 2, false},
		{Problem{File: "f", more: 5, limit: true}, mostKept + 7, true},
		{at("f", mostKept+3, 1), mostKept + 8, true},
	} {
		ps.Add(step.add)
		if len(ps) != mostKept+1 || ps.Count() != step.count || ps.OverLimit() != step.limit {
			t.Errorf("step %d: %d kept, %d counted, over a limit: %v", i, len(ps), ps.Count(), ps.OverLimit())
		}
	}
	full := ps[:mostKept:mostKept]
	full.Add(Problem{File: "f", more: 5})
	if full.Count() != mostKept+5 {
		t.Errorf("%d counted", full.Count())
	}
}

// Lines and letters at the ends of a text.
func TestText_AtItsEnds(t *testing.T) {
	for src, want := range map[string]int{"\r": 1, "\r\n": 2, "\ra": 1, "\n": 1, "\xc2": 0, "\u0085": 2, "\xe2\x80": 0, "\u2028": 3, "\u2029": 3, "\u202a": 0, "a": 0} {
		if got := breakAt([]byte(src)); got != want {
			t.Errorf("%q begins with a break of %d bytes, want %d", src, got, want)
		}
	}
	for offset, want := range map[int][2]int{0: {1, 1}, 1: {1, 2}, 3: {2, 1}, 4: {2, 2}, 5: {3, 1}, 6: {3, 2}} {
		if line, column := newText([]byte("ab\nc\nd")).position(offset); line != want[0] || column != want[1] {
			t.Errorf("the byte %d is at %d:%d, want %v", offset, line, column, want)
		}
	}
	for letters, want := range map[int]int{0: 0, 999: 999, 1000: 1000, 1001: 1000, 5000: 1000} {
		if got := newText([]byte(strings.Repeat("x", apart))).offset(0, letters); got != want {
			t.Errorf("the letter %d is at %d", letters, got)
		}
	}
}

// A word is shown with 60 letters at most.
func TestShort_ShowsSixtyLetters(t *testing.T) {
	for letters, want := range map[int]string{60: strings.Repeat("ב", 60), 61: strings.Repeat("ב", 60) + "…"} {
		if got := short(strings.Repeat("ב", letters)); got != want {
			t.Errorf("%d letters are shown as %s", letters, got)
		}
	}
}

// Entries of a list count from 1, also where the file itself is the list.
func TestSubject_CountsFromOne(t *testing.T) {
	f, err := Parse("f.yaml", []byte("- [a]\n- b\n"))
	if err != nil {
		t.Fatal(err)
	}
	for pointer, want := range map[string]string{"": "the file", "/1": "entry 2", "/0/0": `entry 1 of "0"`} {
		if got := f.subject(pointer); got != want {
			t.Errorf("%q is %s, want %s", pointer, got, want)
		}
	}
}
