// Package golden compares the output of a test with a golden file. `go test -update` rewrites the file.
//
//	func TestBrokenScripts(t *testing.T) {
//		golden.Broken(t, 15, func(name string, source []byte) error {
//			_, err := script.Parse(name, source)
//			return err
//		})
//	}
//
// Only tests use it. It may import schemas/yamlfile, nothing else of ours.
package golden
