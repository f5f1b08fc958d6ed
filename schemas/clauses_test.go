package schemas_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

func TestClausesAreCompleteAndInOrder(t *testing.T) {
	var want []string
	for _, family := range []struct {
		letter string
		count  int
	}{{"C", 5}, {"T", 8}, {"P", 6}, {"D", 5}, {"I", 6}, {"O", 6}, {"F", 6}, {"E", 10}} {
		for i := range family.count {
			want = append(want, fmt.Sprint(family.letter, i+1))
		}
	}
	var got []string
	for _, c := range schemas.Clauses() {
		got = append(got, c.ID)
		if c.Section == "" || !strings.HasSuffix(c.Sentence, ".") {
			t.Errorf("%s: incomplete: %+v", c.ID, c)
		}
		if same, ok := schemas.ClauseByID(c.ID); !ok || same != c {
			t.Errorf("%s: ClauseByID gives %+v", c.ID, same)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Fatalf("got %v\nwant %v", got, want)
	}
	if c, ok := schemas.ClauseByID("X1"); ok {
		t.Errorf("X1 is %+v", c)
	}
}

func TestLevelsOfClauses(t *testing.T) {
	other := map[string]schemas.Level{"C5": schemas.May, "T8": schemas.Should, "F5": schemas.Should}
	for _, id := range []string{"E4", "E5", "E6", "E7", "E8", "E9", "E10"} {
		other[id] = schemas.Should
	}
	for _, c := range schemas.Clauses() {
		want := schemas.Must
		if level, ok := other[c.ID]; ok {
			want = level
		}
		if c.Level != want {
			t.Errorf("%s is %s, want %s", c.ID, c.Level, want)
		}
	}
}

func TestReadingsAreMarked(t *testing.T) {
	var got []string
	for _, c := range schemas.Clauses() {
		if c.Reading {
			got = append(got, c.ID)
		}
	}
	if want := "C4 C5 T2 T6 T7 T8 D5 F5"; strings.Join(got, " ") != want {
		t.Fatalf("got %v, want %s", got, want)
	}
}

func TestClausesIsTheCallersOwn(t *testing.T) {
	schemas.Clauses()[0].Sentence = "changed"
	if schemas.Clauses()[0].Sentence == "changed" {
		t.Fatal("a caller can change the contract")
	}
}

func TestFileNamesTheFilesThereAre(t *testing.T) {
	if _, err := schemas.File("none.schema.json"); err == nil || !strings.Contains(err.Error(), "device.schema.json") {
		t.Fatalf("got %v", err)
	}
}
