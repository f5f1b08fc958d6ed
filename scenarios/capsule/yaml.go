package capsule

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain are words that have no special meaning in YAML.
var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([ _.-]?[A-Za-z0-9]+)*$`)

// scalar writes a text as YAML: plain where it can be, in single quotes where that is
// readable, and in double quotes with escapes otherwise.
func scalar(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return "'" + text + "'"
	}
	if plain.MatchString(text) {
		return text
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) && utf8.ValidString(text) {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	return b.String() + `"`
}

// flow writes members as an object in one line; pairs without a text are left out.
func flow(pairs ...[2]string) string {
	var parts []string
	for _, pair := range pairs {
		if pair[1] != "" {
			parts = append(parts, pair[0]+": "+pair[1])
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// wordsIn is the part of a text that a comment or a title can show: one line of printable letters.
func wordsIn(text string, most int) string {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text))
	if len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return string(letters)
}

func inBase64(body []byte) string { return base64.StdEncoding.EncodeToString(body) }
