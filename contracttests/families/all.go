package families

import (
	"slices"

	"github.com/erpkit/erpkit/contracttests/check"
)

// All lists every check, in the order in which reports show them. The slice is the caller's own.
func All() []check.Check {
	return withConsequences(slices.Concat(
		acts(), ids(), transport(), members(), devices(), items(), operations(), flows(),
		answers(), serials(), sharings(), refusals(), messages(), repeats(), tolerances(), recoveries(), crowds(), speeds(),
	))
}
