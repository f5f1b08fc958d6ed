package capture_test

import (
	"testing"

	"github.com/erpkit/erpkit/mockerp/traffic"
	"github.com/erpkit/erpkit/mockerp/traffic/capture"
)

func TestDetect(t *testing.T) {
	for begin, wanted := range map[string]traffic.Format{
		`{"log": {"version": "1.2"`:                     traffic.HAR,
		"\xef\xbb\xbf {\n  \"log\" :\n {":               traffic.HAR,
		`{"version":1,"request":{"body":"\"log\":{}"}}`: traffic.JSONLines,
		`{"log":"{\"type\":\"add\"}\n"}`:                traffic.JSONLines,
		`{"req":{"body":{}}}`:                           traffic.JSONLines,
		"POST /device HTTP/1.1\r\n":                     traffic.Raw,
		"2026-11-28T08:00:00Z DEBUG POST /device":       traffic.Raw,
		"curl -d '{}' http://erp.example/device":        traffic.Raw,
		"":                                              traffic.Raw,
	} {
		if got := capture.Detect([]byte(begin)); got != wanted {
			t.Errorf("%q: got %s, wanted %s", begin, got, wanted)
		}
	}
}
