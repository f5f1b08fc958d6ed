package sender_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
	"github.com/erpkit/erpkit/sender"
	"github.com/erpkit/erpkit/sender/target"
)

const page = `version: 1
customIntegration: true
workOrderSource: local
device:
  enabled: true
  url: http://me:hidden@127.0.0.1:8085/device?token=hidden
itemAttach:
  enabled: false
  url: not looked at while it is off
`

func TestReadSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sender.ReadSettings(path)
	if err != nil {
		t.Fatal(err)
	}
	if !s.CustomIntegration || s.WorkOrderSource != "local" || !s.Device.Enabled || s.ItemAttach.Enabled || s.Operation.Enabled ||
		s.Device.URL != "http://me:hidden@127.0.0.1:8085/device?token=hidden" {
		t.Errorf("got %#v", s)
	}
	asJSON, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if out := string(asJSON) + fmt.Sprintf("%v %s", s, s.Device); strings.Contains(out, "hidden") || !strings.Contains(out, "127.0.0.1:8085/device") {
		t.Errorf("the output is %s", out)
	}
}

// TestWrongSettings: each mistake is refused, with its place and the cure.
func TestWrongSettings(t *testing.T) {
	cases := []struct{ name, old, new, place, words string }{
		{"unknown member", "workOrderSource", "workorderSource", ":3:1:", "workOrderSource"},
		{"no version", "version: 1\n", "", "", "version"},
		{"other version", "version: 1", "version: 2", ":1:10:", "version"},
		{"toggle in quotes", "customIntegration: true", `customIntegration: "yes"`, ":2:20:", "true or false"},
		{"no URL", "  url: http://me:hidden@127.0.0.1:8085/device?token=hidden\n", "", ":", "url"},
		{"URL without scheme", "url: http://me:hidden@127.0.0.1:8085/device?token=hidden", "url: erp/device", ":6:8:", "http://"},
		{"empty source", "workOrderSource: local", `workOrderSource: ""`, ":3:18:", "workOrderSource"},
		{"enabled as text", "enabled: false", "enabled: off", ":8:12:", "true or false"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(page, c.old, c.new, 1)
			_, err := sender.ParseSettings("settings.yaml", []byte(text))
			var problems yamlfile.Problems
			if !errors.As(err, &problems) || !strings.Contains(err.Error(), "settings.yaml"+c.place) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("got %v, wanted %s and %s", err, c.place, c.words)
			}
		})
	}
}

// TestSettingsOfURLs: the mock's three doors, and one URL for all (C5).
func TestSettingsOfURLs(t *testing.T) {
	below := target.Target{Base: "http://erp/r/7"}.Settings("erp")
	at := target.Target{Single: "http://erp/all"}.Settings("erp")
	for _, kind := range schemas.Kinds() {
		if url, clause, _ := below.Sends(kind, "erp"); url != "http://erp/r/7/"+string(kind) || clause != "" {
			t.Errorf("%s goes to %q, held back by %q", kind, url, clause)
		}
		if url, clause, _ := at.Sends(kind, "erp"); url != "http://erp/all" || clause != "" {
			t.Errorf("%s goes to %q, held back by %q", kind, url, clause)
		}
		if _, clause, _ := at.Sends(kind, "erp "); clause != "C3" {
			t.Errorf("%s of another source is held back by %q, wanted C3", kind, clause)
		}
	}
	some := sender.SettingsOf("erp", func(kind schemas.Kind) (string, bool) { return "http://erp", kind == schemas.Operation })
	if some.Device.Enabled || some.ItemAttach.Enabled || !some.Operation.Enabled {
		t.Errorf("an integration without a URL is on, or one with a URL is off: %+v", some)
	}
}

// TestSettingsSchemaExample: the example in the published schema is a right settings file.
func TestSettingsSchemaExample(t *testing.T) {
	text, err := schemas.File("settings.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct{ Examples []json.RawMessage }
	if err := json.Unmarshal(text, &schema); err != nil || len(schema.Examples) == 0 {
		t.Fatalf("%v, %d examples", err, len(schema.Examples))
	}
	for _, example := range schema.Examples {
		if _, err := sender.ParseSettings("example", example); err != nil {
			t.Error(err)
		}
	}
}
