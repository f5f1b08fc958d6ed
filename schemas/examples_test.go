package schemas_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/schemas"
)

// readExamples gives the index and the body of every example.
func readExamples(t testing.TB) (list []schemas.Example, body func(schemas.Example) []byte) {
	t.Helper()
	list, err := schemas.ExampleList()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 200 {
		t.Fatalf("only %d examples in the index", len(list))
	}
	return list, func(e schemas.Example) []byte {
		text, err := fs.ReadFile(schemas.Examples(), e.File)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
}

// judgeExample judges a body as what its folder says it is.
func judgeExample(e schemas.Example, body []byte) []schemas.Finding {
	switch e.Kind() {
	case "success":
		return schemas.JudgeAnswer(200, nil, body)
	case "failure":
		return schemas.JudgeAnswer(422, nil, body)
	}
	return schemas.Judge(schemas.Kind(e.Kind()), body)
}

func TestEveryExampleIsInTheIndexOnce(t *testing.T) {
	list, _ := readExamples(t)
	var indexed, there []string
	for _, e := range list {
		indexed = append(indexed, e.File)
	}
	err := fs.WalkDir(schemas.Examples(), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && name != "index.json" {
			there = append(there, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(indexed)
	slices.Sort(there)
	if !slices.Equal(indexed, there) {
		t.Fatalf("index and folders differ:\n%v\n%v", indexed, there)
	}
}

func TestValidExamplesHaveNoFinding(t *testing.T) {
	list, body := readExamples(t)
	for _, e := range list {
		if !e.Valid() {
			continue
		}
		findings := judgeExample(e, body(e))
		if slices.Contains(e.Clauses, "T8") {
			if len(findings) != 1 || findings[0].Clause != "T8" || findings[0].Level != schemas.Note {
				t.Errorf("%s: got %v, want one note on T8", e.File, findings)
			}
		} else if findings != nil {
			t.Errorf("%s: got %v, want none", e.File, findings)
		}
	}
}

func TestInvalidExamplesBreakTheClauseOfTheirName(t *testing.T) {
	list, body := readExamples(t)
	for _, e := range list {
		if e.Valid() {
			continue
		}
		findings := judgeExample(e, body(e))
		if len(findings) != 1 {
			t.Errorf("%s: got %d findings, want one: %v", e.File, len(findings), findings)
			continue
		}
		clause, _, _ := strings.Cut(path.Base(e.File), "-")
		if c, _ := schemas.ClauseByID(clause); findings[0].Level != c.Level {
			t.Errorf("%s: got level %s, want %s", e.File, findings[0].Level, c.Level)
		}
		if findings[0].Clause != clause || e.Clauses[0] != clause || findings[0].Pointer != e.Pointer {
			t.Errorf("%s: got %s at %q, want %s at %q", e.File, findings[0].Clause, findings[0].Pointer, clause, e.Pointer)
		}
	}
}

// Clauses that one payload alone can break.
var payloadClauses = map[string][]schemas.Kind{
	"T1": schemas.Kinds(), "P1": schemas.Kinds(), "P2": schemas.Kinds(), "P3": schemas.Kinds(),
	"P4": schemas.Kinds(), "P5": schemas.Kinds(), "P6": {schemas.ItemAttach, schemas.Operation},
	"D1": {schemas.Device}, "D2": {schemas.Device}, "D3": {schemas.Device}, "D4": {schemas.Device},
	"I1": {schemas.ItemAttach}, "I2": {schemas.ItemAttach}, "I3": {schemas.ItemAttach},
	"I4": {schemas.ItemAttach}, "I5": {schemas.ItemAttach}, "I6": {schemas.ItemAttach},
	"O1": {schemas.Operation}, "O2": {schemas.Operation}, "O3": {schemas.Operation},
	"O4": {schemas.Operation}, "O5": {schemas.Operation}, "O6": {schemas.Operation},
}

func TestEveryClauseOfAPayloadHasAnInvalidAndAValidExample(t *testing.T) {
	list, _ := readExamples(t)
	covered := map[string]bool{}
	for _, e := range list {
		for _, clause := range e.Clauses {
			if _, ok := schemas.ClauseByID(clause); !ok {
				t.Errorf("%s: there is no clause %q", e.File, clause)
			}
			covered[e.Kind()+clause+path.Base(path.Dir(e.File))] = true
			covered[clause+path.Base(path.Dir(e.File))] = true
		}
	}
	for clause, kinds := range payloadClauses {
		for _, kind := range kinds {
			if !covered[string(kind)+clause+"invalid"] {
				t.Errorf("no invalid %s example for %s", kind, clause)
			}
		}
		if clause != "T1" && !covered[clause+"valid"] {
			t.Errorf("no valid example for %s", clause)
		}
	}
}

// Each optional member is absent in one valid example and present in another.
func TestOptionalMembersAreThereAndNot(t *testing.T) {
	optional := map[string][]string{
		"device":      {"externalId", "workorderExternalId", "oldSerial"},
		"item-attach": {"serial", "externalId", "workorderExternalId", "item.serial", "item.workorderNumber", "item.externalId"},
		"operation":   {"serial", "externalId", "workorderExternalId", "operationExternalId"},
	}
	list, body := readExamples(t)
	seen := map[string]int{}
	for _, e := range list {
		object, _ := schemas.Parse(body(e))
		for _, name := range optional[e.Kind()] {
			if !e.Valid() {
				continue
			}
			holder := object
			last, inItem := strings.CutPrefix(name, "item.")
			if inItem {
				holder, _ = object["item"].(map[string]any)
			}
			if _, there := holder[last]; there {
				seen[e.Kind()+" "+name+" there"]++
			} else {
				seen[e.Kind()+" "+name+" absent"]++
			}
		}
	}
	for kind, names := range optional {
		for _, name := range names {
			for _, state := range []string{" there", " absent"} {
				if seen[kind+" "+name+state] == 0 {
					t.Errorf("no valid example with %s %s%s", kind, name, state)
				}
			}
		}
	}
}
