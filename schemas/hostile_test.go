package schemas

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Each test here stands for one hole through which hostile input reaches the schema
// library, and fails when its guard is taken away.

const post = `{"type":"add","workorderNumber":"NXT-915","sku":"0007","actCode":"A","workCenterCode":"W","position":10,
"validQty":%s,"invalidQty":0,"workorderId":"8be4d280-0978-11f0-85c4-17a4d49812dc",
"stockId":"3e8c75d1-3b7b-4416-a525-a4441056e9bf","sessionId":"550e8400-e29b-41d4-a716-446655440002"}`

// only checks that there is one finding, of this clause at this pointer.
func only(t *testing.T, findings []Finding, clause, pointer string) {
	t.Helper()
	if len(findings) != 1 || findings[0].Clause != clause || findings[0].Pointer != pointer {
		t.Fatalf("got %v, want one finding: %s at %q", findings, clause, pointer)
	}
}

func TestTheSchemaLibraryStillPanicsOnHugeNumbers(t *testing.T) {
	referee := referees(t)["operation"]
	defer func() {
		if recover() == nil {
			t.Fatal("no panic any more: the guard in shape.documented may go")
		}
	}()
	_ = referee.Validate(map[string]any{"validQty": json.Number("1e1000001")})
}

func mustJudge(t *testing.T, name string) *judge {
	t.Helper()
	all, err := judges()
	if err != nil {
		t.Fatal(err)
	}
	return all[name]
}

func TestHugeNumberIsAFindingAndNoPanic(t *testing.T) {
	for _, number := range []string{"1e1000001", "1e-1000001", "1e999999999999999999999", strings.Repeat("9", 100000)} {
		only(t, Judge(Operation, fmt.Appendf(nil, post, number)), "P6", "/validQty")
	}
	// Below 0 is still below 0, and a misplaced one is still misplaced.
	findings := Judge(Operation, fmt.Appendf(nil, post, "-1e1000001"))
	if len(findings) != 2 || findings[0].Clause != "P6" || findings[1].Clause != "O3" {
		t.Fatalf("got %v, want P6 and O3", findings)
	}
}

func TestHugeNumberInADecodedValueDoesNotReachTheSchemaLibrary(t *testing.T) {
	for _, number := range []any{json.Number("1e1000001"), json.Number("-1e999999999999")} {
		findings := JudgeValue(Operation, map[string]any{"type": "add", "validQty": number, "position": number})
		for _, f := range findings {
			if f.Clause == "T1" {
				t.Fatalf("the library met the number: %v", f)
			}
		}
		if len(findings) < 8 {
			t.Fatalf("got %v, want the missing members", findings)
		}
	}
}

func TestAJudgeThatGivesNoReasonIsAFinding(t *testing.T) {
	broken := &judge{doc: map[string]any{"$comment": "T1"}, rule: together(nil, false), shape: &shape{}}
	findings := broken.explain(map[string]any{}, true)
	only(t, findings, "T1", "")
	if !Broken(findings) || !strings.Contains(findings[0].Message, "no reason") {
		t.Fatalf("got %+v", findings)
	}
}

func TestDepthIsBounded(t *testing.T) {
	nested := func(levels int) []byte {
		return []byte(`{"more":` + strings.Repeat("[", levels-1) + strings.Repeat("]", levels-1) + `}`)
	}
	if _, findings := Parse(nested(maxDepth)); findings != nil {
		t.Fatalf("%d levels: got %v", maxDepth, findings)
	}
	for _, levels := range []int{maxDepth + 1, 5000, 1000000} {
		value, findings := Parse(nested(levels))
		only(t, findings, "T1", "")
		if value != nil {
			t.Fatalf("%d levels gave a value", levels)
		}
	}
	value, findings := Parse([]byte(strings.Repeat(`{"a":`, 1000000)))
	only(t, findings, "T1", "")
	if value != nil {
		t.Fatal("a million open objects gave a value")
	}
}

