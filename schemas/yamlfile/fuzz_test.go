package yamlfile

import (
	"encoding/json"
	"errors"
	"testing"
)

// Whatever the bytes: no panic, no endless work, and either a tree that JSON can carry or
// problems that lie inside the file.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "a: 1\n", "version: 1\nsku: 0007\nkind: [device]\n", `{"version": 1, "a": "\ud83d\ude00"}`, "a: &x [*x]\n",
		"a: {{ .x }}\n", "a: 'x\n", "a:\n\tb: 1\n", "- - - x\n", "a: |\n  x\n  y\n", "\ufeffa: b: c\r\n", "a: \"\\d\"", "? [a]\n: b\n", "%YAML 1.2\n---\n...\n---\n", "<<: 1\n1: 2\n",
	} {
		f.Add([]byte(seed))
	}
	p := shop(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		file, err := Parse("f.yaml", src)
		if err == nil {
			if _, bad := json.Marshal(file.tree); bad != nil {
				t.Fatalf("the tree is not JSON: %v", bad)
			}
			err = file.check(p)
			var into settings
			_ = file.Decode(&into) // must only return
		}
		if err == nil {
			return
		}
		var problems Problems
		if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("the error is not a problem: %v", err)
		}
		for _, one := range problems {
			wantInside(t, src, one)
		}
	})
}

func wantInside(t *testing.T, src []byte, p Problem) {
	t.Helper()
	if p.Message == "" {
		t.Fatalf("a problem without a message: %+v", p)
	}
	if p.Line == 0 {
		return
	}
	lines := newText(src)
	words, ok := lines.line(p.Line)
	if !ok || p.Column < 1 || p.Column > len([]rune(words))+1 || p.Excerpt == "" {
		t.Fatalf("%d:%d is not in the file %q (%s)", p.Line, p.Column, src, p.Message)
	}
}
