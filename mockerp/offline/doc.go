// Package offline judges traffic that was captured elsewhere: each post by the schemas, each
// answer by what the MES understands of it, and the flow by folding the real answers into books.
// It sends and stores nothing.
//
// Each target (a host, or a run there) has its own books. What is not a post of the contract is
// skipped, with the reason. Nobody is blamed for what is unknown: a capture may begin in the middle, an
// answer or its body may be missing; then a mismatch is only a note. For exchanges that a mock of
// erpkit recorded, the mock's own flow findings stand, because the file may hold only a part of the
// run.
//
// It may import mockerp/books, mockerp/traffic, schemas, schemas/junit and schemas/show, nothing else of ours.
//
//	file, err := capture.Open("capture.har", content, size, traffic.HAR, "")
//	report, err := offline.All(file.Exchanges())
//	fmt.Println(report.OK, report.Judged, report.Skipped)
package offline
