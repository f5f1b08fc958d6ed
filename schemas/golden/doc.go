// Package golden compares what a test made with a file that is kept. `go test -update` writes the file anew.
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
