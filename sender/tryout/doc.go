// Package tryout is the Test button of the Integration Builder page (C4). It works through the
// vendor's troubleshooting list for each integration: the form and reachability of the
// URL, the exact match of the work order source, the status and the body of the answer.
// It posts a valid add that is marked by sample values (ERPKIT-TEST-…) and then removes
// it again (reading).
//
//	report := tryout.Run(ctx, tryout.Options{Settings: settings, Client: client})
//	for _, step := range report.Steps {
//		fmt.Println(step)
//	}
//	if !report.OK {
//		fmt.Println("not ready")
//	}
//
// With master data the values are those that the ERP has.
//
// It may import schemas, schemas/show, sender and sender/master, nothing else of ours.
package tryout
