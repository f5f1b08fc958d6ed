package check

// renames are the checks that have got another name, or another clause: the old entry and the new one, as lists of
// known failures and reports write them. An entry stays for ever, so that old lists and reports can be read.
var renames = map[string]string{}

// Current gives the entry of a check, such as "E7 device: the same add twice is booked once", under the name that the
// check has now.
func Current(entry string) string { return current(entry, renames) }

func current(entry string, renames map[string]string) string {
	for range len(renames) { // no more steps than there are entries, even if they went in a circle
		next, renamed := renames[entry]
		if !renamed {
			break
		}
		entry = next
	}
	return entry
}
