package capsule

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// prose masks words: names that are known get their pseudonyms, every other word one of its
// own. What is not Unicode becomes a byte that says nothing.
func (m *Masker) prose(text string) string { return m.proseBut(text, nil) }

// proseBut leaves words alone that say nothing, where a text is made of such words.
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

// beginning is what a text is found by: its first word, or its first letter where that is none.
func beginning(text string) string {
	if word := leadingWord(text); word != "" {
		return word
	}
	_, size := utf8.DecodeRuneInString(text)
	return text[:size]
}

// leading is the longest known name that the text begins with, where it stands alone.
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

// written is a letter as URLs, JSON and HTML write it: masked one by one, such letters could be
// guessed.
var written = regexp.MustCompile(`^(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|&#x?[0-9A-Fa-f]{1,6};)`)

// leadingWord is the word that the text begins with.
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