// allocated tells how many bytes a call takes from the heap, all in all.
func allocated(call func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestDeepAndWideValuesDoNotReachTheSchemaLibrary(t *testing.T) {
	deep := map[string]any{"item": "leaf"}
	for range 10000 {
		deep = map[string]any{"item": deep, "more": []any{deep}}
	}
	wide := map[string]any{}
	for i := range 20000 {
		wide[fmt.Sprint("member", i)] = json.Number("1")
	}
	mustJudge(t, "item-attach") // compiled before memory is counted
	for name, value := range map[string]map[string]any{"deep": deep, "wide": wide, "deep item": {"item": deep}, "wide item": {"item": wide}} {
		used := allocated(func() {
			if findings := JudgeValue(ItemAttach, value); !Broken(findings) || len(findings) > 2*maxFindings {
				t.Errorf("%s: got %d findings", name, len(findings))
			}
		})
		if used > 4<<20 {
			t.Errorf("%s: judging took %d bytes", name, used)
		}
	}
}

func TestFindingsOfOneBodyAreBounded(t *testing.T) {
	name := strings.Repeat("n", 10000)
	body := `{"` + name + `":[` + strings.Repeat(`{"a":1,"a":2},`, 50000) + `"\ud800"]}`
	var findings []Finding
	used := allocated(func() { _, findings = Parse([]byte(body)) })
	if len(findings) != maxFindings+1 || findings[maxFindings].Message != "49901 more findings like these are left out (T1)." {
		t.Fatalf("got %d findings, the last %v", len(findings), findings[len(findings)-1])
	}
	if limit := uint64(60 * len(body)); used > limit {
		t.Fatalf("a body of %d bytes took %d", len(body), used)
	}
	for _, f := range findings {
		if len(f.Pointer) > maxPointer+10 || len(f.Message) > 1000 || len(f.Got) > 1000 {
			t.Fatalf("a finding of %d bytes", len(f.Pointer)+len(f.Message)+len(f.Got))
		}
	}
}

func TestLongValuesAreShortenedInFindings(t *testing.T) {
	long := strings.Repeat("א", 100000)
	body, err := json.Marshal(map[string]any{"type": long, "stockId": long, long: long, "item": long, "workorderNumber": 5})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(Judge(ItemAttach, body))
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > 10000 {
		t.Fatalf("the findings are %d bytes long", len(text))
	}
	if strings.Contains(string(text), "\\ufffd") || strings.Contains(string(text), "\uFFFD") {
		t.Fatal("a text was cut within a character")
	}
}

func TestSchemasReferToNoFileAndNoHost(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.schema.json")
	if err := os.WriteFile(secret, []byte(`{"type":"string"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"file://" + secret, "http://127.0.0.1:1/x.json", "../../go.mod", "none.schema.json"} {
		text, err := json.Marshal(map[string]any{"$ref": ref})
		if err != nil {
			t.Fatal(err)
		}
		_, err = compileSlow(fstest.MapFS{"x.schema.json": {Data: text}}, "x.schema.json")
		if err == nil || !strings.Contains(err.Error(), "published schema files only") {
			t.Errorf("%s: got %v", ref, err)
		}
	}
	// Without the guard the file is read: this is what the guard is for.
	c := jsonschema.NewCompiler()
	c.LoadURL = func(url string) (io.ReadCloser, error) { return jsonschema.LoadURL(url) }
	if _, err := c.Compile("file://" + secret); err != nil {
		t.Fatalf("the library reads no files any more, the guard may go: %v", err)
	}
}

func TestFormatsAreAsserted(t *testing.T) {
	schema, err := compileSlow(fstest.MapFS{"x.schema.json": {Data: []byte(
		`{"$schema":"https://json-schema.org/draft/2020-12/schema","format":"uuid"}`)}}, "x.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if schema.Validate("not a uuid") == nil {
		t.Fatal("a format is not asserted")
	}
}

func TestTheVerdictKnowsEveryKeywordOrRefuses(t *testing.T) {
	for _, schema := range []string{
		`{"type":"object","requierd":["type"]}`, `{"maxLength":"5"}`, `{"maxItems":5}`, `{"pattern":"^a"}`, `{"format":"date"}`, `{"minimum":1}`,
		`{"type":"array"}`, `{"type":["null","string"]}`, `{"enum":[1]}`, `{"const":null}`, `{"$ref":"#/properties/type"}`, `{"allOf":{}}`,
		`{"minLength":"1"}`, `{"required":[1]}`, `{"properties":{"a":5}}`, `{"if":{},"else":{}}`, `{"allOf":[{"oneOf":[]}]}`, `{"enum":[]}`,
	} {
		var doc map[string]any
		if err := json.Unmarshal([]byte(schema), &doc); err != nil {
			t.Fatal(err)
		}
		c := compiler{doc: doc}
		if _, err := c.compile(doc, location{}); err == nil {
			t.Errorf("%s is compiled", schema)
		}
	}
}
