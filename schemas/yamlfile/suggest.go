package yamlfile

import "github.com/erpkit/erpkit/schemas"

// meant gives ": did you mean x?", or else what there is to choose from, or nothing.
func meant(word string, known []string) string {
	if near := schemas.Nearest(word, known); near != "" {
		return ": did you mean \"" + near + "\"?"
	}
	if len(known) == 0 || len(known) > 12 {
		return ""
	}
	return ": what can be here is " + schemas.List(known, "and")
}
