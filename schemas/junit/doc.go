// Package junit writes results as JUnit XML, the format that build servers read.
//
//	report := junit.Report{Name: "erpkit run", Suites: []junit.Suite{{
//		Name: "A story", File: "story.yaml", Started: started,
//		Cases: []junit.Case{{Name: "it passes", Class: "scenarios.story", Took: took, Failure: &junit.Problem{Message: "expected 409"}}},
//	}}}
//	err := report.Write(os.Stdout)
//
// It imports nothing of ours.
package junit
