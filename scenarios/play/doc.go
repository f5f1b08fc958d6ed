// Package play plays stories: against the mock ERP inside this process, each story on a mock
// of its own; against a running mock that is steered by its control door, each story in a run
// of its own there; or against any ERP by its URLs. What people do goes through sender.MES, so
// that the posts are those of a correct MES; what a correct MES never sends is posted as it is.
//
// The same story with the same seed and prefix makes the same posts, whatever runs beside it.
// On a real ERP nothing is posted before its host was allowed, whatever was added is removed
// at the end, and what could not be removed is kept in a file for Cleanup.
//
//	stories, err := scenarios.Load("scenarios/")
//	if err != nil {
//		return err
//	}
//	result, err := play.Run(ctx, stories, play.Options{})
//	if err != nil {
//		return err // an option is wrong, nothing was posted
//	}
//	os.Exit(result.Exit)
//
// It may import mockerp, mockerp/books, mockerp/control/api, mockerp/control/client, mockerp/journal,
// mockerp/script, scenarios, schemas, schemas/coverage, schemas/show, schemas/yamlfile, sender, sender/leftovers,
// sender/master and sender/target, nothing else of ours.
package play
