// Package offline judges traffic that was captured somewhere else: each post by the schemas, each
// answer by what the MES makes of it, and the flow by folding books over what was really answered.
// Nothing is sent and nothing is stored.
//
// Each target (a host, or a run there) has books of its own. What is not a post of the contract is
// skipped with the reason. What is not known is not held against anybody: a capture may begin in the
// middle, an answer or its body may be missing; then what does not fit is noted only. Of what a mock of
// erpkit recorded its own judgement of the flow stands, for a file may be a part of a run.
//
// It may import mockerp/books, mockerp/traffic and schemas, nothing else of ours.
//
//	file, err := capture.Open("capture.har", content, size, traffic.HAR, "")
//	report, err := offline.All(file.Exchanges())
//	fmt.Println(report.OK, report.Judged, report.Skipped)
package offline
