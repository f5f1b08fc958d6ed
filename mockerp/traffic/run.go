package traffic

import "strings"

// DefaultRun is the run of the posts whose URL names none.
const DefaultRun = "default"

// ValidRun tells whether a run can have the name: 1 to 64 letters, digits, points, dashes or underscores,
// so that it is safe in a URL, a file name and a log line.
func ValidRun(name string) bool {
	return name != "" && len(name) <= 64 && name != "." && name != ".." && !strings.ContainsFunc(name, strange)
}

func strange(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_'
}
