package control

import (
	"slices"
	"sort"
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest gives the few words that were perhaps meant, the likeliest first; nil when none is near.
func nearest(got string, words []string) []string {
	const most = 3
	got = strings.ToLower(shorten(got))
	type near struct {
		word string
		far  int
	}
	var found []near
	for _, word := range words {
		far := levenshtein.ComputeDistance(got, strings.ToLower(word))
		if far <= max(1, len(word)/3) {
			found = append(found, near{word, far})
		}
	}
	sort.SliceStable(found, func(i, k int) bool { return found[i].far < found[k].far })
	var list []string
	for _, one := range found[:min(most, len(found))] {
		list = append(list, one.word)
	}
	return list
}

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
	if near := nearest(path, paths); len(near) > 0 {
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

// enumerate joins words for a sentence: a, b or c.
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
