// Package starters holds small right receivers in four languages, for teams that begin to write the ERP side. Each is one
// file without anything to install, keeps every MUST and SHOULD, says which clause each part of it serves, and has one place
// from which the real ERP is called. They are no part of this program: it writes them out.
//
// A receiver for another language is a folder with its file, and an entry in All.
//
//	starter, err := starters.Find("python")
//	if err != nil {
//		return err // names the languages that there are
//	}
//	files, err := starter.Write("erp-python")
//
// It may import schemas, nothing else of ours.
package starters
