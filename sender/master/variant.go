package master

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Variant is a sort of names that not every factory has.
type Variant struct {
	// Name is its key below `variants:`.
	Name string
	// About says in words what is special: "text in Hebrew".
	About string
	// Has tells whether a name is of that sort, Make makes one from an ordinary name.
	Has  func(string) bool
	Make func(string) string
}

// The names of the variants.
const (
	Hebrew       = "hebrew"
	Scripts      = "scripts"
	Emoji        = "emoji"
	Quotes       = "quotes"
	LeadingZeros = "leadingZeros"
	Long         = "long"
	LowerCase    = "lowerCase"
	SharedSerial = "sharedSerial"
	Closed       = "closed"
)

// longest is how long the names of the variant Long are.
const longest = 255

// variants lists what may stand below `variants:`.
func variants() []Variant {
	return []Variant{
		{Hebrew, "text in Hebrew", hasScript(unicode.Hebrew), before("גיטרה ")},
		{Scripts, "text in Chinese and Arabic", hasScript(unicode.Han, unicode.Arabic), before("吉他 قيثارة ")},
		{Emoji, "emoji and accents in text", hasMarks, before("🎸 Gitarre é ")},
		{Quotes, "quotes, slashes and angle brackets in text", func(s string) bool { return strings.ContainsAny(s, `"'\/<>&`) }, before(`a"b'c\d/e<f>&g `)},
		{LeadingZeros, "leading zeros in text", func(s string) bool { return strings.HasPrefix(s, "0") }, before("000")},
		{Long, "text of 255 characters", func(s string) bool { return utf8.RuneCountInString(s) == longest }, pad},
		{LowerCase, "serials in lower case", hasLower, strings.ToLower},
		{SharedSerial, "serials that more than one part may have", func(string) bool { return true }, func(s string) string { return s }},
		{Closed, "work orders that are closed", func(string) bool { return true }, func(s string) string { return s }},
	}
}

// VariantNamed gives the variant with this name.
func VariantNamed(name string) (Variant, bool) {
	return find(variants(), func(v Variant) bool { return v.Name == name })
}

func before(prefix string) func(string) string {
	return func(s string) string { return prefix + s }
}

func hasScript(tables ...*unicode.RangeTable) func(string) bool {
	return func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, tables...) })
	}
}

// hasMarks tells whether a text has an emoji or a letter beyond ASCII.
func hasMarks(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r > 0x1f000 || (r > unicode.MaxASCII && unicode.Is(unicode.Latin, r)) || unicode.Is(unicode.So, r)
	})
}

func hasLower(s string) bool { return strings.ToUpper(s) != s }

func pad(s string) string {
	return s + strings.Repeat("x", max(0, longest-utf8.RuneCountInString(s)))
}
