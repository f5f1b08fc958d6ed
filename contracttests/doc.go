// Package contracttests is the judge: the checks of the contract, run against any ERP.
//
// A check belongs to a clause, whose level says how much it weighs. Checks are plain Go (package
// families); Ginkgo is one front end to them. Register builds the Ginkgo tree for your own suite,
// Verify runs that tree from a plain program, Run does without Ginkgo and may be called often.
//
// It may import contracttests/behaviour, contracttests/brokenerps, contracttests/check, contracttests/families, contracttests/report, schemas, schemas/show, sender, sender/leftovers and sender/target, nothing else of ours. It never reaches the mock, which is one of the ERPs that it judges: only its
// tests do.
//
//	func TestMyERP(t *testing.T) {
//		_, err := contracttests.Register(contracttests.Target{Base: "http://127.0.0.1:8085"}, contracttests.Options{})
//		if err != nil {
//			t.Fatal(err)
//		}
//		ginkgo.RunSpecs(t, "my ERP")
//	}
package contracttests
