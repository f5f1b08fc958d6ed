// Package check is the workshop of the judge: what a check is, the T that it is given, and the
// Runner that runs checks against an ERP, several at once, each with data of its own.
//
// It may import schemas, schemas/show, sender, sender/leftovers, sender/master and sender/target, nothing else of ours. It knows
// neither Ginkgo nor the mock. The checks themselves stand in package families.
//
//	c := check.Check{Clause: "E1", Family: "device", Name: "device add is accepted", Run: func(t *check.T) {
//		t.Accepts(t.Unit().Add())
//	}}
//	runner, err := check.NewRunner(target, []check.Check{c}, check.Options{})
//	if err != nil {
//		return err
//	}
//	fmt.Println(runner.Run(ctx)[0].Outcome)
package check
