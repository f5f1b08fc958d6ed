package traffic_test

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
)

func TestValidRun_TakesWhatIsSafeInURLsAndFileNames(t *testing.T) {
	for name, want := range map[string]bool{
		"line-4": true, "A.b_c-9": true, "...": true, strings.Repeat("x", 64): true,
		"": false, ".": false, "..": false, strings.Repeat("x", 65): false, "a/b": false, "a b": false, "קו": false, "a\x00": false,
	} {
		if traffic.ValidRun(name) != want {
			t.Errorf("ValidRun(%q) is not %v", name, want)
		}
	}
}
