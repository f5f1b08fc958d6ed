// Package yamlfiletest tests the readers of our file formats with broken files and with a fuzzer.
//
//	func TestBrokenScripts(t *testing.T) {
//		yamlfiletest.Broken(t, 15, func(name string, source []byte) error {
//			_, err := script.Parse(name, source)
//			return err
//		})
//	}
//
// Only tests use it. It may import schemas/golden and schemas/yamlfile, nothing else of ours.
package yamlfiletest
