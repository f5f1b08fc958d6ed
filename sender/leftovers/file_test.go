package leftovers_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/sender/leftovers"
)

// What is written is read back, by the published names, and an empty list takes the file away.
func TestFile_KeepsLeftovers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "left.json")
	list := []leftovers.Leftover{
		{Story: "s", File: "s.yaml", Kind: schemas.Device, What: "device A", Why: "It said no.", Asked: true, URL: "http://erp/device", Body: []byte(`{"type":"remove"}`)},
		{Kind: schemas.Operation, What: "report", Unsure: true, URL: "u", Body: []byte(`{}`)},
	}
	if err := leftovers.Write(path, list); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"version": 1,`, "erpkit cleanup FILE", `"story": "s"`, `"asked": true`, `"unsure": true`, `"url": "http://erp/device"`} {
		if strings.Count(string(text), part) != 1 {
			t.Errorf("%s is not in the file once:\n%s", part, text)
		}
	}
	got, err := leftovers.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		got[i].Body = []byte(strings.Join(strings.Fields(string(got[i].Body)), ""))
	}
	if !reflect.DeepEqual(got, list) {
		t.Errorf("read %+v (%v)", got, err)
	}
	for range 2 { // the second time there is none
		if err := leftovers.Write(path, nil); err != nil {
			t.Error(err)
		}
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) > 0 {
		t.Errorf("there are still %v (%v)", files, err)
	}
}

// A file that cannot be replaced leaves nothing beside it.
func TestFile_IsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	list := []leftovers.Leftover{{What: "device A", Body: []byte(`{}`)}}
	for _, path := range []string{taken, filepath.Join(dir, "no", "such", "folder", "left.json")} {
		if err := leftovers.Write(path, list); err == nil {
			t.Errorf("%s was written", path)
		}
	}
	if err := leftovers.Write(taken, nil); err == nil {
		t.Error("a folder was taken for a file")
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("beside it are %v (%v)", files, err)
	}
	if err := leftovers.Write(filepath.Join(dir, "left"), []leftovers.Leftover{{Body: []byte(`{`)}}); err == nil {
		t.Error("a body that is no JSON was written")
	}
}

// Each bad file gets one error, which says what is wrong and what to do.
func TestFile_BadOnesAreRefused(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	long := file("long", "")
	if err := os.Truncate(long, 64<<20+1); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none"): "no such file",
		dir:                        "is not an ordinary file",
		long:                       "is longer than 64 MiB",
		file("empty", ""):          "is not a file of leftovers, or it is damaged: give another path",
		file("cut", `{"version":1,"leftovers":[{"what":"x"`):    "is not a file of leftovers, or it is damaged",
		file("other", `{"name":"package"}`):                     "is not a file of leftovers",
		file("list", `[]`):                                      "is not a file of leftovers",
		file("entry", `{"version":1,"leftovers":[{"what":7}]}`): "is not a file of leftovers",
		file("newer", `{"version":2,"leftovers":[]}`):           "was written by a newer erpkit (version 2 of the file): use that one",
	} {
		list, err := leftovers.Read(path)
		if err == nil || list != nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, %v", filepath.Base(path), list, err)
		}
	}
	if list, err := leftovers.Read(file("fine", `{"version":1,"leftovers":[]}`)); err != nil || len(list) != 0 {
		t.Errorf("an empty list: %v, %v", list, err)
	}
}
