// Package tryout is the Test button of the Integration Builder page (C4). It works through the
// vendor's troubleshooting list for each integration: the form and reachability of the
// URL, the exact match of the work order source, the status and the body of the answer.
// It posts one small story about one device, marked by sample values (ERPKIT-TEST-…): set, attach,
// report, take back, detach, remove (reading). An integration that is tried alone is about a part without
// serials, or about a device that the ERP has.
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
