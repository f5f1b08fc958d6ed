package expect

import (
	"errors"
	"runtime"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// mostSpent is what reading a file of expectations may allocate, whatever stands in it.
const mostSpent = 400 << 20

// FuzzParse: any bytes are either refused with problems, each with a sentence and fifty at most, or give a file that says what it
// is when it is read again and can be held against posts. Neither takes much memory.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"version: 1\nexpectations:\n- {post: {kind: device, members: {serial: {matches: ^SN}}}, count: {atLeast: 1}}\n",
		"version: 1\nexpectations:\n- {order: [{kind: device}, {kind: operation}]}\n- {scriptRules: allUsed}\n",
		`{"version": 1, "expectations": [{"name": "a", "post": {"members": {"/a/b": [1, "x", null]}}, "count": 0}]}`, "version: 2\n", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		file, err := Parse("f", src)
		runtime.ReadMemStats(&after)
		if spent := after.TotalAlloc - before.TotalAlloc; spent > mostSpent {
			t.Fatalf("%d bytes cost %d", len(src), spent)
		}
		if err != nil {
			var problems yamlfile.Problems
			if !errors.As(err, &problems) || len(problems) == 0 || len(problems) > 51 || problems[0].Message == "" {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		again, err := Parse("f", file.source)
		if err != nil || again.Len() != file.Len() {
			t.Fatalf("read again: %v", err)
		}
		report := Check(file, guitar(), nil, 0)
		if len(report.Items) != file.Len() {
			t.Fatalf("%d of %d are told", len(report.Items), file.Len())
		}
	})
}
