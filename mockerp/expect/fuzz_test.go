package expect

import (
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// FuzzParse: any bytes are either refused with problems, or give a file that says what it is when it is read again and
// can be compared with posts.
func FuzzParse(f *testing.F) {
	seeds := []string{
		"version: 1\nexpectations:\n- {post: {kind: device, members: {serial: {matches: ^SN}}}, count: {atLeast: 1}}\n",
		"version: 1\nexpectations:\n- {order: [{kind: device}, {kind: operation}]}\n- {scriptRules: allUsed}\n",
		`{"version": 1, "expectations": [{"name": "a", "post": {"members": {"/a/b": [1, "x", null]}}, "count": 0}]}`, "version: 2\n", "",
	}
	read := func(_ *testing.T, source []byte) (*File, error) { return Parse("f", source) }
	yamlfiletest.Fuzz(f, seeds, read, func(t *testing.T, _ []byte, file *File) {
		if again, err := Parse("f", file.source); err != nil || again.Len() != file.Len() {
			t.Fatalf("read again: %v", err)
		}
		if report := Check(file, guitar(), nil, 0); len(report.Items) != file.Len() {
			t.Fatalf("%d of %d are told", len(report.Items), file.Len())
		}
	})
}
