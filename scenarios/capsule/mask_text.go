package capsule

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/erpkit/erpkit/schemas"
)

// Posts gives a masked copy of what was recorded: bodies, answers, headers and findings.
func (m *Masker) Posts(posts []Recorded) []Recorded {
	m.learn(posts)
	all := slices.Clone(posts)
	for i := range all {
		r := &all[i]
		r.Body, r.Answer = m.body(r.Body), m.body(r.Answer)
		r.Header, r.AnswerHeader = m.header(r.Header), m.header(r.AnswerHeader)
		r.Findings = slices.Clone(r.Findings)
		for k := range r.Findings {
			f := &r.Findings[k]
			f.Wanted, f.Got, f.Message, f.Hint = m.Prose(f.Wanted), m.Prose(f.Got), m.Prose(f.Message), m.Prose(f.Hint)
		}
	}
	return all
}

// learn gives every name of the posts its pseudonym, before any text is masked: a text may
// hold a name that is posted only later.
func (m *Masker) learn(posts []Recorded) {
	for i := range posts {
		for _, body := range [][]byte{posts[i].Body, posts[i].Answer} {
			value, _ := schemas.Parse(body)
			m.learnValue("", value)
		}
	}
}

func (m *Masker) learnValue(member string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range sortedKeys(v) {
			m.learnValue(name, v[name])
		}
	case []any:
		for _, entry := range v {
			m.learnValue("", entry)
		}
	case string:
		if isName(member) {
			m.Name(v)
		}
	case json.Number:
		if isName(member) && !strings.ContainsAny(string(v), "eE") {
			m.Name(string(v))
		}
	}
}

func sortedKeys(object map[string]any) []string {
	var all []string
	for name := range object {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// isName tells members that hold a name from those that hold words.
func isName(member string) bool {
	return slices.Contains([]string{
		"workorderNumber", "sku", "serial", "oldSerial", "externalId", "workorderId", "stockId", "sessionId", "workorderExternalId",
		"actCode", "workCenterCode", "operationExternalId",
	}, member)
}

// isKept tells members that say nothing about anybody.
func isKept(member string) bool {
	return slices.Contains([]string{"type", "clause", "level", "pointer"}, member)
}

// body masks every text in a JSON body and leaves the rest as it was, byte for byte. A body
// that is no JSON is masked as words.
func (m *Masker) body(body []byte) []byte {
	if len(body) == 0 {
		return body
	}
	decoder := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true))
	var out []byte
	done := 0
	for {
		token, err := decoder.ReadToken()
		if err != nil {
			break
		}
		end := int(decoder.InputOffset())
		kind, n := decoder.StackIndex(decoder.StackDepth())
		isMember := kind == '{' && n%2 == 1
		switch {
		case token.Kind() == '"' && !isMember:
			quoted, err := jsontext.AppendQuote(nil, m.text(member(decoder), token.String()))
			if err != nil { // cannot be: it was read
				continue
			}
			out = append(append(out, body[done:end-len(rawString(body[:end]))]...), quoted...)
			done = end
		case token.Kind() == '"':
			if made, ok := m.given[token.String()]; ok && !isMemberOfContract(token.String()) {
				quoted, err := jsontext.AppendQuote(nil, made)
				if err != nil { // cannot be: it was made of what was read
					continue
				}
				out = append(append(out, body[done:end-len(rawString(body[:end]))]...), quoted...)
				done = end
			}
		case token.Kind() == '0' && isNumberOfSomebody(member(decoder), token.String()):
			out = append(append(out, body[done:end-len(token.String())]...), m.number(token.String())...)
			done = end
		}
	}
	if int(decoder.InputOffset()) < len(bytes.TrimRight(body, " \t\r\n")) {
		return []byte(m.Prose(strings.ToValidUTF8(string(body), "\uFFFD")))
	}
	return append(out, body[done:]...)
}

// rawString is the quoted text at the end, with its quotes.
func rawString(text []byte) []byte {
	for i := len(text) - 2; i >= 0; i-- {
		if text[i] != '"' {
			continue
		}
		slashes := 0
		for k := i - 1; k >= 0 && text[k] == '\\'; k-- {
			slashes++
		}
		if slashes%2 == 0 {
			return text[i:]
		}
	}
	return text
}

// member is the name of the member whose value was just read; "" in a list.
func member(decoder *jsontext.Decoder) string {
	pointer := string(decoder.StackPointer())
	if kind, _ := decoder.StackIndex(decoder.StackDepth()); kind != '{' {
		return ""
	}
	return pointer[strings.LastIndexByte(pointer, '/')+1:]
}

func (m *Masker) text(member, text string) string {
	switch {
	case isKept(member):
		return text
	case isName(member):
		return m.Name(text)
	}
	return m.Prose(text)
}

func (m *Masker) header(header http.Header) http.Header {
	masked := header.Clone()
	for name, values := range masked {
		if strings.HasPrefix(name, "Content-") || name == "Retry-After" {
			continue
		}
		for i := range values {
			values[i] = m.Prose(values[i])
		}
	}
	return masked
}

// Prose masks words: names that are known get their pseudonyms, every other word one of its
// own.
func (m *Masker) Prose(text string) string {
	if made, ok := m.given[text]; ok {
		return made
	}
	known := make([]string, 0, len(m.given))
	for name := range m.given {
		if name != "" && strings.Contains(text, name) {
			known = append(known, name)
		}
	}
	slices.SortFunc(known, func(a, b string) int { return len(b) - len(a) })
	var b strings.Builder
	for text != "" {
		name := leading(text, b.String(), known)
		if name == "" {
			if name = word(text); name == "" {
				_, size := utf8.DecodeRuneInString(text)
				b.WriteString(text[:size])
				text = text[size:]
				continue
			}
		}
		b.WriteString(m.word(name))
		text = text[len(name):]
	}
	return b.String()
}

// word masks a word; one that is no name shares no pseudonym with names.
func (m *Masker) word(word string) string {
	if made, ok := m.given[word]; ok {
		return made
	}
	for try := 0; try < maxTries; try++ {
		if made := m.make(word, try); made != word {
			return made
		}
	}
	return word // nothing in it can be masked
}

// leading is the known name that the text begins with, where it stands alone.
func leading(text, before string, known []string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	if isWord(last) {
		return ""
	}
	for _, name := range known {
		if rest, ok := strings.CutPrefix(text, name); ok {
			if next, _ := utf8.DecodeRuneInString(rest); !isWord(next) {
				return name
			}
		}
	}
	return ""
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// word is the word that the text begins with.
func word(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return !isWord(r) })
	if end < 0 {
		return text
	}
	return text[:end]
}
