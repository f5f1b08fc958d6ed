package control

import (
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/control/api"
)

// TestReadOnly: where recorded traffic is shown, all that is not GET is refused, also on paths that the ERP door has.
func TestReadOnly(t *testing.T) {
	m := start(t, func(o *Options) {
		o.Files = []api.File{{Name: "customer.har", Format: "har", Skipped: map[string]int{}}}
	})
	for _, r := range (&door{options: m.options}).routes() {
		path := strings.NewReplacer(":run", "default", ":id", "1", ":file", "common.schema.json").Replace(r.path)
		if r.method == "GET" {
			continue
		}
		if got := m.do(t, r.method, path, ""); got.status != 403 || !strings.Contains(string(got.body), `"read-only"`) {
			t.Errorf("%s %s: got %d %s", r.method, path, got.status, got.body)
		}
	}
	if got := m.do(t, "POST", "/device", "{}"); got.status != 403 || !strings.Contains(string(got.body), "erpkit serve") {
		t.Errorf("a post of an MES: got %d %s", got.status, got.body)
	}
	info := m.get(t, 200, v1+"/info")
	if files, _ := info["files"].([]any); info["readOnly"] != true || len(files) != 1 {
		t.Errorf("got %v", info)
	}
}
