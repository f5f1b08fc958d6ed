// Package scenarios reads stories: files that say what the MES knows, what the mock ERP is
// told to answer, what people do step by step, and what should come of it. A story is
// written in minutes, sent to a customer, and played the same way against the mock, an
// ERP in a test system, and in CI.
//
// The format is published as schemas/scenario.schema.json. A file that is wrong is explained
// in full: every mistake with file, line, column, the line itself and the cure; a file with
// mistakes is never played. The stories that come with erpkit are in Files.
//
//	stories, err := scenarios.LoadFS(scenarios.Files())
//	if err != nil {
//		return err // yamlfile.Problems of all files
//	}
//	result, err := play.Run(ctx, stories, play.Options{}) // package scenarios/play
//	if err != nil {
//		return err // an option is wrong, nothing was posted
//	}
//	fmt.Println(result.Count(play.Passed), "of", len(result.Cases), "stories passed")
//
// Rooms below: play plays stories, report tells how they ended, capsule makes a story of what a journal
// recorded.
//
// It may import mockerp/script, schemas, schemas/plainfile and schemas/yamlfile, nothing else of ours.
package scenarios
