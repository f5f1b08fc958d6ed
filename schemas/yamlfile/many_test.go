package yamlfile

import (
	"errors"
	"runtime"
	"strings"
	"testing"
)

// wrong makes files with n mistakes, each file refused in another way.
var wrong = map[string]func(n int) string{
	"unknown names":    func(n int) string { return "version: 1\nrules:\n" + strings.Repeat("- {x: 1}\n", n) },
	"one line":         func(n int) string { return "{version: 1, rules: [" + strings.Repeat("{x: 1},", n) + "]}" },
	"one line of JSON": func(n int) string { return `{"version":1,"rules":[{"x":1}` + strings.Repeat(`,{"x":1}`, n-1) + "]}" },
	"words of a choice": func(n int) string {
		return "version: 1\nrules:\n" + strings.Repeat("- {when: {kind: devise}}\n", n)
	},
	"anchors":             func(n int) string { return "{version: 1, rules: [" + strings.Repeat("{&x : 1},", n) + "]}" },
	"letters of Hebrew":   func(n int) string { return "{version: 1, rules: [" + strings.Repeat("{\u05d0: 1},", n) + "]}" },
	"the same over again": func(n int) string { return "{version: 1, rules: [" + strings.Repeat("{a: 1, a: 1},", n) + "]}" },
}

// TestProblems_AreFoundInLinearTime: four times as many mistakes cost about four times as much, not sixteen, and only
// the first 50 are reported. Allocated bytes stand for the time, because they are the same on every machine.
func TestProblems_AreFoundInLinearTime(t *testing.T) {
	for name, file := range wrong {
		cost := func(n int) uint64 {
			return allocated(func() {
				if told := told(t, file(n)); len(told) != maxProblems+1 || told.Count() < n {
					t.Errorf("%s: of %d mistakes %d are told and %d counted", name, n, len(told), told.Count())
				}
			})
		}
		cost(100) // what is done once
		if few, many := cost(1000), cost(4000); many > 6*few {
			t.Errorf("%s: 1000 mistakes cost %d KB, 4000 cost %d KB", name, few>>10, many>>10)
		}
	}
}

// allocated is how many bytes the work takes from the heap, all in all.
func allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func told(t *testing.T, src string) (all Problems) {
	t.Helper()
	f, err := Parse("f", []byte(src))
	if err == nil {
		var into struct {
			Version int
			Rules   []struct{ Answer struct{} }
		}
		if errors.As(f.Decode(&into), &all); len(all) > maxProblems+1 {
			t.Errorf("%d problems are told by Decode", len(all))
		}
		err = f.Check("script.schema.json")
	}
	if !errors.As(err, &all) {
		t.Fatalf("the file is right: %.100q", src)
	}
	return all
}

// TestProblems_TellWhatIsTooLong, also where other mistakes come first.
func TestProblems_TellWhatIsTooLong(t *testing.T) {
	long := "{version: 1, rules: [" + strings.Repeat("{x: 1},", 100) + "{name: '" + strings.Repeat("a", 101) + "'}]}"
	if !told(t, long).OverLimit() {
		t.Error("a name of 101 letters is not told as too long")
	}
	if told(t, strings.Replace(long, "aa", "a", 1)).OverLimit() {
		t.Error("a name of 100 letters is told as too long")
	}
}

// TestExcerpt_OfALongLine shows the letters around the place, in a file that is one line.
func TestExcerpt_OfALongLine(t *testing.T) {
	words := strings.Repeat("\u05d0b", 50_000)
	text := newText([]byte("x\r\n" + words + "\ny"))
	for _, column := range []int{1, 30, 61, 999, 1000, 1001, 50_000, 99_950, 100_000, 100_001, 100_500} {
		if got, want := text.excerpt(2, column), Excerpt(words, 2, column); got != want {
			t.Errorf("column %d:\n%s\nwant\n%s", column, got, want)
		}
		letters := []rune(words)
		at := min(column-1, len(letters))
		if want := string(letters[max(0, at-60):min(len(letters), at+60)]); !strings.Contains(text.excerpt(2, column), want) {
			t.Errorf("column %d shows %q, want %q", column, text.excerpt(2, column), want)
		}
	}
}
