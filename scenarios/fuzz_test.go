package scenarios

import (
	"errors"
	"runtime"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// FuzzStory: any bytes are either refused with problems, or are a story of bounded length that is the same when it is read again.
func FuzzStory(f *testing.F) {
	for _, seed := range []string{
		"version: 1\ntitle: x\nsteps:\n- device.set: {serial: SN-1}\n- device.remove: {}\n",
		"version: 1\nsteps:\n- repeat: {times: 3, steps: [{device.set: {serial: 'a${n}'}}]}\n",
		"version: 1\nerp: {rules: [{when: {where: '(('}, answer: {status: 200}}]}\nsteps: []\nfinally: []\n", `{"steps": [{"include": "a.yaml"}]}`, "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		story, err := Parse("f", src)
		runtime.ReadMemStats(&after)
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 400<<20 {
			t.Fatalf("%d bytes cost %d", len(src), spent)
		}
		if err != nil {
			var problems yamlfile.Problems
			if !errors.As(err, &problems) || len(problems) == 0 || len(problems) > 52 {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		again, err := Parse("f", src)
		if err != nil || len(again.Steps) != len(story.Steps) || len(again.Finally) != len(story.Finally) || again.Title != story.Title {
			t.Fatalf("read again: %v", err)
		}
	})
}
