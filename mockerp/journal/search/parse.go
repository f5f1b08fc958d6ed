package search

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/show"
)

// The bounds of one search.
const (
	mostLetters = 2000
	mostTerms   = 50
)

// Error says where a search is wrong.
type Error struct {
	// At is the place of the letter, counted from 0.
	At      int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("at letter %d: %s", e.At+1, e.Message) }

// Parse reads a search; an empty one has no terms. The error is an *Error.
func Parse(text string) ([]Term, error) {
	p := parser{letters: []rune(text)}
	if len(p.letters) > mostLetters {
		return nil, p.wrong(mostLetters, "the search is longer than %d letters: shorten it", mostLetters)
	}
	var terms []Term
	for p.skipBlanks(); p.at < len(p.letters); p.skipBlanks() {
		if len(terms) == mostTerms {
			return nil, p.wrong(p.at, "a search has at most %d terms: leave some out", mostTerms)
		}
		term, err := p.term()
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return terms, nil
}

// Text writes terms so that Parse reads the same again.
func Text(terms []Term) string {
	words := make([]string, len(terms))
	for i := range terms {
		words[i] = terms[i].String()
	}
	return strings.Join(words, " ")
}

type parser struct {
	letters []rune
	at      int
}

func (p *parser) wrong(at int, format string, args ...any) *Error {
	return &Error{at, fmt.Sprintf(format, args...)}
}

func (p *parser) skipBlanks() {
	for p.at < len(p.letters) && unicode.IsSpace(p.letters[p.at]) {
		p.at++
	}
}

func (p *parser) term() (Term, error) {
	var t Term
	begin := p.at
	if p.letters[p.at] == '-' {
		t.Not = true
		p.at++
	}
	t.Field = p.field()
	if t.Field != "" && !isField(t.Field) {
		near := ""
		if name := schemas.Nearest(t.Field, fields()); name != "" {
			near = ", did you mean " + name + ":?"
		}
		return t, p.wrong(begin, "there is no field %q%s: use %s, or put the word in quotes", show.Clip(t.Field, 40), near, schemas.List(fields(), "or"))
	}
	from := p.at
	value, err := p.value()
	if err != nil {
		return t, err
	}
	if value == "" {
		return t, p.wrong(from, "there is nothing to look for here: write a word, or a value behind the colon")
	}
	t.Value = value
	if problem := t.prepare(); problem != "" {
		return t, p.wrong(from, "%s", problem)
	}
	return t, nil
}

// field reads the letters before a colon; without one it reads nothing.
func (p *parser) field() string {
	for i := p.at; i < len(p.letters); i++ {
		switch letter := p.letters[i]; {
		case letter == ':' && i > p.at:
			name := string(p.letters[p.at:i])
			p.at = i + 1
			return name
		case !unicode.IsLetter(letter):
			return ""
		}
	}
	return ""
}

// value reads up to the next blank, or what is in quotes; there a backslash keeps a quote or backslash.
func (p *parser) value() (string, error) {
	begin := p.at
	if p.at == len(p.letters) || p.letters[p.at] != '"' {
		for p.at < len(p.letters) && !unicode.IsSpace(p.letters[p.at]) {
			p.at++
		}
		return string(p.letters[begin:p.at]), nil
	}
	var value strings.Builder
	for p.at++; p.at < len(p.letters); p.at++ {
		switch letter := p.letters[p.at]; {
		case letter == '"':
			p.at++
			return value.String(), p.afterQuote()
		case letter == '\\' && p.at+1 < len(p.letters):
			p.at++
			value.WriteRune(p.letters[p.at])
		default:
			value.WriteRune(letter)
		}
	}
	return "", p.wrong(begin, `this quote has no end: close it with "`)
}

func (p *parser) afterQuote() error {
	if p.at < len(p.letters) && !unicode.IsSpace(p.letters[p.at]) {
		return p.wrong(p.at, "a quote is followed by a blank or the end: put a blank here")
	}
	return nil
}
