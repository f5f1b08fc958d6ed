// Package search is the language in which people look for exchanges. Terms stand side by side, and an
// exchange must match all of them:
//
//	SN-7 status:4xx -by:script clause:D3 after:10m "not ready"
//
// A plain word is looked for, in any case, in the URL, the payload, the answer, the serials and the work
// order. A field and a colon ask for one thing: kind, type, run, serial, order, item, stock (the stockId), clause,
// level, status, outcome (as the coverage names it), by, rule, after, before. Quotes keep blanks together, a dash
// in front turns a term around.
//
//	terms, err := search.Parse("kind:device -status:2xx")
//	if err != nil {
//		return err // says at which letter, what was wanted and the cure
//	}
//	page, err := store.List(ctx, journal.Filter{Search: terms})
//
// It may import mockerp/traffic, schemas, schemas/coverage and schemas/show, nothing else of ours.
package search
