// Package script says what the mock ERP answers to which post: the file format, and the
// script at work in one run (Live). A script is a list of rules; the first rule that matches
// a post and is not used up answers it, exactly as often as it says, however many posts
// come at once. What no rule answers is left to the books. The format is published as
// schemas/script.schema.json, and examples/ shows real situations.
//
// Chance comes from a seed and the name of the run: the same script, seed and posts give the
// same answers again. Templates in answers have no loops and no way out, expressions in
// conditions no loops in loops, and everything that they make is bounded, so that a script
// from a stranger does no harm.
//
// Why rules did not answer a post is told when somebody reads its exchange (Reasons).
//
// It may import mockerp/fault, mockerp/traffic, schemas, schemas/plainfile, schemas/show and schemas/yamlfile, nothing
// else of ours. It names faults but does not perform them.
//
//	s, err := script.Load("script.yaml")
//	if err != nil {
//		return err // every mistake, each with file, line and column
//	}
//	live := script.Start(s)
//	answer, ok := live.Answer(script.Post{Kind: schemas.Device, Payload: payload})
package script
