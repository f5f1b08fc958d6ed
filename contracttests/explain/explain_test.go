package explain_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/erpkit/erpkit/contracttests/explain"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	about, err := explain.Of("t8")
	if err != nil {
		panic(err)
	}
	about.Checks, about.Also, about.Broken = nil, nil, nil
	if err := about.Text(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// T8 SHOULD  Transport
	//   An ERP tolerates members that it does not know: the MES may add some.
	//   This is our reading: the vendor's text leaves it open, or a part of it.
	//
	// Why it matters
	//   A new version of the MES may add a member. An ERP that refuses it stops every station on the day of
	//   the update.
	//
	// Right (schemas/examples/device/valid/unknown-member.json)
	//   {
	//     "type": "add",
	//     "workorderNumber": "WO-12345",
	//     "sku": "DEVICE-SKU",
	//     "serial": "SN12345",
	//     "workorderId": "550e8400-e29b-41d4-a716-446655440000",
	//     "stockId": "550e8400-e29b-41d4-a716-446655440001",
	//     "sessionId": "550e8400-e29b-41d4-a716-446655440002",
	//     "workorderExternalId": "ERP-WO-123",
	//     "shiftLeader": "Dana"
	//   }
	//
	// Wrong
	//   POST /device {"type": "add", "serial": "SN-7", "line": "4"}
	//   400 {"message": "Unrecognized field line."}
	//
	// How to mend
	//   ERP: ignore members that you do not know; switch off "fail on unknown properties" in your JSON
	//   library.
	//
	// Checked by erpkit verify
	//   No check names it.
	//
	// Try it on a broken ERP
	//   No ERP of erpkit brokenerp breaks it.
}

func TestOf_EveryClause(t *testing.T) {
	for _, clause := range schemas.Clauses() {
		about, err := explain.Of(" " + strings.ToLower(clause.ID))
		if err != nil || about.ID != clause.ID {
			t.Errorf("%s: got %s, %v", clause.ID, about.ID, err)
		}
		if clause.ID[0] == 'E' && (len(about.Checks) == 0 || len(about.Broken) == 0) {
			t.Errorf("%s: %d checks, %d broken ERPs: verify asks for it, and a test shows that it does", clause.ID, len(about.Checks), len(about.Broken))
		}
		for _, name := range about.Checks {
			if !strings.HasPrefix(name, clause.ID+" ") {
				t.Errorf("%s has the check %q", clause.ID, name)
			}
		}
		var out bytes.Buffer
		if err := about.Text(&out); err != nil || !strings.Contains(out.String(), "How to mend") {
			t.Errorf("%s: %v: %s", clause.ID, err, out.String())
		}
	}
}

func TestOf_TheERPThatIsMostAboutTheClauseIsFirst(t *testing.T) {
	about, err := explain.Of("E7")
	if err != nil || len(about.Broken) < 2 || about.Broken[0].Name != "books-twice" {
		t.Fatalf("got %+v, %v", about.Broken, err)
	}
	if !slices.ContainsFunc(about.Broken, func(erp explain.ERP) bool { return erp.Name == "books-twice-without-ids" }) {
		t.Error("an ERP that breaks it besides another clause is missing")
	}
	if first := about.Broken[0]; first.Run != "erpkit brokenerp books-twice" || first.Verify != "erpkit verify --url http://127.0.0.1:8085 --focus '^E7 '" {
		t.Errorf("got %+v", first)
	}
}

func TestOf_UnknownClause(t *testing.T) {
	for id, want := range map[string]string{
		"E77":                      `there is no clause "E77"; did you mean E7? erpkit explain lists them all`,
		"":                         `there is no clause ""`,
		strings.Repeat("é", 1<<16): "erpkit explain lists them all",
	} {
		if _, err := explain.Of(id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: got %v, want %s", id, err, want)
		}
	}
}

func TestList_HasEveryClause(t *testing.T) {
	var out bytes.Buffer
	if err := explain.List(&out); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines != len(schemas.Clauses())+8 || !strings.Contains(out.String(), "\n  E10  SHOULD  Keeps") {
		t.Errorf("%d lines: %s", lines, out.String())
	}
}
