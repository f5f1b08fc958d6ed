// Package behaviour asks an ERP what the contract leaves open and an integrator has to know: what it does with a serial that
// comes back, a report that comes twice, a name that it does not know, and how its ids, messages and answer times look.
// Nothing of it is right or wrong; it is classified, so that two ERPs, or two versions of one, can be compared line by line.
//
//	found := behaviour.NewFound()
//	run, err := check.NewRunner(erp, found.Checks(), check.Options{InFlight: 1})
//	profile := found.Profile(run.Run(ctx))
//	err = profile.Markdown(os.Stdout)
//
// It posts as the checks do, with data of its own that are removed again.
//
// It may import contracttests/check, schemas, schemas/show and sender/master, nothing else of ours.
package behaviour
