package script

import (
	"testing"

	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// Every broken script is refused with exactly the problems in the file beside it.
func TestBrokenScripts(t *testing.T) {
	yamlfiletest.Broken(t, 15, func(name string, source []byte) error {
		_, err := Parse(name, source)
		return err
	})
}
