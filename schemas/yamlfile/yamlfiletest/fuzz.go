package yamlfiletest

import (
	"errors"
	"runtime"
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

const (
	// mostAllocated bounds what reading a file may take from the heap, whatever the file says.
	mostAllocated = 400 << 20
	// mostProblems bounds what is told of one file: 50 problems, that there are more, and that the reader gave up.
	mostProblems = 52
)

// Fuzz calls a reader with the seeds and with what the fuzzer makes of them. The reader must either refuse the bytes
// with problems, each of them a sentence, or give a value, which look examines; and it must not allocate much.
func Fuzz[T any](f *testing.F, seeds []string, read func(t *testing.T, source []byte) (T, error), look func(t *testing.T, source []byte, value T)) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		var value T
		var err error
		if spent := Allocated(func() { value, err = read(t, source) }); spent > mostAllocated {
			t.Fatalf("%d bytes cost %d", len(source), spent)
		}
		if err == nil {
			look(t, source, value)
			return
		}
		var problems yamlfile.Problems
		if !errors.As(err, &problems) || len(problems) == 0 || len(problems) > mostProblems {
			t.Fatalf("the error is %v", err)
		}
		for _, one := range problems {
			if one.Message == "" {
				t.Fatalf("a problem says nothing: %+v", one)
			}
		}
	})
}

// Allocated is how many bytes the work takes from the heap, all in all.
func Allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
