package sender

import (
	"errors"
	"runtime"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// FuzzParseSettings: any bytes are either refused with problems, or are settings whose URLs can be posted to, the same ones when
// they are read again.
func FuzzParseSettings(f *testing.F) {
	for _, seed := range []string{
		"version: 1\ncustomIntegration: true\ndevice: {enabled: true, url: 'http://127.0.0.1:8085/device'}\n",
		`{"customIntegration": false, "workOrderSource": "local", "operation": {"enabled": false, "url": ""}}`, "device: {url: 7}\n", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		settings, err := ParseSettings("f", src)
		runtime.ReadMemStats(&after)
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 400<<20 {
			t.Fatalf("%d bytes cost %d", len(src), spent)
		}
		if err != nil {
			var problems yamlfile.Problems
			if !errors.As(err, &problems) || len(problems) == 0 || len(problems) > 51 {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		if again, err := ParseSettings("f", src); err != nil || again != settings {
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
