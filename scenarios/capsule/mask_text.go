package capsule

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// prose masks words: known names get their pseudonyms, every other word one of its own. A byte that is not valid
// Unicode becomes one that reveals nothing.
func (m *Masker) prose(text string) string { return m.proseBut(text, nil) }

// proseBut is prose that keeps words which reveal nothing, if the text consists of such words.
func (m *Masker) proseBut(text string, stays func(word string) bool) string {
	if _, ok := m.given[text]; ok && stays == nil {
		return m.given[text]
	}
	var b strings.Builder
	inWord := false
	for text != "" {
		name := ""
		if begin := beginning(text); !inWord {
			if stays != nil && stays(begin) {
				b.WriteString(begin)
				text, inWord = text[len(begin):], true
				continue
			}
			if name = m.leading(text, begin); name == "" {
				name = leadingWord(text)
			}
		}
		if name != "" {
			b.WriteString(m.word(name))
			text = text[len(name):]
			last, _ := utf8.DecodeLastRuneInString(name)
			inWord = isWord(last)
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 {
			b.WriteByte(0xff)
		} else {
			b.WriteString(text[:size])
		}
		text, inWord = text[size:], false
	}
	return b.String()
}

// beginning is the key by which a text is found: its first word, or its first letter if it has none.
func beginning(text string) string {
	if word := leadingWord(text); word != "" {
		return word
	}
	_, size := utf8.DecodeRuneInString(text)
	return text[:size]
}

// leading is the longest known name at the start of the text that stands alone.
func (m *Masker) leading(text, begin string) string {
	for _, length := range m.known[begin] {
		if length > len(text) || !m.names[text[:length]] {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(text[length:]); !isWord(next) {
			return text[:length]
		}
	}
	return ""
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// written is a letter as URLs, JSON and HTML escape it: if such letters were masked one by one, they could be
// guessed.
var written = regexp.MustCompile(`^(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|&#x?[0-9A-Fa-f]{1,6};)`)

// leadingWord is the word at the start of the text.
func leadingWord(text string) string {
	end := 0
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isWord(r) {
			if size = len(written.FindString(text[end:min(len(text), end+10)])); size == 0 {
				break
			}
		}
		end += size
	}
	return text[:end]
}
