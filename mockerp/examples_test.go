package mockerp_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/mockerp/journal"
	"github.com/erpkit/erpkit/mockerp/mockerptest"
	"github.com/erpkit/erpkit/schemas"
)

// Every invalid example of the published schemas is refused over the wire with its clause named.
func TestERPDoor_RefusesEveryInvalidExample(t *testing.T) {
	erp := mockerptest.Start(t)
	refused := 0
	for _, kind := range schemas.Kinds() {
		files, err := fs.Glob(schemas.Examples(), string(kind)+"/invalid/*.json")
		if err != nil || len(files) == 0 {
			t.Fatalf("no invalid examples for %s: %v", kind, err)
		}
		for _, file := range files {
			body, err := fs.ReadFile(schemas.Examples(), file)
			if err != nil {
				t.Fatal(err)
			}
			name := file[strings.LastIndex(file, "/")+1:]
			clause, _, _ := strings.Cut(name, "-")
			got := post(t, erp.URL()+"/"+string(kind), string(body))
			if got.status != 400 && got.status != 422 {
				t.Errorf("%s: got status %d %s", file, got.status, got.Message)
			}
			if !strings.Contains(fmt.Sprintf("%+v", got.Findings), "{Clause:"+clause+" Level:MUST") {
				t.Errorf("%s: got %+v, wanted a MUST finding on %s", file, got.Findings, clause)
			}
			refused++
		}
	}
	t.Logf("%d invalid examples refused", refused)
}

func TestERPDoor_TellsTheKindByShape(t *testing.T) {
	erp := mockerptest.Start(t)
	for _, kind := range schemas.Kinds() {
		files, err := fs.Glob(schemas.Examples(), string(kind)+"/valid/*.json")
		if err != nil || len(files) == 0 {
			t.Fatalf("no valid examples for %s: %v", kind, err)
		}
		body, err := fs.ReadFile(schemas.Examples(), files[0])
		if err != nil {
			t.Fatal(err)
		}
		post(t, erp.URL()+"/r/shape", string(body))
		all := erp.Exchanges(t, journal.Filter{Run: "shape"})
		if got := all[len(all)-1].Kind; got != kind {
			t.Errorf("%s was taken for %q", files[0], got)
		}
	}
}

func TestERPDoor_NotesAPostOnTheWrongURL(t *testing.T) {
	erp := mockerptest.Start(t)
	files, err := fs.Glob(schemas.Examples(), "operation/valid/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no valid examples", err)
	}
	body, err := fs.ReadFile(schemas.Examples(), files[0])
	if err != nil {
		t.Fatal(err)
	}
	post(t, erp.URL()+"/device", string(body))
	x := erp.Exchanges(t, journal.Filter{Clause: "C2"})
	if len(x) != 1 {
		t.Fatalf("got %d exchanges with a note on C2, wanted 1", len(x))
	}
}
