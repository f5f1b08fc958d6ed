package schemas

import (
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// knownName gives the contract's own copy of a member's name, so that the names of a
// normal post cost no memory. It gives "" for any other text.
func knownName(name []byte) string {
	switch string(name) {
	case "type":
		return "type"
	case "workorderNumber":
		return "workorderNumber"
	case "sku":
		return "sku"
	case "serial":
		return "serial"
	case "oldSerial":
		return "oldSerial"
	case "externalId":
		return "externalId"
	case "item":
		return "item"
	case "quantity":
		return "quantity"
	case "actCode":
		return "actCode"
	case "workCenterCode":
		return "workCenterCode"
	case "position":
		return "position"
	case "validQty":
		return "validQty"
	case "invalidQty":
		return "invalidQty"
	case "workorderId":
		return "workorderId"
	case "stockId":
		return "stockId"
	case "sessionId":
		return "sessionId"
	case "workorderExternalId":
		return "workorderExternalId"
	case "operationExternalId":
		return "operationExternalId"
	}
	return ""
}

// maxGuess is the longest word that a nearest word is looked for: comparing costs the
// product of the lengths.
const maxGuess = 64

// closest gives the word that was probably meant by a misspelt one, or "".
func closest(word string, words []string) string {
	if len(word) > maxGuess {
		return ""
	}
	plain, best, bestDistance := plainWord(word), "", 3
	for _, w := range words {
		if d := distance(plain, plainWord(w)); d < bestDistance && 2*d < len(w) {
			best, bestDistance = w, d
		}
	}
	return best
}

// distance is the number of letters to change; a word that only goes on, such as
// serialNumber for serial, counts as near.
func distance(word, known string) int {
	if len(known) >= 4 && strings.HasPrefix(word, known) {
		return min(2, len(word)-len(known))
	}
	return levenshtein.ComputeDistance(word, known)
}

// plainWord takes away what people vary: case, underscores, hyphens and blanks.
func plainWord(word string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}
