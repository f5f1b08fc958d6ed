package scenarios

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// FuzzStory: any bytes are either refused with problems, or give a story of bounded length that is the same when
// read again.
func FuzzStory(f *testing.F) {
	seeds := []string{
		"version: 1\ntitle: x\nsteps:\n- device.set: {serial: SN-1}\n- device.remove: {}\n",
		"version: 1\nsteps:\n- repeat: {times: 3, steps: [{device.set: {serial: 'a${n}'}}]}\n",
		"version: 1\nerp: {rules: [{when: {where: '(('}, answer: {status: 200}}]}\nsteps: []\nfinally: []\n", `{"steps": [{"include": "a.yaml"}]}`, "",
		begin, strings.Replace(head, "steps:", "erp: {rules: [{answer: {status: 200}}]}\nsteps:", 1) + "  - post: {kind: device, body: {a: ${b.c}}}\n",
		`{"version":1,"erp":{"a":"}"},"steps":[{"steps":[{"parallel":2}]}]}`, "erp:\n  {a\nsteps: [{device.remove: x, finally: }]",
	}
	yamlfiletest.Fuzz(f, seeds, readStory, func(t *testing.T, source []byte, story *Story) {
		again, err := readStory(t, source)
		if err != nil || len(again.Steps) != len(story.Steps) || len(again.Finally) != len(story.Finally) || again.Title != story.Title {
			t.Fatalf("read again: %v", err)
		}
	})
}

func readStory(t *testing.T, source []byte) (*Story, error) {
	t.Helper()
	story, err := Parse("f", source)
	if (story == nil) == (err == nil) {
		t.Fatalf("got %v and %v", story, err)
	}
	return story, err
}
