// Package explain says of one clause all that helps to keep it: the sentence, why it matters, samples, the checks
// that ask for it, and broken ERPs to try it on.
//
//	about, err := explain.Of("e7")
//	if err != nil {
//		return err // names the clause that was probably meant
//	}
//	return about.Text(os.Stdout)
//
// It may import contracttests/brokenerps, contracttests/families, contracttests/report and schemas, nothing else of ours.
package explain
