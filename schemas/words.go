package schemas

import (
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// The bounds of a guess: the longest word to compare, because comparing costs the product of the
// lengths, and the most words to suggest.
const (
	maxGuess = 64
	mostNear = 3
)

// Nearest returns the known word that a misspelt one probably means, or "".
func Nearest(word string, known []string) string {
	if near := Near(word, known); len(near) > 0 {
		return near[0]
	}
	return ""
}

// Near returns a few known words that a misspelt one may mean, the likeliest first. It ignores case,
// blanks, hyphens and underscores.
func Near(word string, known []string) []string {
	if len(word) > maxGuess {
		return nil
	}
	type guess struct {
		word string
		far  int
	}
	var found []guess
	plain := plainWord(word)
	for _, candidate := range known {
		if far, near := distance(plain, plainWord(candidate)); near {
			found = append(found, guess{candidate, far})
		}
	}
	slices.SortStableFunc(found, func(a, b guess) int { return a.far - b.far })
	var words []string
	for _, one := range found[:min(mostNear, len(found))] {
		words = append(words, one.word)
	}
	return words
}

// distance is the number of letters to change, and whether that is few. A word that only goes on, such as
// serialNumber for serial, or ends early, is near whatever its length.
func distance(word, known string) (far int, near bool) {
	far = levenshtein.ComputeDistance(word, known)
	goesOn := min(len(word), len(known)) >= 3 && (strings.HasPrefix(word, known) || strings.HasPrefix(known, word))
	return far, far == 0 || goesOn || 2*far <= len(known) && far <= max(2, len(known)/3)
}

// plainWord removes what people vary: case, underscores, hyphens and blanks.
func plainWord(word string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}

// List joins words for a sentence: a, b or c. last is the word before the last one, "and" or
// "or".
func List(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	end := len(words) - 1
	return strings.Join(words[:end], ", ") + " " + last + " " + words[end]
}
