// Package fault performs what goes wrong on the wire between an ERP and the MES: time-outs, resets, answers
// that are cut short, garbage and drips. Each fault is a name, a sentence and a small function.
//
// It imports nothing of ours. The script says which fault an answer has, the ERP door performs it as the last
// of its five steps.
//
//	kind, err := fault.Parse("reset-in-body")
//	if err != nil {
//		return err // lists the known names
//	}
//	err = fault.Perform(w, r, fault.Fault{Kind: kind}, fault.Answer{Status: 200, Body: body}, stop)
package fault
