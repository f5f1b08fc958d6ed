package sender

import (
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile/yamlfiletest"
)

// FuzzParseSettings: any bytes are either refused with problems, or are settings whose URLs can be posted to, the same ones when
// they are read again.
func FuzzParseSettings(f *testing.F) {
	seeds := []string{
		"version: 1\ncustomIntegration: true\ndevice: {enabled: true, url: 'http://127.0.0.1:8085/device'}\n",
		`{"customIntegration": false, "workOrderSource": "local", "operation": {"enabled": false, "url": ""}}`, "device: {url: 7}\n", "",
	}
	read := func(_ *testing.T, source []byte) (Settings, error) { return ParseSettings("f", source) }
	yamlfiletest.Fuzz(f, seeds, read, func(t *testing.T, source []byte, settings Settings) {
		if again, err := read(t, source); err != nil || again != settings {
			t.Fatalf("read again: %+v and %+v, %v", settings, again, err)
		}
		for _, kind := range schemas.Kinds() {
			if on := settings.For(kind); on.Enabled {
				if _, err := CheckURL(on.URL); err != nil {
					t.Fatalf("%s: %v", kind, err)
				}
			}
		}
	})
}
