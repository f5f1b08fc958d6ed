package yamlfile

import (
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// maxGuess is the longest word that a near one is looked for: comparing costs the product
// of the lengths.
const maxGuess = 64

// Nearest gives the known word that was probably meant by a misspelt one, or "". Upper
// and lower case, blanks, hyphens and underscores count for nothing.
func Nearest(word string, known []string) string {
	if len(word) > maxGuess {
		return ""
	}
	best, distance := "", 1000
	a := bare(word)
	for _, candidate := range known {
		b := bare(candidate)
		d := levenshtein.ComputeDistance(a, b)
		if d < distance && (d == 0 || d <= 2 && 2*d <= len(b) || len(a) >= 3 && len(b) >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))) {
			best, distance = candidate, d
		}
	}
	return best
}

func bare(word string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}

// meant gives ": did you mean x?", or else what there is to choose from, or nothing.
func meant(word string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return ": did you mean \"" + near + "\"?"
	}
	if len(known) == 0 || len(known) > 12 {
		return ""
	}
	return ": what can stand here is " + listed(known, "and")
}

// listed writes words as people do: a, b or c.
func listed(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	end := len(words) - 1
	return strings.Join(words[:end], ", ") + " " + last + " " + words[end]
}
