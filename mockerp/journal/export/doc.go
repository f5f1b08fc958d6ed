// Package export writes exchanges of the journal for other tools, as curl lines, HAR 1.2 and JSON
// lines, and reads captured posts back for judging without a mock: HAR of any tool, its own JSON
// lines, and raw HTTP text. It has no state and touches no files.
//
//	o := export.Options{Base: "http://127.0.0.1:8085", Version: "1.2.3"}
//	fmt.Println(export.Curl(x, o))
//	har, err := export.HAR(page.Exchanges, o)
//	posts, err := export.ReadHAR(file, 0)
//	findings := schemas.Judge(kind, posts[0].Body)
//
// Secrets in headers and URLs are masked unless Options.Reveal is set; bodies are the contract's
// and are written as they are. The package may import schemas, schemas/show, mockerp/journal and the standard
// library, nothing else.
package export
