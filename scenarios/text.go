package scenarios

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// Text is a text of a story with its references. The zero Text is not given.
type Text struct {
	parts []part
	given bool
}

// part is a piece of text, or a reference.
type part struct {
	plain string
	ref   *Ref
	value any // of a plain text that was a number, true or false in the file
}

// Ref is a reference such as ${guitar.serial}: a name, and a field of what it names.
type Ref struct {
	Name, Field string

	at place // where it is written
}

// place is a value in one of the files of a story.
type place struct {
	file    *yamlfile.File
	pointer string
}

// String is the reference as it is written.
func (r Ref) String() string {
	if r.Field == "" {
		return "${" + r.Name + "}"
	}
	return "${" + r.Name + "." + r.Field + "}"
}

// plain makes a Text without references.
func plain(text string) Text { return Text{parts: []part{{plain: text}}, given: true} }

// Given tells whether the text was given; it may be empty.
func (t Text) Given() bool { return t.given }

// Resolve replaces the references by their values. look returns the value of a reference: text, json.Number, bool,
// or nil, which is written as nothing.
func (t Text) Resolve(look func(Ref) (any, error)) (string, error) {
	var b strings.Builder
	for _, p := range t.parts {
		if p.ref == nil {
			b.WriteString(p.plain)
			continue
		}
		value, err := look(*p.ref)
		if err != nil {
			return "", err
		}
		b.WriteString(written(value))
	}
	return b.String(), nil
}

// written is a value as text.
func written(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return fmt.Sprint(value)
}

// lone returns the reference of a text that consists of nothing else.
func (t Text) lone() *Ref {
	if len(t.parts) == 1 {
		return t.parts[0].ref
	}
	return nil
}

// constant gives the value of a text that was written as a number, true or false.
func (t Text) constant() any {
	if len(t.parts) == 1 {
		return t.parts[0].value
	}
	return nil
}

// refs lists the references of the text.
func (t Text) refs() []Ref {
	var all []Ref
	for _, p := range t.parts {
		if p.ref != nil {
			all = append(all, *p.ref)
		}
	}
	return all
}

// split splits a text at its references. The error says what is wrong with one.
func split(text string, at place) ([]part, error) {
	var parts []part
	plain := ""
	for text != "" {
		i := strings.Index(text, "${")
		if i < 0 {
			break
		}
		if i > 0 && text[i-1] == '$' { // $${ is a plain ${
			plain, text = plain+text[:i-1]+"${", text[i+2:]
			continue
		}
		inside, rest, closed := strings.Cut(text[i+2:], "}")
		if !closed {
			return nil, fmt.Errorf("a reference begins with ${ but has no }: close it, or write $${ for a plain ${")
		}
		ref, err := parseRef(inside, at)
		if err != nil {
			return nil, err
		}
		if plain += text[:i]; plain != "" {
			parts = append(parts, part{plain: plain})
		}
		parts, plain, text = append(parts, part{ref: &ref}), "", rest
	}
	if plain += text; plain != "" || len(parts) == 0 {
		parts = append(parts, part{plain: plain})
	}
	return parts, nil
}

func parseRef(inside string, at place) (Ref, error) {
	name, field := strings.TrimSpace(inside), ""
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name, field = strings.TrimSpace(name[:i]), strings.TrimSpace(name[i+1:])
		if field == "" {
			name = ""
		}
	}
	if name == "" {
		return Ref{}, fmt.Errorf("${%s} is not a reference: write it like ${guitar.serial}, or $${ for a plain ${", inside)
	}
	return Ref{Name: name, Field: field, at: at}, nil
}

// EscapeText escapes a text so that nothing in it is taken for a reference.
func EscapeText(text string) string { return strings.ReplaceAll(text, "${", "$${") }
