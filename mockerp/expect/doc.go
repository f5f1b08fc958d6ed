// Package expect asserts on what one run of the mock ERP received: how many posts, in which order,
// with which members, what was answered, that nothing was found, that every rule of the script was
// used. It is for MES teams that test their own sender. The format is published as
// schemas/expectations.schema.json, and examples/ shows real situations; posts are chosen by the same
// conditions as in scripts.
//
// What is missing is told with the nearest exchange, and of that only what differs. Where exchanges
// of the run are not there any more nothing is vouched for: the outcome is then "cannot-tell".
//
// It may import mockerp/journal, mockerp/script, mockerp/traffic, schemas and schemas/yamlfile, nothing else
// of ours.
//
//	f, err := expect.Load("expectations.yaml")
//	if err != nil {
//		return err // every mistake, each with file, line and column
//	}
//	report := expect.Check(f, exchanges, live.Uses(), dropped)
//	fmt.Print(report) // report.OK: all of them hold
package expect
