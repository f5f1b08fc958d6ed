// Package traps is a catalogue of scripts for what ERP and MES teams get wrong: a success with an
// error inside, an id that is a number, a login page, an answer that is lost after the booking. Each
// trap is one file: a description, the clauses that it is about, and what the MES understands of each
// answer. A test of the program runs every trap against the reference sender and compares.
//
// It may import mockerp/script and schemas, nothing else of ours.
//
//	s, err := traps.Script("id-as-number")
//	if err != nil {
//		return err // did you mean ...?
//	}
//	server, err := mockerp.New(mockerp.Config{Script: s})
package traps
