package families

import (
	"slices"

	"github.com/erpkit/erpkit/contracttests/check"
)

// withConsequences says of each check what else fails when it does. A check may say so itself.
func withConsequences(all []check.Check) []check.Check {
	for i := range all {
		if all[i].Explains == nil {
			all[i].Explains = consequences(all[i].Clause)
		}
	}
	return all
}

// consequences are the clauses that an ERP cannot keep, or cannot be seen to keep, where it breaks this one.
func consequences(clause string) []string {
	switch clause {
	case "T3": // an error inside a success is taken for a booking
		return []string{"E1", "E4", "E5", "E6", "E7", "E10"}
	case "E3": // an id that is not read does not come back
		return ofIDs("E2", "E4")
	case "E2": // a thing that is not recognised cannot be changed
		return ofIDs()
	case "D4", "I3", "I6", "O5": // neither can one whose id was never given
		return []string{"D5", "F4", "E1", "E4", "E7", "E10"}
	case "D5", "F4", "P1", "P2", "P3", "P5", "P6", "I2", "I4", "I5", "O2", "O3", "O4", "O6":
		return []string{"E1", "E9", "E10"}
	case "E1":
		return []string{"E5", "E7", "E8", "E10"}
	}
	return nil
}

// ofIDs are the clauses about what comes after an add, and others.
func ofIDs(others ...string) []string {
	return slices.Concat([]string{"D4", "D5", "I3", "I6", "O5", "F4", "E1", "E5", "E7", "E8", "E10"}, others)
}
