// Package answers holds the Ginkgo specs on what the mock ERP can be told to answer: which posts a rule
// matches, every form of an answer, delays and faults, traps, a script that is reloaded, the journal in a
// file, a real ERP behind the mock, exports and expectations.
//
// The specs start the real mock, or the program as a process, post to it over 127.0.0.1, steer it through
// its control door, and check what came over the wire, at the journal and at the books. All of it is in
// test files: the judge never reaches the mock.
//
//	go test ./contracttests/answers
//	go test ./contracttests/answers -ginkgo.label-filter T6
//	go test ./contracttests/answers -ginkgo.focus 'upstream' -ginkgo.v
//	go test ./contracttests/answers -ginkgo.junit-report=answers.xml
//
// It imports nothing of ours.
package answers
