package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/erpkit/erpkit/mockerp/traps"
	"github.com/erpkit/erpkit/schemas"
)

// Files for people to change name their schema by its $id, so that an editor finds it in whatever folder they lie.
func TestWrittenFiles_NameTheirSchema(t *testing.T) {
	target := filepath.Join(t.TempDir(), "erp.yaml")
	if got := runErpkit(t, "", "target", "init", target); got.code != exitOK {
		t.Fatalf("got %+v", got)
	}
	erp, control := served(t)
	addDevice(t, erp, "SN-7")
	story := filepath.Join(t.TempDir(), "issue.yaml")
	if got := runErpkit(t, "", "capsule", "--serial", "SN-7", "--out", story, "--control-url", control); got.code != exitOK {
		t.Fatalf("got %+v", got)
	}
	namesSchema(t, "the target file", fileText(t, target), "target.schema.json")
	namesSchema(t, "the capsule", fileText(t, story), "scenario.schema.json")
	for _, name := range traps.Names() {
		namesSchema(t, name, runErpkit(t, "", "traps", name).stdout, "script.schema.json")
	}
}

var schemaLine = regexp.MustCompile(`(?m)^# yaml-language-server: \$schema=(\S+)$`)

func namesSchema(t *testing.T, what, text, file string) {
	t.Helper()
	source, err := schemas.File(file)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		ID string `json:"$id"`
	}
	if err := json.Unmarshal(source, &schema); err != nil {
		t.Fatal(err)
	}
	if found := schemaLine.FindAllStringSubmatch(text, -1); len(found) != 1 || found[0][1] != schema.ID {
		t.Errorf("%s names %q in place of %s", what, found, schema.ID)
	}
}

func fileText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
