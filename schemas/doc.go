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
// # Glossary
//
// One word for one thing, in code, messages and documents of the whole kit. What is published (JSON
// members, flags, values) keeps its published word.
//
//   - post: one HTTP POST with which the MES reports. Its body is the payload.
//   - act: kind and type of a post, one of seven, such as device add.
//   - answer: what the ERP sends back. A refusal is an answer of 400 or above.
//   - exchange: a post and its answer, as recorded.
//   - transcript: an exchange as the sender saw it on the wire.
//   - id: the externalId that an ERP gave to a thing. A thing is a device, an attached item or an
//     operation report.
//   - operation report: what the MES says about work at a work center; always in full.
//   - report: a document with the results of a command.
//   - clause: one sentence of the contract, with an id and a level: MUST, SHOULD, MAY.
//   - finding: one breach of a clause in a post, an answer or a flow; a NOTE breaks none.
//   - books: what an ERP remembers of its things. An opinion is what the books say of a post before they
//     follow it.
//   - script: what the mock answers, rule by rule. A trap is a script that comes with the mock.
//   - decision: who chose the answer of the mock (judge, script, books, caller, upstream) and why.
//   - fault: what goes wrong on the wire on purpose. An outage is a closed ERP door.
//   - door: a listener of the mock: the ERP door takes posts, the control door steers and shows.
//   - run: one isolated ERP inside the mock, named in the URL; also one call of verify.
//   - upstream: a real ERP behind the mock.
//   - journal: where the mock keeps exchanges.
//   - expectation: what should have been posted.
//   - story: a scenario file. A case is a story with one row of its table, a step one act or look in it.
//   - capsule: a story made from recorded exchanges.
//   - play: what scenarios/play does with a story, and nothing else. A script answers.
//   - target: the ERP that posts go to, and how it is reached.
//   - master data: the orders, parts and operations that the target really has.
//   - check: one question that verify puts to an ERP.
//   - outcome: how something ended: a post (accepted, refused, no answer), a check, a step, a story or an
//     expectation (pass, fail, skip, error).
//   - verdict: what verify says of the ERP as a whole, and nothing else.
//   - coverage: which acts were seen, and with which outcomes.
//
// # How it judges
//
// The schema files are the only source: each part of them names its clause in `$comment`. They
// are compiled once into rules, which say of every body whether it is valid and, only where it is not,
// at which places and by which keywords it fails; those become findings. A keyword that the rules do not
// know stops the compilation. A test holds the rules to a schema library: on mutations of all examples both
// must give the same verdict and name the same places.
//
// # Readings
//
// Where the article is silent: UUIDs are judged by their textual form, any version and either
// case, without a leading `urn:uuid:`. `actCode` and `workCenterCode` may be empty. Members that
// the contract does not know get a note (T8). A number may have 200 digits and an exponent of
// 100, a body 32 levels; more is a finding (P6, T1). A duplicate member breaks T1. A serial
// without a visible character gets a note (D2, D3, I2, I5, O4).
//
// # Hostile bodies
//
// Time and memory grow no faster than the length of the body. The caller must bound that length.
// Nothing panics, no file is read and nothing is fetched.
//
// It imports nothing of ours. Everything else may import it.
package schemas
