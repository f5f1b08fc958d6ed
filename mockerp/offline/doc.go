// Package offline judges traffic that was captured somewhere else: each post by the schemas, each
// answer by what the MES makes of it, and the flow by folding books over what was really answered.
// Nothing is sent and nothing is stored.
//
// Each target (a run, or else a host) has books of its own. What is no post of the contract is
// skipped with the reason. A capture may begin in the middle: a thing that the books do not know but
// that the ERP accepted is noted only, and without an answer the flow is not judged.
//
// It may import schemas and mockerp/books, nothing else of ours.
//
//	judge := offline.NewJudge("")
//	for _, post := range captured {
//		judge.See(post)
//	}
//	report := judge.Report()
//	fmt.Println(report.OK, report.Judged, report.Skipped)
package offline
