// Package families holds the checks of the contract, one family a file, and All, the one list of
// them. What a check is and what it works with is said in package check.
//
// A check fails for its own clause only. What it builds upon is Given: if the ERP refuses that, the
// check is skipped as blocked, because another check reports it. And before a check says that one
// special thing is refused, it tries the same without that thing, as a control.
//
// It may import contracttests/check, schemas, sender and sender/master, nothing else of ours.
//
//	for _, c := range families.All() {
//		fmt.Println(c.Clause, c.Level(), c.Name)
//	}
package families
