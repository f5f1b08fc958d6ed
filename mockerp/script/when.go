package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/erpkit/erpkit/schemas"
	"github.com/erpkit/erpkit/schemas/yamlfile"
)

// when is what a post must be like. Empty lists ask for nothing.
type when struct {
	kinds      []schemas.Kind
	types      []string
	conditions []condition
	rare       *rare // nil: nothing of that is asked
}

// matches tells whether a post fulfils all conditions but those that need a live script: the
// number among the matches, and the expression, which can look at it.
func (w *when) matches(p *Post) bool {
	if len(w.kinds) > 0 && !slices.Contains(w.kinds, p.Kind) {
		return false
	}
	if len(w.types) > 0 && !slices.Contains(w.types, p.Type) {
		return false
	}
	for i := range w.conditions {
		if !w.conditions[i].holds(p.Payload) {
			return false
		}
	}
	return w.rare == nil || w.rare.meets(p)
}

func (c *compiler) when(pointer string, from fileWhen) when {
	w := when{types: wordsOf(from.Type)}
	for _, word := range wordsOf(from.Kind) {
		if kind, err := schemas.ParseKind(word); err == nil { // the schema has refused others
			w.kinds = append(w.kinds, kind)
		}
	}
	if len(w.kinds) == len(schemas.Kinds()) {
		w.kinds = nil
	}
	c.possible(pointer, w)
	for _, name := range c.file.Keys(pointer + "/members") {
		if one, ok := c.condition(pointer+"/members"+yamlfile.Pointer(name), name, c.kindsOf(w)); ok {
			w.conditions = append(w.conditions, one)
		}
	}
	return w
}

// wordsOf reads one word or a list of words.
func wordsOf(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		words := make([]string, len(v))
		for i, word := range v {
			words[i] = fmt.Sprint(word)
		}
		return words
	}
	return nil
}

// possible refuses a type that posts of these kinds never have (D1, I1, O1).
func (c *compiler) possible(pointer string, w when) {
	if len(w.kinds) == 0 {
		return
	}
	for i, word := range w.types {
		at := pointer + "/type"
		if _, isList := c.file.Value(at + "/0"); isList {
			at += yamlfile.Pointer(i)
		}
		if !slices.ContainsFunc(w.kinds, func(k schemas.Kind) bool { return slices.Contains(k.Types(), word) }) {
			c.refuse(at, "%s is never of type %s: its types are %s",
				anyPost(w.kinds), word, strings.Join(w.kinds[0].Types(), ", "))
		}
	}
}

// kindsOf gives the kinds of post that can match: those that are named, or all.
func (c *compiler) kindsOf(w when) []schemas.Kind {
	if len(w.kinds) > 0 {
		return w.kinds
	}
	return schemas.Kinds()
}

// anyPost names the posts of these kinds in a sentence.
func anyPost(kinds []schemas.Kind) string {
	if len(kinds) == len(schemas.Kinds()) {
		return "a post"
	}
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = string(kind)
	}
	return "a post of kind " + strings.Join(words, " or ")
}
