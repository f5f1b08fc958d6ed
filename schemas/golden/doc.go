// Package golden compares the output of a test with a golden file. `go test -update` rewrites the file.
//
//	golden.Compare(t, "testdata/report.txt", made)
//
// Only tests use it. It imports nothing of ours.
package golden
