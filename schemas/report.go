package schemas

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// maxFindings is how many findings one body can have: a hostile body must not make an endless
// report.
const maxFindings = 100

// findingList keeps the first findings and counts the rest.
type findingList struct {
	kept []Finding
	left int
}

// add keeps a finding while there is room. It calls found only then: a finding costs more than
// the bytes that cause it.
func (l *findingList) add(found func() Finding) {
	if len(l.kept) >= maxFindings {
		l.left++
		return
	}
	l.kept = append(l.kept, found())
}

// list returns the findings; the last one says how many were left out.
func (l *findingList) list() []Finding {
	if l.left == 0 {
		return l.kept
	}
	clause := l.kept[len(l.kept)-1].Clause
	rest := newNote(clause, "", "", "", fmt.Sprintf("%d more findings like these are left out", l.left), "")
	return append(l.kept, rest)
}

// newFinding makes a finding with the level of its clause. Give the sentence without its full
// stop; the clause is added after it.
func newFinding(clause, pointer, wanted, got, sentence, hint string) Finding {
	level := Must
	if c, ok := ClauseByID(clause); ok {
		level = c.Level
	}
	return Finding{
		Clause: clause, Level: level, Pointer: pointer, Wanted: wanted, Got: got,
		Message: fmt.Sprintf("%s (%s).", sentence, clause), Hint: hint,
	}
}

// newNote makes a finding that breaks no clause but is worth seeing.
func newNote(clause, pointer, wanted, got, sentence, hint string) Finding {
	f := newFinding(clause, pointer, wanted, got, sentence, hint)
	f.Level = Note
	return f
}

// sentenceOf returns the sentence that newFinding was given.
func sentenceOf(f Finding) string {
	return strings.TrimSuffix(f.Message, fmt.Sprintf(" (%s).", f.Clause))
}

// cannotJudge is the finding of a judge that is itself broken: a post never passes because
// nothing could judge it.
func cannotJudge(clause string, err error) Finding {
	return newFinding(clause, "", "a body that can be judged", "an error", "The body could not be judged: "+err.Error(), "")
}

const (
	maxShown   = 60  // how many bytes of a text a message shows
	maxPointer = 500 // the longest pointer in a report: names can be hostile too
)

// shorten cuts a long text between two characters and says how long it was.
func shorten(text string) string {
	if len(text) <= maxShown {
		return text
	}
	return fmt.Sprintf("%s… (%d bytes)", cut(text, maxShown), len(text))
}

func cut(text string, length int) string {
	for length > 0 && !utf8.RuneStart(text[length]) {
		length--
	}
	return text[:length]
}

// pointerTo extends a pointer by one member.
func pointerTo(parent, name string) string {
	return fit(parent + "/" + strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1"))
}

// fit cuts a pointer that is too long for a report.
func fit(pointer string) string {
	if len(pointer) <= maxPointer {
		return pointer
	}
	return cut(pointer, maxPointer) + "…"
}

// memberName turns a pointer into the words of a message: /item/sku is `item.sku`.
// Names can hold anything, so what does not print is escaped.
func memberName(pointer string) string {
	if pointer == "" {
		return "The body"
	}
	path := strings.Join(slices.Collect(jsontext.Pointer(pointer).Tokens()), ".")
	quoted := fmt.Sprintf("%q", shorten(path))
	return "`" + quoted[1:len(quoted)-1] + "`"
}

// show describes a value to a person: "abc", 5, null, an object.
func show(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("%q", shorten(v))
	case bool:
		return fmt.Sprintf("%t", v)
	case map[string]any:
		return "an object"
	case []any:
		return "an array"
	case json.Number:
		return shorten(string(v))
	}
	return shorten(fmt.Sprint(value))
}
