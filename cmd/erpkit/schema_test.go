package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

func TestSchema_WritesEachForm(t *testing.T) {
	for name, want := range map[string]string{
		"openapi": "\n  /item-attach:\n", "postman": "v2.1.0", "typescript": "export type Post =", "jsonschema": `"$defs"`,
	} {
		got := runErpkit(t, "", "schema", name)
		if got.code != exitOK || !strings.Contains(got.stdout, want) || got.stderr != "" {
			t.Errorf("%s: there is no %q in %.200s %s", name, want, got.stdout, got.stderr)
		}
		path := filepath.Join(t.TempDir(), "form")
		toFile := runErpkit(t, "", "schema", name, "--out", path)
		written, err := os.ReadFile(path)
		if err != nil || toFile.code != exitOK || string(written) != got.stdout || toFile.stdout != "written: "+path+"\n" {
			t.Errorf("%s: the file has %d bytes, not %d: %v %+v", name, len(written), len(got.stdout), err, toFile)
		}
	}
}

// In a folder each JSON Schema has its own file, as it is published.
func TestSchema_IntoAFolder(t *testing.T) {
	folder := t.TempDir()
	for _, args := range [][]string{{"jsonschema"}, {"openapi"}, {"openapi", "--json"}, {"postman"}, {"typescript"}} {
		if got := runErpkit(t, "", append([]string{"schema", "--out", folder}, args...)...); got.code != exitOK {
			t.Errorf("%v: %+v", args, got)
		}
	}
	for _, name := range []string{"device", "item-attach", "operation", "success", "failure"} {
		want, err := schemas.File(name + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(folder, name+".schema.json"))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"erp.openapi.yaml", "erp.openapi.json", "erp.postman_collection.json", "erp.types.ts"} {
		if text, err := os.ReadFile(filepath.Join(folder, name)); err != nil || len(text) < 1000 {
			t.Error(name, len(text), err)
		}
	}
}

func TestSchema_ForPrograms(t *testing.T) {
	var list struct {
		Version int
		Forms   []struct{ Name, What, File string }
	}
	got := runErpkit(t, "", "schema", "--json")
	if err := json.Unmarshal([]byte(got.stdout), &list); err != nil || list.Version != 1 || len(list.Forms) != 4 || list.Forms[0].File == "" {
		t.Errorf("%v %+v", err, got)
	}
	var document struct {
		OpenAPI string
		Paths   map[string]any
	}
	got = runErpkit(t, "", "schema", "openapi", "--json")
	if err := json.Unmarshal([]byte(got.stdout), &document); err != nil || document.OpenAPI != "3.1.0" || len(document.Paths) != 3 {
		t.Errorf("%v %+v", err, document)
	}
	if got = runErpkit(t, "", "schema"); got.code != exitOK || strings.Count(got.stdout, "\n") != 5 {
		t.Errorf("got %+v", got)
	}
}

func TestSchema_Refuses(t *testing.T) {
	for wanted, args := range map[string][]string{
		`there is no form "swagger": use openapi, postman, typescript or jsonschema`: {"swagger"},
		"did you mean openapi?":                {"openap"},
		"there is no JSON of the form":         {"typescript", "--json"},
		"--out is for one of the forms":        {"--out", "x"},
		"x cannot be written: ":                {"openapi", "--out", filepath.Join(t.TempDir(), "none", "x")},
		"accepts at most 1 arg(s), received 2": {"openapi", "postman"},
	} {
		if got := runErpkit(t, "", append([]string{"schema"}, args...)...); got.code != exitUsage || !strings.Contains(got.stderr, wanted) {
			t.Errorf("%v: wanted %q, got %+v", args, wanted, got)
		}
	}
}
