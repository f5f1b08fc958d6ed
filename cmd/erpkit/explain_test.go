package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestExplain_TellsOfAClause(t *testing.T) {
	got := runErpkit(t, "", "explain", "f3")
	for _, want := range []string{"F3 MUST  Flow", "Why it matters", "Wrong", "How to mend", "Checked by erpkit verify", "Try it on a broken ERP"} {
		if got.code != exitOK || !strings.Contains(got.stdout, want) {
			t.Errorf("there is no %q in %+v", want, got)
		}
	}
	if list := runErpkit(t, "", "explain"); list.code != exitOK || !strings.Contains(list.stdout, "\n  E10  SHOULD") {
		t.Errorf("got %+v", list)
	}
	if wrong := runErpkit(t, "", "explain", "E77"); wrong.code != exitUsage || !strings.Contains(wrong.stderr, "did you mean E7?") {
		t.Errorf("got %+v", wrong)
	}
}

func TestExplain_ForPrograms(t *testing.T) {
	var one struct {
		Version int
		Clause  struct {
			ID, Sentence, Why, Mend string
			Right, Wrong            struct{ Text string }
			Checks                  []string
			BrokenERPs              []struct{ Name, Run, Verify string }
		}
	}
	got := runErpkit(t, "", "explain", "--json", "E7")
	if err := json.Unmarshal([]byte(got.stdout), &one); err != nil {
		t.Fatal(err, got)
	}
	c := one.Clause
	if one.Version != 1 || c.ID != "E7" || c.Sentence == "" || c.Why == "" || c.Mend == "" || c.Right.Text == "" || c.Wrong.Text == "" || len(c.Checks) < 5 || len(c.BrokenERPs) < 2 {
		t.Errorf("got %+v", one)
	}
	var all struct{ Clauses []struct{ ID string } }
	got = runErpkit(t, "", "explain", "--json")
	if err := json.Unmarshal([]byte(got.stdout), &all); err != nil || len(all.Clauses) < 50 {
		t.Errorf("%v: %d clauses", err, len(all.Clauses))
	}
}

func TestExplain_TheShellCompletesClauses(t *testing.T) {
	got := runErpkit(t, "", "__complete", "explain", "")
	if !strings.Contains(got.stdout, "E7\tIs safe against a report that arrives twice") {
		t.Errorf("got %+v", got)
	}
	if got = runErpkit(t, "", "__complete", "explain", "E7", ""); strings.Contains(got.stdout, "E7\t") {
		t.Errorf("a second clause is offered: %+v", got)
	}
}
