package control

import (
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
)

// neighbours gives the paths that share the longest beginning with the one that is not there.
func neighbours(path string, paths []string) []string {
	const most = 6
	got := strings.Split(strings.Trim(path, "/"), "/")
	best, list := 1, []string(nil)
	for _, candidate := range paths {
		same := sharedBeginning(got, strings.Split(strings.Trim(candidate, "/"), "/"))
		if same > best {
			best, list = same, nil
		}
		if same == best && !slices.Contains(list, candidate) {
			list = append(list, candidate)
		}
	}
	if near := schemas.Near(path, paths); len(near) > 0 {
		return near
	}
	return list[:min(most, len(list))]
}

func sharedBeginning(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && (a[n] == b[n] || strings.HasPrefix(b[n], "{")) {
		n++
	}
	return n
}

func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return " (did you mean " + near[0] + "?)"
}
