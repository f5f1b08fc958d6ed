// Package report reports how stories ended: on a terminal, as JSON, as JUnit for CI, and
// live while they are played. A failure is told with the lines of its step, the post as a
// curl line, and what was expected against what came.
//
//	result, err := play.Run(ctx, stories, play.Options{Progress: report.Live(os.Stderr)})
//	if err != nil {
//		return err
//	}
//	err = report.Text(os.Stdout, result, show.Sh)
//
// What an ERP said is never printed raw: nothing in it can steer a terminal. Secrets in URLs and headers are
// masked. It may import scenarios, scenarios/play, schemas, schemas/coverage, schemas/junit, schemas/show,
// schemas/yamlfile, sender and sender/leftovers, nothing else of ours.
package report
