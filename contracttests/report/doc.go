// Package report turns the results of checks into what people and programs read: a summary for the
// terminal, JSON, JUnit, one HTML page, and a badge of one line.
//
// It may import contracttests/check, schemas, schemas/junit, schemas/show, sender, sender/leftovers and sender/target, nothing
// else of ours.
//
//	r := report.New(report.Settings{Target: t, Started: began}, results)
//	if err := r.Summary(os.Stdout); err != nil {
//		return err
//	}
//	if r.Verdict != report.Green {
//		return errors.New(r.Badge())
//	}
package report
