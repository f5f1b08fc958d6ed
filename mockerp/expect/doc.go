// Package expect checks what one run of the mock ERP received: how many posts, in which order, with
// which members and answers; that there were no findings; that every rule of the script was used. It
// is for MES teams that test their own sender. The format is published as
// schemas/expectations.schema.json, and examples/ shows real situations; expectations choose posts by
// the same conditions as scripts.
//
// A failure shows the nearest exchange, and only what differs in it. If the journal dropped
// exchanges of the run, an outcome that depends on them is "cannot-tell".
//
// It may import mockerp/journal, mockerp/script, mockerp/traffic, schemas, schemas/junit, schemas/show and
// schemas/yamlfile, nothing else of ours.
//
//	f, err := expect.Load("expectations.yaml")
//	if err != nil {
//		return err // every mistake, each with file, line and column
//	}
//	report := expect.Check(f, exchanges, live.Uses(), dropped)
//	fmt.Print(report) // report.OK: all of them pass
package expect
