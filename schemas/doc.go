// Package schemas is the contract between the MES and an ERP: what may be said on the line.
//
// It holds the clauses (Clauses), the published JSON Schemas of the three posts and the two
// answers (File, Files), examples of right and wrong bodies (Examples, ExampleList), the
// payload types, and the judge that turns bytes into findings:
//
//	object, findings := schemas.Parse(body) // T1, P5, P6: the text itself
//	if object != nil {
//		findings = append(findings, schemas.JudgeValue(schemas.Device, object)...)
//	}
//	if schemas.Broken(findings) {
//		fmt.Println(findings[0].Clause, findings[0].Pointer, findings[0].Message)
//	}
//
// # How it judges
//
// The schema files are the only source: each part of them names its clause in `$comment`. They
// are compiled once, in two ways. Checks that only say yes or no judge every body. When they
// say no, and only then, the schema library is asked for the reasons, which become findings. A
// keyword that the checks do not know stops the compiling, and a test compares both on
// mutations of all examples, so the two cannot drift apart.
//
// # Readings
//
// Where the article is silent: UUIDs are taken by their textual form, any version and either
// case, with no `urn:uuid:` before them. `actCode` and `workCenterCode` may be empty. Members
// that the contract does not know are notes (T8). A number may have 200 digits and an exponent
// of 100, a body 32 levels; beyond that it is a finding (P6, T1). A member that stands twice
// breaks T1. A serial in which nothing can be seen is a note (D2, D3, I2, I5, O4).
//
// # Hostile bodies
//
// Time and memory grow with the length of the body and no faster. The length itself is for
// the caller to bound. Nothing panics, no file is read and nothing is fetched.
//
// It imports nothing of ours. Everything else may import it.
package schemas
