package books

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
)

const (
	// longestText is the longest text that is remembered in full; E9 asks for 255 characters,
	// which is at most 1020 bytes.
	longestText = 1024
	// clipped is the most characters of a text that a sentence shows.
	clipped = 60
)

// keep returns the text as the books remember it. Of a longer one it keeps the beginning and a
// hash: it still compares, but cannot fill the memory.
func keep(s string) string {
	if len(s) <= longestText {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return strings.ToValidUTF8(s[:64], "") + "…sha256:" + hex.EncodeToString(sum[:])
}

// clip makes a text from a payload fit for a sentence that a person reads.
func clip(s string) string {
	if isClean(s) {
		return s
	}
	var out strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > clipped {
			out.WriteString("…")
			break
		}
		if !unicode.IsPrint(r) {
			r = '?'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// isClean tells whether clip would change nothing, for texts that are plain ASCII.
func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= clipped
}
