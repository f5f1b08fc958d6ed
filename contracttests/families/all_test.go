package families_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/erpkit/erpkit/contracttests/families"
	"github.com/erpkit/erpkit/schemas"
)

func Example() {
	for _, c := range families.All() {
		if c.Clause == "E2" && slices.Contains(c.Kinds, schemas.Operation) {
			fmt.Println(c.Clause, c.Level(), c.Name)
		}
	}
	// Output: E2 MUST operation remove is accepted with the id that the ERP gave
}

// Every check is well labelled, and the list is the same each time: reports and lists of known failures
// go by clause and name.
func TestTheListOfChecks(t *testing.T) {
	names := map[string]bool{}
	again := families.All()
	for i, c := range families.All() {
		if names[c.Name] || c.Name == "" || c.Family == "" || c.Run == nil {
			t.Errorf("the check %q is not well made", c.Name)
		}
		names[c.Name] = true
		for _, id := range c.Clauses() {
			if _, known := schemas.ClauseByID(id); !known {
				t.Errorf("%s names the clause %q, which is not in the contract", c.Name, id)
			}
		}
		if again[i].Name != c.Name {
			t.Errorf("the order of the checks changes: %q and %q", c.Name, again[i].Name)
		}
	}
	if len(names) < 300 {
		t.Errorf("there are only %d checks", len(names))
	}
}

// Every clause that an ERP can keep or break has checks of its own: the E clauses all.
func TestEveryClauseOfTheERPHasChecks(t *testing.T) {
	own := map[string]int{}
	for _, c := range families.All() {
		own[c.Clause]++
	}
	for _, clause := range schemas.Clauses() {
		if clause.ID[0] == 'E' && own[clause.ID] == 0 {
			t.Errorf("no check belongs to %s", clause.ID)
		}
	}
}
