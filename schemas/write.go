package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON writes a value as one line of JSON. Letters stay as they are (P5): <, > and & are not escaped.
func JSON(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// PrintJSON writes a value as JSON for people: indented, with a final line break, and letters as they are, but for
// those that steer a terminal.
func PrintJSON(to io.Writer, value any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := io.WriteString(to, Escape(b.String()))
	return err
}

// steers tells whether a character is an order to a terminal rather than a sign on it, or changes where or in which
// direction others are shown: control characters of both sets, line separators, marks of direction. Line breaks and
// tabs are not meant, nor what joins letters in some scripts.
func steers(r rune) bool {
	switch r {
	case '\n', '\t', 0x200c, 0x200d:
		return false
	}
	return r < 0x20 || r >= 0x7f && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// Escape writes characters that steer a terminal, and bytes that are none, as JSON writes them: \u001b. The rest stays.
// In a document of JSON that changes the writing and not the meaning, for such characters stand in its texts alone.
func Escape(text string) string {
	if !strings.ContainsFunc(text, steersOrIsNone) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0])
		case steers(r) && r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		case steers(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(text[:size])
		}
		text = text[size:]
	}
	return b.String()
}

func steersOrIsNone(r rune) bool { return r == utf8.RuneError || steers(r) }
