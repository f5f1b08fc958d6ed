// Package yamlfile reads every file format of erpkit - scripts, settings and whatever
// comes later - so that a hostile file does no harm and a wrong one is explained. All
// mistakes of a file are told at once, each as `file:line:column: sentence` with the line
// and a caret below it.
//
// What is refused: more than 1 MiB, more than 32 levels, some 60,000 values or more,
// text that is not UTF-8, several documents, anchors, aliases, tags, names that are there
// twice or are not text. A JSON file is read too, and so is a JSON request body.
//
// What is a number, and what is text: only what JSON would call a number is one. So 0007,
// 010, 0x10, 1_000, +5, 1e999, 2024-01-01, yes and no are text, letter for letter. And
// where the schema wants text, a plain 7, 1.10 or true is taken as the text that was
// written. Nothing is ever changed silently.
//
// It may import schemas and schemas/plainfile, nothing else of ours.
//
//	f, err := yamlfile.Read("settings.yaml")
//	if err == nil {
//		err = f.Check("settings.schema.json")
//	}
//	if err == nil {
//		err = f.Decode(&settings)
//	}
package yamlfile
