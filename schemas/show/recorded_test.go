package show_test

import (
	"net/http"
	"testing"

	"github.com/erpkit/erpkit/schemas/show"
)

func TestRecorded_HidesWhatIsNotKnownToBeHarmless(t *testing.T) {
	recorded := show.Recorded{Harmless: []string{"x-station", "Plant"}}
	for _, c := range []struct{ name, value, wanted string }{
		{"Content-Type", "application/json; charset=utf-8", "application/json; charset=utf-8"},
		{"Accept-Encoding", "gzip", "gzip"},
		{"Www-Authenticate", `Basic realm="erp"`, `Basic realm="erp"`},
		{"Authorization", "Basic dXNlcjpwdw==", "Basic ***"},
		{"X-Tenant", "hush", "***"},
		{"Accept-Token", "hush", "***"},
		{"Etag", "hush", "***"},
		{"X-Station", "4", "4"},
		{"Location", "https://me:hush@erp.example/a?plant=7&x=hush#y=hush", "https://***@erp.example/a?plant=7&x=***#y=***"},
	} {
		if got := recorded.Header(http.Header{c.name: {c.value}}).Get(c.name); got != c.wanted {
			t.Errorf("%s: %s: got %q, wanted %q", c.name, c.value, got, c.wanted)
		}
	}
	for given, wanted := range map[string]string{
		"/device":                            "/device",
		"/device?prefer=status%3D409&x=hush": "/device?prefer=status%3D409&x=***",
		"/device?PLANT=7&hush&hush=1&plant":  "/device?PLANT=7&***&hush=***&plant",
		"http://me:hush@erp/device":          "http://***@erp/device",
		"u:hush@erp/d":                       "***",
	} {
		if got := recorded.URL(given); got != wanted {
			t.Errorf("%s: got %q, wanted %q", given, got, wanted)
		}
	}
}
